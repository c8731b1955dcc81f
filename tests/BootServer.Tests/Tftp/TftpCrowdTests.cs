using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Tftp;
using Monitas.BootServer.Tftp.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Tftp;

/// <summary>Many clients at once, and some that mean no good.</summary>
public sealed class TftpCrowdTests : IAsyncDisposable
{
    private readonly TftpServerFixture _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Get_TwoHundredAtOnce_AllHaveTheFile()
    {
        byte[] content = _server.Add("file", 200_000);
        List<Task<byte[]>> all = [];
        for (int i = 0; i < 200; i++)
        {
            byte[] request = TestTftpClient.Request("file", ("blksize", 1024), ("windowsize", 1 << (i % 5)));
            IPAddress address = new([127, 0, 1, (byte)(i + 1)]);
            all.Add(Task.Run(async () =>
            {
                using TestTftpClient client = new(address);
                return await client.GetAsync(_server.Address, request, TestContext.Current.CancellationToken);
            }));
        }

        foreach (byte[] got in await Task.WhenAll(all))
        {
            Assert.Equal(content, got);
        }
    }

    [Fact]
    public async Task Get_WhileOneAddressTakesAllItCan_IsServed()
    {
        byte[] content = _server.Add("file", 300_000);
        List<Socket> greedy = [];
        try
        {
            for (int i = 0; i < 600; i++)
            {
                Socket socket = BareClient.Bound();
                greedy.Add(socket);
                await socket.SendToAsync(TestTftpClient.Request("file", ("blksize", 512)), _server.Address, TestContext.Current.CancellationToken);
            }

            using TestTftpClient client = new(new IPAddress([127, 0, 0, 77]));
            byte[] got = await client.GetAsync(_server.Address, TestTftpClient.Request("file", ("windowsize", 8)), TestContext.Current.CancellationToken);

            Assert.Equal(content, got);
            Assert.Contains(_server.Files.Reports, report => report.Failure == TransferFailure.Refused);
            Assert.Single(_server.Logger.Lines, line => line.Text.Contains("not served", StringComparison.Ordinal));
        }
        finally
        {
            greedy.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task Get_AmidGarbage_IsServed()
    {
        byte[] content = _server.Add("file", 100_000);
        Random random = new(7);
        using Socket bad = BareClient.Bound();
        using TestTftpClient client = new();
        byte[] request = TestTftpClient.Request("file", ("blksize", 1024), ("tsize", 0));
        Task<byte[]> good = client.GetAsync(_server.Address, request, TestContext.Current.CancellationToken);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] datagram = request[..random.Next(request.Length + 1)];
            if (datagram.Length > 0)
            {
                datagram[random.Next(datagram.Length)] ^= (byte)(1 << random.Next(8));
            }

            await bad.SendToAsync(datagram, _server.Address, TestContext.Current.CancellationToken);
        }

        Assert.Equal(content, await good);
        using TestTftpClient next = new();
        Assert.Equal(content, await next.GetAsync(_server.Address, request, TestContext.Current.CancellationToken));
        Assert.DoesNotContain(_server.Logger.Lines, line => line.Level > Microsoft.Extensions.Logging.LogLevel.Warning);
    }

    [Fact]
    public async Task Get_AskedAgainFromTheSamePort_IsOneTransfer()
    {
        _server.Add("file", 100);
        using Socket socket = BareClient.Bound();
        byte[] request = TestTftpClient.Request("file", ("tsize", 0));
        for (int i = 0; i < 20; i++)
        {
            await socket.SendToAsync(request, _server.Address, TestContext.Current.CancellationToken);
        }

        (byte[] options, EndPoint transfer) = await BareClient.ReceiveAsync(socket);
        Assert.Equal((byte)TftpOpcode.OptionAcknowledgment, options[1]);
        await socket.SendToAsync(new byte[] { 0, 4, 0, 0 }, transfer, TestContext.Current.CancellationToken);
        (byte[] data, EndPoint from) = await BareClient.ReceiveAsync(socket);
        while (data[1] == (byte)TftpOpcode.OptionAcknowledgment && from.Equals(transfer))
        {
            // Said again because this test was slow.
            (data, from) = await BareClient.ReceiveAsync(socket);
        }

        Assert.Equal(transfer, from);
        await socket.SendToAsync(new byte[] { 0, 4, 0, 1 }, transfer, TestContext.Current.CancellationToken);
        await EndedAsync(1);
        Assert.Single(_server.Files.Reports, report => report.Kind == BootStepKind.TransferBegun);
    }

    [Fact]
    public async Task Get_ByAClientThatClosesItsPort_EndsAtOnceAndQuietly()
    {
        _server.Add("file", 100_000);
        using (Socket socket = BareClient.Bound())
        {
            await socket.SendToAsync(TestTftpClient.Request("file", ("windowsize", 4)), _server.Address, TestContext.Current.CancellationToken);
            (_, EndPoint transfer) = await BareClient.ReceiveAsync(socket);
            await socket.SendToAsync(new byte[] { 0, 4, 0, 0 }, transfer, TestContext.Current.CancellationToken);
            await BareClient.ReceiveAsync(socket);
            await socket.SendToAsync(new byte[] { 0, 4, 0, 1 }, transfer, TestContext.Current.CancellationToken);
        }

        await EndedAsync(1);
        TftpReport end = _server.Files.Reports.Last();
        Assert.Equal((BootStepKind.TransferFailed, TransferFailure.Aborted, 512), (end.Kind, end.Failure, end.SentBytes));
        Assert.Empty(_server.Logger.Lines);
    }

    [Fact]
    public async Task Get_BlocksLongerThanTheRouteCarries_AreMadeShorter()
    {
        _server.Add("file", 10_000);
        using Socket socket = BareClient.Bound();
        await socket.SendToAsync(TestTftpClient.Request("file", ("blksize", 9000)), _server.Address, TestContext.Current.CancellationToken);
        (byte[] options, _) = await BareClient.ReceiveAsync(socket);
        Assert.Equal("\0\u0006blksize\01468\0"u8.ToArray(), options);
    }

    /// <summary>The acknowledgment of the options is longer than the datagrams into which such blocks are cut.</summary>
    [Fact]
    public async Task Get_TinyBlocksInWindows_GetsItsOptionsInOneDatagram()
    {
        _server.Add("file", 1000);
        using Socket socket = BareClient.Bound();
        byte[] request = TestTftpClient.Request("file", ("blksize", 8), ("windowsize", 4), ("tsize", 0));

        await socket.SendToAsync(request, _server.Address, TestContext.Current.CancellationToken);

        (byte[] options, _) = await BareClient.ReceiveAsync(socket);
        Assert.Equal("\0\u0006blksize\08\0windowsize\04\0tsize\01000\0", System.Text.Encoding.Latin1.GetString(options));
    }

    private async Task EndedAsync(int count)
    {
        while (_server.Files.Reports.Count(report => report.Kind != BootStepKind.TransferBegun) < count)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
