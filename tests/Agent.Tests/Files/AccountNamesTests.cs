using System.Text;
using CsCheck;
using Monitas.Agent.Files;
using Xunit;

namespace Monitas.Agent.Tests.Files;

public sealed class AccountNamesTests
{
    [Fact]
    public void Find_LinesOfEveryKind_FirstNameHolds()
    {
        AccountNames names = new("root:x:0:0:root:/root:/bin/sh\n\nbroken\n:x:5:\ntoor:x:0:0::/:\nj\u00f6rg:x:1000:1000::/:\nodd:x:abc:\nlast:x:7"u8);

        Assert.Equal("root", Encoding.UTF8.GetString(names.Find(0)));
        Assert.Equal("j\u00f6rg", Encoding.UTF8.GetString(names.Find(1000)));
        Assert.Equal("last", Encoding.UTF8.GetString(names.Find(7)));
        Assert.Empty(names.Find(5));
        Assert.Empty(names.Find(4));
    }

    [Fact]
    public void Constructor_AnyBytes_NeverThrows() => Gen.Byte.Array[0, 200].Sample(bytes => new AccountNames(bytes).Find(0).Length < 200);
}
