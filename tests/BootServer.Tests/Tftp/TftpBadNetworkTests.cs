using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Monitas.BootServer.Tests.Tls;
using Monitas.BootServer.Tftp;
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

    /// <summary>Each of these clients sends its ACKs in a way of its own; curl waits for seconds, so its network loses less.</summary>
    [Theory]
    [InlineData("atftp", 200_000, 1024, 4, "--option|blksize 1024|--option|windowsize 4|-g|-r|file|-l|LOCAL|127.0.0.1|PORT")]
    [InlineData("atftp", 100_000, 1024, 1, "--option|blksize 1024|-g|-r|file|-l|LOCAL|127.0.0.1|PORT")]
    [InlineData("tftp", 50_000, 512, 1, "-m|binary|127.0.0.1|PORT|-c|get|file|LOCAL")]
    [InlineData("curl", 100_000, 1024, 1, "-sS|-o|LOCAL|--connect-timeout|10|--tftp-blksize|1024|tftp://127.0.0.1:PORT/file")]
    public async Task Get_ByARealClientOverABadNetwork_IsTheFileWithoutAStorm(string program, int length, int blksize, int windowsize, string arguments)
    {
        byte[] content = _server.Add("file", length);
        using TemporaryDirectory directory = new();
        string local = directory.Combine("got");
        await using BadNetwork network = new(_server.Address, 5) { LoseOneOf = 60, DoubleOneOf = 10, DelayOneOf = 20 };

        (int exitCode, string output) = await Tool.RunAsync(
            program, [.. arguments.Split('|').Select(word => word.Replace("LOCAL", local, StringComparison.Ordinal).Replace("PORT", $"{network.Address.Port}", StringComparison.Ordinal))],
            TestContext.Current.CancellationToken);

        Assert.True(exitCode == 0, output);
        Assert.Equal(content, await File.ReadAllBytesAsync(local, TestContext.Current.CancellationToken));
        int[] times = [.. network.FromServer.Where(datagram => datagram[1] == (byte)TftpOpcode.Data).GroupBy(BlockOf).Select(sent => sent.Count())];
        int blocks = (length / blksize) + 1;
        Assert.Equal(blocks, times.Length);
        // In lock-step only silence brings a block again; in a window each loss brings those behind it too.
        Assert.InRange(times.Max(), 1, TftpSender.Retries + 1);
        Assert.InRange(times.Sum(), blocks, (windowsize == 1 ? 1.5 : 3) * blocks);
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

    private static int BlockOf(byte[] datagram) => (datagram[2] << 8) | datagram[3];
}
