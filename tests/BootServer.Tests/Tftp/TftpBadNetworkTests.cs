using System;
using System.Linq;
using System.Threading.Tasks;
using Monitas.BootServer.Tftp.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Tftp;

/// <summary>A network that loses, doubles and reorders: every byte arrives, and the server does not flood it.</summary>
public sealed class TftpBadNetworkTests : IAsyncDisposable
{
    private readonly TftpServerFixture _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(1, 200_000, 1, 60, 10, 20)]
    [InlineData(2, 400_000, 4, 60, 10, 20)]
    [InlineData(3, 1_000_000, 16, 100, 5, 10)]
    [InlineData(4, 3_000_000, 64, 300, 5, 50)]
    public async Task Get_OverABadNetwork_IsTheFileWithoutAStorm(int seed, int length, int windowsize, int loseOneOf, int doubleOneOf, int delayOneOf)
    {
        byte[] content = _server.Add("file", length);
        await using BadNetwork network = new(_server.Address, seed) { LoseOneOf = loseOneOf, DoubleOneOf = doubleOneOf, DelayOneOf = delayOneOf };
        using TestTftpClient client = new();

        byte[] got = await client.GetAsync(network.Address, TestTftpClient.Request("file", ("blksize", 1024), ("windowsize", windowsize)), TestContext.Current.CancellationToken);

        Assert.Equal(content, got);
        int sent = network.FromServer.Count(datagram => datagram[1] == (byte)TftpOpcode.Data);
        Assert.InRange(sent, (length / 1024) + 1, 4 * ((length / 1024) + 1));
    }

    [Theory]
    [InlineData(1, 1.1)]
    [InlineData(8, 3)]
    [InlineData(64, 3)]
    public async Task Get_WhereEverythingComesTwice_IsNoStorm(int windowsize, double mostForABlock)
    {
        byte[] content = _server.Add("file", 300_000);
        await using BadNetwork network = new(_server.Address, 1) { DoubleOneOf = 1 };
        using TestTftpClient client = new();

        byte[] got = await client.GetAsync(network.Address, TestTftpClient.Request("file", ("blksize", 1024), ("windowsize", windowsize)), TestContext.Current.CancellationToken);

        Assert.Equal(content, got);
        int sent = network.FromServer.Count(datagram => datagram[1] == (byte)TftpOpcode.Data);
        // In lock-step no duplicate is ever answered (RFC 1123 4.2.3.1); a tenth more is for silences of a computer under load.
        Assert.InRange(sent, (300_000 / 1024) + 1, mostForABlock * ((300_000 / 1024) + 1));
    }
}
