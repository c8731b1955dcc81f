using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Monitas.BootServer.Tests.Tls;
using Xunit;

namespace Monitas.BootServer.Tests.Tftp;

/// <summary>Real clients fetch files of every awkward length.</summary>
public sealed class TftpJudgeTests : IAsyncDisposable
{
    private readonly TftpServerFixture _server = new();
    private readonly TemporaryDirectory _directory = new();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(1468 * 64, "--option|blksize 1468|--option|windowsize 64")]
    [InlineData((1468 * 44 * 3) + 1, "--option|blksize 1468|--option|windowsize 64")]
    [InlineData(1_000_000, "--option|blksize 1024|--option|windowsize 7|--option|timeout 3")]
    [InlineData(1_000_000, "--option|windowsize 4")]
    [InlineData(1_000_000, "--option|blksize 65464|--option|windowsize 16")]
    [InlineData(0, "--option|windowsize 16")]
    public async Task Get_ByAtftpWithWindows_IsTheFile(int length, string options) =>
        await ExpectAsync(length, local => ("atftp", [.. options.Split('|'), "-g", "-r", "file", "-l", local, "127.0.0.1", $"{_server.Address.Port}"]));

    [Fact]
    public async Task Get_MoreThan65535BlocksByAtftp_RollsOverToZero() =>
        await ExpectAsync(600_000, local => ("atftp", ["--option", "blksize 8", "--option", "windowsize 64", "-g", "-r", "file", "-l", local, "127.0.0.1", $"{_server.Address.Port}"]));

    [Theory]
    [InlineData(512 * 66_000)]
    [InlineData(0)]
    [InlineData(511)]
    [InlineData(512)]
    public async Task Get_ByTftpHpa_IsTheFile(int length) =>
        await ExpectAsync(length, local => ("tftp", ["-m", "binary", "127.0.0.1", $"{_server.Address.Port}", "-c", "get", "file", local]));

    [Fact]
    public async Task Get_AsTextByTftpHpa_HasItsLineEnds()
    {
        byte[] text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(i => $"line {i}\nwith \r alone\n")));
        _server.Files.Files["file"] = text;
        await FetchAsync(text, local => ("tftp", ["-m", "ascii", "127.0.0.1", $"{_server.Address.Port}", "-c", "get", "file", local]));
    }

    [Theory]
    [InlineData(1468)]
    [InlineData(8)]
    [InlineData(65464)]
    public async Task Get_ByCurl_IsTheFile(int blksize) =>
        await ExpectAsync(100_000, local => ("curl", ["-sS", "-o", local, "--tftp-blksize", $"{blksize}", $"tftp://127.0.0.1:{_server.Address.Port}/file"]));

    private Task ExpectAsync(int length, Func<string, (string Program, string[] Arguments)> command) => FetchAsync(_server.Add("file", length), command);

    private async Task FetchAsync(byte[] content, Func<string, (string Program, string[] Arguments)> command)
    {
        string local = _directory.Combine("got");
        (string program, string[] arguments) = command(local);

        (int exitCode, string output) = await Tool.RunAsync(program, arguments, TestContext.Current.CancellationToken);

        Assert.True(exitCode == 0, output);
        Assert.Equal(content, await File.ReadAllBytesAsync(local, TestContext.Current.CancellationToken));
    }
}
