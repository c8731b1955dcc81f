using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Monitas.BootServer.Tests.Boot;
using Monitas.BootServer.Tests.Tls;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Tftp;
using Monitas.BootServer.Tftp.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Tftp;

/// <summary>atftp and curl as judges.</summary>
public sealed class TftpListenerTests : IAsyncDisposable
{
    private readonly MemoryFiles _files = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TftpListener _listener;
    private readonly Task _loop;

    public TftpListenerTests()
    {
        foreach (int length in new[] { 0, 1, 511, 512, 1468, 100_000, 3_000_000 })
        {
            byte[] content = new byte[length];
            new Random(length).NextBytes(content);
            _files.Files[$"file{length}"] = content;
        }

        _listener = new TftpListener(Loopback.Interface, 0, _files, TimeProvider.System, NullLogger.Instance);
        _listener.Open();
        _loop = _listener.RunAsync(_stopping.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _listener.Dispose();
        _stopping.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("file0", "")]
    [InlineData("file1", "")]
    [InlineData("file511", "")]
    [InlineData("file512", "")]
    [InlineData("file512", "--option|blksize 512|--option|tsize 0")]
    [InlineData("file100000", "--option|blksize 8")]
    [InlineData("file3000000", "--option|blksize 1468|--option|windowsize 16|--option|tsize 0|--option|timeout 2")]
    [InlineData("file3000000", "--option|blksize 16000")]
    public async Task Get_ByAtftp_IsTheFile(string name, string options)
    {
        string local = _directory.Combine("got");
        string[] arguments = [.. options.Split('|', StringSplitOptions.RemoveEmptyEntries), "-g", "-r", name, "-l", local, "127.0.0.1", $"{_listener.Port}"];

        (int exitCode, string output) = await Tool.RunAsync("atftp", arguments, TestContext.Current.CancellationToken);

        Assert.True(exitCode == 0, output);
        Assert.Equal(_files.Files[name], await File.ReadAllBytesAsync(local, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("file3000000", "octet")]
    [InlineData("//file1468", "octet")]
    public async Task Get_ByCurl_IsTheFile(string name, string mode)
    {
        string local = _directory.Combine("got");
        (int exitCode, string output) = await Tool.RunAsync("curl", ["-sS", "-o", local, "--tftp-blksize", "1468", $"tftp://127.0.0.1:{_listener.Port}/{name};mode={mode}"], TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, output);
        Assert.Equal(_files.Files[name.TrimStart('/')], await File.ReadAllBytesAsync(local, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Get_ManyAtOnce_AreAllServed()
    {
        Task<(int ExitCode, string Output)>[] all = new Task<(int, string)>[8];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = Tool.RunAsync("curl", ["-sS", "-o", _directory.Combine($"got{i}"), $"tftp://127.0.0.1:{_listener.Port}/file100000"], TestContext.Current.CancellationToken);
        }

        foreach ((int exitCode, string output) in await Task.WhenAll(all))
        {
            Assert.True(exitCode == 0, output);
        }
    }

    [Theory]
    [InlineData("nosuch", "File not found")]
    [InlineData("../etc/passwd", "Not allowed")]
    public async Task Get_WhatIsNotServed_IsRefusedWithAReason(string name, string reason)
    {
        byte[] answer = await AskAsync($"\0\u0001{name}\0octet\0");
        Assert.True(TftpPackets.TryReadError(answer, out _, out string text));
        Assert.Equal(reason, text);
        Assert.Equal(name == "nosuch" ? [(name, TransferFailure.NotFound)] : [], _files.Reports.Select(r => (r.File, r.Failure)));
    }

    [Fact]
    public async Task Put_AnyFile_IsRefused()
    {
        byte[] answer = await AskAsync("\0\u0002file1\0octet\0");
        Assert.True(TftpPackets.TryReadError(answer, out TftpErrorCode code, out string text));
        Assert.Equal((TftpErrorCode.AccessViolation, "This server is read-only"), (code, text));
    }

    [Fact]
    public async Task Get_SizeOnlyThenForReal_AsOvmfDoes_Works()
    {
        using Socket socket = BareClient.Bound();
        await socket.SendToAsync("\0\u0001file1\0octet\0tsize\00\0"u8.ToArray(), Server, TestContext.Current.CancellationToken);
        (byte[] options, EndPoint transfer) = await BareClient.ReceiveAsync(socket);
        Assert.Equal("\0\u0006tsize\01\0"u8.ToArray(), options);
        await socket.SendToAsync(TftpPackets.Error(TftpErrorCode.OptionRefused, "User aborted"), transfer, TestContext.Current.CancellationToken);

        (byte[] data, EndPoint second) = (options, transfer);
        while (data[1] != (byte)TftpOpcode.Data)
        {
            // The first transfer may not have ended yet; a client repeats its request then, as this one does.
            await socket.SendToAsync("\0\u0001file1\0octet\0"u8.ToArray(), Server, TestContext.Current.CancellationToken);
            (data, second) = await BareClient.ReceiveAsync(socket);
        }

        Assert.NotEqual(transfer, second);
        Assert.Equal([0, 3, 0, 1, _files.Files["file1"][0]], data);
        await socket.SendToAsync(new byte[] { 0, 4, 0, 1 }, second, TestContext.Current.CancellationToken);
        while (_files.Sent.IsEmpty)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        TftpReport[] reports = [.. _files.Reports];
        Assert.Contains(reports, r => r is { Kind: BootStepKind.SizeRead, Failure: TransferFailure.None, SentBytes: 0 });
        Assert.Contains(reports, r => r is { Kind: BootStepKind.TransferDone, SentBytes: 1, FileBytes: 1, BlockBytes: 512, ClientAnswered: true });
        Assert.DoesNotContain(reports, r => r.Kind == BootStepKind.TransferFailed);
    }

    [Theory]
    [InlineData(1024, 1024)]
    [InlineData(9000, 1468)]
    public async Task Get_WithALongestBlock_GetsNoLongerOne(int longest, int given)
    {
        await using TftpServerFixture server = new(longestBlockBytes: longest);
        server.Add("file", 3000);
        using Socket socket = BareClient.Bound();
        await socket.SendToAsync("\0\u0001file\0octet\0blksize\065464\0"u8.ToArray(), server.Address, TestContext.Current.CancellationToken);
        (byte[] options, EndPoint transfer) = await BareClient.ReceiveAsync(socket);
        Assert.Equal($"\0\u0006blksize\0{given}\0", System.Text.Encoding.Latin1.GetString(options));
        await socket.SendToAsync(new byte[] { 0, 4, 0, 0 }, transfer, TestContext.Current.CancellationToken);
        Assert.Equal(TftpPackets.DataHeaderLength + given, (await BareClient.ReceiveAsync(socket)).Datagram.Length);
    }

    private IPEndPoint Server => new(IPAddress.Loopback, _listener.Port);

    private async Task<byte[]> AskAsync(string request)
    {
        using Socket socket = BareClient.Bound();
        await socket.SendToAsync(System.Text.Encoding.Latin1.GetBytes(request), Server, TestContext.Current.CancellationToken);
        return (await BareClient.ReceiveAsync(socket)).Datagram;
    }
}
