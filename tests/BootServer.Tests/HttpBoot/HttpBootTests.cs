using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.HttpBoot;
using Monitas.BootServer.Tests.Boot;
using Monitas.BootServer.Tests.Tls;
using Xunit;

namespace Monitas.BootServer.Tests.HttpBoot;

/// <summary>The whole network boot part on loopback, DHCP left out, beside another port that stands for the HTTPS interface; curl as judge.</summary>
public sealed class HttpBootTests : IAsyncLifetime
{
    private const string Mac = "52-54-00-aa-bb-01";

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeAssignments _assignments = new() { Task = BootTask.BootImage };
    private readonly FakeEvents _events = new();
    private readonly byte[] _initrd = new byte[1_000_003];
    private WebApplication _application = null!;
    private int _plainPort;
    private int _otherPort;

    public async ValueTask InitializeAsync()
    {
        new Random(1).NextBytes(_initrd);
        await File.WriteAllBytesAsync(_directory.Combine("vmlinuz"), "kernel"u8.ToArray());
        await File.WriteAllBytesAsync(_directory.Combine("initrd.img"), _initrd);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IBootAssignments>(_assignments);
        builder.Services.AddSingleton<IBootEvents>(_events);
        builder.Services.AddNetboot(Settings());
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        _application = builder.Build();
        _application.MapHttpBoot();
        _application.MapGet("/agent/v1/boot", () => "secret things");
        await _application.StartAsync();
        int[] ports = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(text => new Uri(text).Port).ToArray();
        (_plainPort, _otherPort) = (ports[0], ports[1]);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("/boot/vmlinuz", "--http1.1")]
    [InlineData("/boot/vmlinuz", "--http1.0")]
    [InlineData("//boot//vmlinuz", "--http1.1")]
    public async Task Get_Kernel_HasItsLengthAndBytes(string path, string version)
    {
        string output = await CurlAsync(path, version, "-i", "--path-as-is");
        Assert.Contains("200 OK", output, StringComparison.Ordinal);
        Assert.Contains("Content-Length: 6\r\n", output, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("\r\n\r\nkernel", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_WholeBoot_RecordsEachStepWithTheMachine()
    {
        string script = await CurlAsync($"/boot/ipxe?mac={Mac}&uuid=11223344-5566-7788-99aa-bbccddeeff01");
        Assert.Contains($"http://127.0.0.1:{_plainPort}/boot/{Mac}/vmlinuz", script, StringComparison.Ordinal);
        await CurlAsync($"/boot/{Mac}/vmlinuz");
        string file = _directory.Combine("got");
        await CurlAsync($"/boot/{Mac}/initrd", "-o", file);

        Assert.Equal(_initrd, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        await EventuallyAsync(() => _events.Steps.Count == 3);
        Assert.Equal([BootStage.ScriptSent, BootStage.KernelSent, BootStage.InitrdSent], _events.Stages);
        Assert.All(_events.Steps, step => Assert.Equal(Mac, step.Mac.ToHyphenString()));
        Assert.Equal(1, _assignments.Issued);
        Assert.Equal(Guid.Parse("11223344-5566-7788-99aa-bbccddeeff01"), _assignments.LastUuid);
    }

    [Fact]
    public async Task Head_BootFiles_TellsLengthsAndChangesNothing()
    {
        Assert.Contains("Content-Length: 1000003\r\n", await CurlAsync($"/boot/{Mac}/initrd", "-I"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Content-Length: ", await CurlAsync("/boot/snponly.efi", "-I"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("200 OK", await CurlAsync($"/boot/ipxe?mac={Mac}", "-I"), StringComparison.Ordinal);
        Assert.Equal(0, _assignments.Issued);
        Assert.Empty(_events.Steps);
    }

    [Fact]
    public async Task Get_Ranges_JoinToTheFileAndOnlyTheLastCounts()
    {
        string first = _directory.Combine("first");
        string second = _directory.Combine("second");
        string headers = await CurlAsync($"/boot/{Mac}/initrd", "-r", "0-499999", "-o", first, "-D", "-");
        Assert.Contains("206 Partial Content", headers, StringComparison.Ordinal);
        Assert.Contains("Content-Range: bytes 0-499999/1000003", headers, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(_events.Steps);
        await CurlAsync($"/boot/{Mac}/initrd", "-r", "500000-", "-o", second);
        byte[] head = await File.ReadAllBytesAsync(first, TestContext.Current.CancellationToken);
        byte[] tail = await File.ReadAllBytesAsync(second, TestContext.Current.CancellationToken);
        Assert.Equal(_initrd, head.Concat(tail));
        await EventuallyAsync(() => _events.Steps.Count == 1);
        Assert.Contains("416", await CurlAsync("/boot/vmlinuz", "-i", "-r", "6-"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("snponly.efi")]
    [InlineData("localdisk.efi")]
    public async Task Get_Loader_IsAnEfiProgram(string name)
    {
        string file = _directory.Combine(name);
        await CurlAsync($"/boot/{name}", "-o", file);
        Assert.Equal("MZ"u8.ToArray(), (await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken))[..2]);
    }

    [Fact]
    public async Task Get_ScriptWithoutMac_ComesBackWithIt() =>
        Assert.Contains("mac=${netX/mac:hexhyp}", await CurlAsync("/boot/ipxe"), StringComparison.Ordinal);

    [Fact]
    public async Task Ports_EachServesItsOwnOnly()
    {
        Assert.Equal("404", await StatusAsync(_plainPort, "/agent/v1/boot"));
        Assert.Equal("200", await StatusAsync(_otherPort, "/agent/v1/boot"));
        Assert.Equal("404", await StatusAsync(_otherPort, "/boot/vmlinuz"));
        Assert.Equal("405", await StatusAsync(_plainPort, "/boot/vmlinuz", "-X", "POST"));
    }

    [Fact]
    public async Task Tftp_WholeService_ServesLoadersAndTheMachinesConfig()
    {
        int port = Assert.Single(_application.Services.GetRequiredService<NetbootService>().TftpListeners).Port;
        string loader = await CurlTftpAsync(port, "lpxelinux.0");
        Assert.True(new FileInfo(loader).Length > 50_000);
        string config = await CurlTftpAsync(port, $"pxelinux.cfg/01-{Mac}");
        Assert.Contains("monitas.secret=s1", await File.ReadAllTextAsync(config, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await EventuallyAsync(() => _events.Steps.Count == 1);
        Assert.Equal([BootStage.ScriptSent], _events.Stages);
    }

    [Fact]
    public async Task Start_EverythingMissing_SaysItAllAtOnce()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IBootAssignments>(_assignments);
        builder.Services.AddSingleton<IBootEvents>(_events);
        builder.Services.AddNetboot(Settings() with { LoaderDirectory = _directory.Combine("none"), BootImageDirectory = _directory.Combine("none"), Mode = DhcpMode.Full });
        await using WebApplication application = builder.Build();

        NetbootException e = await Assert.ThrowsAsync<NetbootException>(() => application.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("apt install pxelinux syslinux-common ipxe", e.Message, StringComparison.Ordinal);
        Assert.Contains("The boot image is missing", e.Message, StringComparison.Ordinal);
        Assert.Contains("Full DHCP needs the first and the last address", e.Message, StringComparison.Ordinal);
    }

    private NetbootSettings Settings() => new()
    {
        Interfaces = ["lo"],
        Mode = DhcpMode.Off,
        BootImageDirectory = _directory.Path,
        HttpPort = 0,
        TftpPort = 0,
    };

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private async Task<string> CurlAsync(string path, params string[] options)
    {
        (int exitCode, string output) = await Tool.RunAsync("curl", [.. options, "-sS", $"http://127.0.0.1:{_plainPort}{path}"], TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, output);
        return output;
    }

    private async Task<string> CurlTftpAsync(int port, string name)
    {
        string file = _directory.Combine(Path.GetFileName(name));
        (int exitCode, string output) = await Tool.RunAsync("curl", ["-sS", "-o", file, $"tftp://127.0.0.1:{port}/{name}"], TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, output);
        return file;
    }

    private static async Task<string> StatusAsync(int port, string path, params string[] options) =>
        (await Tool.RunAsync("curl", [.. options, "-sS", "-o", "/dev/null", "-w", "%{http_code}", $"http://127.0.0.1:{port}{path}"], TestContext.Current.CancellationToken)).Output;
}
