using Monitas.Lab.Listings;
using Xunit;

namespace Monitas.Vm.Tests;

public sealed class ListingComparisonTests
{
    private static readonly AllowedDifferences Allowed = new("# comment\nall /var/log/*\nchange /boot/grub.cfg\ntime /tmp\n");

    [Theory]
    [InlineData("""{"p":"/a","t":"file","m":"0644","w":1}""", """{"p":"/a","t":"file","m":"0600","w":1}""", 1, 0)]
    [InlineData("""{"p":"/a","t":"file","x":{"user.a":"00"}}""", """{"p":"/a","t":"file"}""", 1, 0)]
    [InlineData("""{"p":"/a","t":"file","w":1}""", """{"p":"/b","t":"file","w":1}""", 2, 0)]
    [InlineData("""{"p":"/var/log/x","t":"file"}""", """{"p":"/var/log/y","t":"file"}""", 0, 2)]
    [InlineData("""{"p":"/boot/grub.cfg","h":"1"}""", """{"p":"/boot/grub.cfg","h":"2"}""", 0, 1)]
    [InlineData("""{"p":"/boot/grub.cfg","h":"1"}""", """{"p":"/boot/other","h":"1"}""", 2, 0)]
    [InlineData("""{"p":"/tmp","w":1,"m":"1777"}""", """{"p":"/tmp","w":2,"m":"1777"}""", 0, 1)]
    [InlineData("""{"p":"/tmp","w":1,"m":"1777"}""", """{"p":"/tmp","w":2,"m":"0777"}""", 1, 0)]
    [InlineData("""{"p":"/a","t":"file","m":"0644","w":1}""", """{"p":"/a","t":"file","m":"0644","w":1}""", 0, 0)]
    public void Of_TwoListings_SortsDifferencesByTheAllowedList(string before, string after, int wrong, int allowed)
    {
        ListingComparison comparison = ListingComparison.Of([ListedFile.Parse(before)], [ListedFile.Parse(after)], Allowed);

        Assert.Equal(wrong, comparison.Differences.Count);
        Assert.Equal(allowed, comparison.Allowed.Count);
    }
}
