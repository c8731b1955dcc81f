using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Monitas.Agent.Images;
using Monitas.Agent.Images.Wire;
using Xunit;

namespace Monitas.Agent.Tests.Images;

public sealed class DomainMapTests
{
    /// <summary>As partclone 0.3.23 writes it.</summary>
    private const string Sample = """
        # Domain logfile created by unset_name v0.3.23
        # Source: /dev/sda3
        # Offset: 0x00000000
        # current_pos  current_status
        0x18FFF000     ?
        #      pos        size  status
        0x00000000  0x00003000  +
        0x00003000  0x00100000  ?
        0x00103000  0x00001000  +
        0x00104000  0x18EFB000  ?
        """;

    [Fact]
    public void ReadUnused_PartclonesMap_GivesTheRunsThatAreNotUsed() =>
        Assert.Equal([new Extent(0x3000, 0x100000), new Extent(0x104000, 0x18EFB000)], DomainMap.ReadUnused(Sample.Split('\n')));

    [Fact]
    public void ReadUnused_CutOffAnywhere_FailsOrCallsNothingUnusedThatIsUsed()
    {
        List<Extent> whole = DomainMap.ReadUnused(Sample.Split('\n'));
        for (int length = 0; length < Sample.Length; length++)
        {
            try
            {
                Assert.Subset(whole.ToHashSet(), DomainMap.ReadUnused(Sample[..length].Split('\n')).ToHashSet());
            }
            catch (FormatException e)
            {
                Assert.Contains("map", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x0 ?\n0x0 0x1000 *")]
    [InlineData("0x0 ?\n0x0 0x1000")]
    [InlineData("0x0 ?\n0x1000 0x1000 ?")]
    [InlineData("0x0 ?\n0x0 0x1000 +\n0x2000 0x1000 ?")]
    [InlineData("0x0 ?\n0x0 0x0 ?")]
    [InlineData("0x0 ?\n0x0 0xFFFFFFFFFFFFFFFF ?")]
    [InlineData("0x0 ?\n0x0 0x7FFFFFFFFFFFFFFF +\n0x7FFFFFFFFFFFFFFF 0x1 ?")]
    [InlineData("0x0 ?\n0 1000 ?")]
    [InlineData("0x0 0x1000 ?\n0x1000 0x1000 nonsense")]
    public void ReadUnused_Nonsense_IsRefused(string text) => Assert.Throws<FormatException>(() => DomainMap.ReadUnused(text.Split('\n')));

    [Fact]
    public void UsedExtents_AnyMap_CoverAllThatIsUsedAndSkipOnlyWhatIsNot() =>
        Gen.Select(Gen.Long[1, 1 << 22], Gen.Select(Gen.Long[1, 1 << 18], Gen.Long[1, 1 << 18]).List[0, 20]).Sample((size, runs) =>
        {
            List<Extent> unused = [];
            long at = 0;
            foreach ((long used, long free) in runs)
            {
                unused.Add(new Extent(at + used, free));
                at += used + free;
            }

            List<Extent> read = UsedExtents.Of(unused, size);
            Assert.All(read, e => Assert.True(e.LengthBytes > 0 && e.StartBytes >= 0 && e.EndBytes <= size));
            Assert.All(read.Zip(read.Skip(1)), pair => Assert.True(pair.Second.StartBytes - pair.First.EndBytes >= UsedExtents.LeastHoleBytes));
            IEnumerable<Extent> holes = read.Select(e => e.StartBytes).Append(size).Zip(read.Select(e => e.EndBytes).Prepend(0), (to, from) => new Extent(from, to - from)).Where(h => h.LengthBytes > 0);
            Assert.All(holes, h => Assert.Contains(unused, u => u.StartBytes <= h.StartBytes && u.EndBytes >= h.EndBytes && h.StartBytes % 4096 == 0));
        });

    [Fact]
    public void UsedExtents_MapThatEndsEarly_ReadsTheRest() =>
        Assert.Equal([new Extent(0, 4096), new Extent(1 << 20, 1 << 20)], UsedExtents.Of([new Extent(4096, (1 << 20) - 4096)], 2 << 20));

    [Fact]
    public void ExtSuperblock_IsClean_OnlyWithoutJournalToReplay()
    {
        byte[] clean = new byte[ExtSuperblock.LengthBytes];
        (clean[0x38], clean[0x39], clean[0x3A]) = (0x53, 0xEF, 1);
        byte[] open = [.. clean];
        open[0x60] = 4;
        byte[] faulty = [.. clean];
        faulty[0x3A] = 3;

        Assert.True(ExtSuperblock.IsClean(clean));
        Assert.False(ExtSuperblock.IsClean(open));
        Assert.False(ExtSuperblock.IsClean(faulty));
        Assert.False(ExtSuperblock.IsClean(clean.AsSpan(0, 1000)));
        Assert.False(ExtSuperblock.IsClean(new byte[ExtSuperblock.LengthBytes]));
    }
}
