using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
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

    [Fact]
    public async Task Get_InitrdOfProcessorsWithoutABootImage_IsRefusedAndNotThatOfOthers()
    {
        Assert.Contains("404 Not Found", await CurlAsync($"/boot/{Mac}/arm64/initrd", "-i"), StringComparison.Ordinal);
        Assert.Contains("200 OK", await CurlAsync($"/boot/{Mac}/initrd", "-I"), StringComparison.Ordinal);
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
        Assert.Contains($"chain --replace http://127.0.0.1:{_plainPort}/boot/ipxe?mac={Mac}&uuid=11223344-5566-7788-99aa-bbccddeeff01", script, StringComparison.Ordinal);
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

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff")]
    [InlineData("03000200-0400-0500-0006-000700080009")]
    [InlineData("nonsense")]
    public async Task Get_ScriptWithAUuidThatManyBoardsCarry_IsNotTakenForItsMachine(string uuid)
    {
        await CurlAsync($"/boot/ipxe?mac={Mac}&uuid={uuid}");

        Assert.Equal(1, _assignments.Issued);
        Assert.Null(_assignments.LastUuid);
    }

    [Fact]
    public async Task Head_BootFiles_TellsLengthsAndChangesNothing()
    {
        Assert.Contains("Content-Length: 1000003\r\n", await CurlAsync($"/boot/{Mac}/initrd", "-I"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Content-Length: ", await CurlAsync("/boot/snponly.efi", "-I"), StringComparison.OrdinalIgnoreCase);
        Assert.Empty(_events.Steps);
    }

    [Theory]
    [InlineData($"/boot/ipxe?mac={Mac}", true)]
    [InlineData($"/boot/ipxe?mac={Mac}", false)]
    [InlineData("/boot/ipxe", true)]
    public async Task Head_Script_TellsTheLengthThatAGetWouldSendAndMakesNoSecret(string path, bool hasJob)
    {
        _assignments.Task = hasJob ? BootTask.BootImage : BootTask.LocalDisk;
        string head = await CurlAsync(path, "-I");
        Assert.Contains("200 OK", head, StringComparison.Ordinal);
        Assert.Equal(0, _assignments.Issued);
        Assert.Empty(_events.Steps);
        Assert.Contains($"Content-Length: {(await CurlAsync(path)).Length}\r\n", head, StringComparison.OrdinalIgnoreCase);
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

    /// <summary>mtools reads what the firmware would.</summary>
    [Fact]
    public async Task Get_DiskWithTheBootImage_HoldsTheSignedLoadersTheImageAndTheMachinesSettings()
    {
        string disk = _directory.Combine("disk.img");
        string headers = await CurlAsync($"/boot/{Mac}/monitas.img", "-o", disk, "-D", "-");

        Assert.Contains("application/vnd.efi-img", headers, StringComparison.Ordinal);
        Assert.Contains($"Content-Length: {new FileInfo(disk).Length}\r\n", headers, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(await File.ReadAllBytesAsync("/usr/lib/shim/shimx64.efi.signed", TestContext.Current.CancellationToken), await InsideAsync(disk, "EFI/BOOT/BOOTX64.EFI"));
        Assert.Equal(
            await File.ReadAllBytesAsync("/usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed", TestContext.Current.CancellationToken),
            await InsideAsync(disk, "EFI/BOOT/grubx64.efi"));
        Assert.Equal(_initrd, await InsideAsync(disk, "initrd.img"));
        Assert.Equal("kernel"u8.ToArray(), await InsideAsync(disk, "vmlinuz"));
        string settings = Encoding.ASCII.GetString(await InsideAsync(disk, "EFI/debian/grub.cfg"));
        Assert.Contains("linux /vmlinuz 'root=/dev/ram0'", settings, StringComparison.Ordinal);
        Assert.Contains("'monitas.secret=s1'", settings, StringComparison.Ordinal);
        await EventuallyAsync(() => _events.Steps.Count == 2);
        Assert.Equal([BootStage.ScriptSent, BootStage.InitrdSent], _events.Stages);
    }

    [Fact]
    public async Task Get_RestOfTheDiskAfterAnInterruption_UsesNoSecretUpAndFits()
    {
        string whole = _directory.Combine("whole.img");
        await CurlAsync($"/boot/{Mac}/monitas.img", "-o", whole);
        string rest = _directory.Combine("rest.img");
        await CurlAsync($"/boot/{Mac}/monitas.img", "-r", "3000000-", "-o", rest);

        Assert.Equal((await File.ReadAllBytesAsync(whole, TestContext.Current.CancellationToken))[3_000_000..], await File.ReadAllBytesAsync(rest, TestContext.Current.CancellationToken));
        Assert.Contains("Content-Length: ", await CurlAsync($"/boot/{Mac}/monitas.img", "-I"), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, _assignments.Issued);
        Assert.Equal("404", await StatusAsync(_plainPort, "/boot/monitas.img"));
    }

    [Fact]
    public async Task Get_DiskForTheOwnDisk_HoldsNoImageAndNoSecret()
    {
        string disk = _directory.Combine("disk.img");
        await CurlAsync($"/boot/{Mac}/owndisk.img", "-o", disk);

        Assert.Contains("chainloader", Encoding.ASCII.GetString(await InsideAsync(disk, "EFI/debian/grub.cfg")), StringComparison.Ordinal);
        Assert.True(new FileInfo(disk).Length < 8_000_000);
        await EventuallyAsync(() => _events.Steps.Count == 1);
        Assert.Equal([BootStage.LocalDisk], _events.Stages);
        Assert.Equal(0, _assignments.Issued);
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

    /// <summary>The names and the order in which shim and GRUB were seen to ask.</summary>
    [Fact]
    public async Task Tftp_SecureBoot_ServesTheWholeChainWithOneSecret()
    {
        int port = Assert.Single(_application.Services.GetRequiredService<NetbootService>().TftpListeners).Port;
        string[] absent = ["revocations_sku.efi", "shim_certificate_0.efi", "grub/x86_64-efi/command.lst", "grub/x86_64-efi/grub.cfg"];
        foreach (string name in absent)
        {
            (int exitCode, _) = await Tool.RunAsync("curl", ["-sS", $"tftp://127.0.0.1:{port}/{Uri.EscapeDataString(name).Replace("%2F", "/", StringComparison.Ordinal)}"], TestContext.Current.CancellationToken);
            Assert.Equal(68, exitCode);
        }

        Assert.Equal(new FileInfo("/usr/lib/shim/shimx64.efi.signed").Length, new FileInfo(await CurlTftpAsync(port, "shimx64.efi")).Length);
        Assert.Equal(new FileInfo("/usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed").Length, new FileInfo(await CurlTftpAsync(port, "/grubx64.efi")).Length);
        Assert.Contains("source ($fallback)/grub/machine/$cpu$net_default_mac.cfg", await File.ReadAllTextAsync(await CurlTftpAsync(port, "grub/grub.cfg"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        string config = await File.ReadAllTextAsync(await CurlTftpAsync(port, "grub/machine/52:54:00:aa:bb:01.cfg"), TestContext.Current.CancellationToken);
        Assert.Contains($"linux /boot/{Mac}/vmlinuz 'root=/dev/ram0'", config, StringComparison.Ordinal);
        Assert.Contains("'monitas.secret=s1'", config, StringComparison.Ordinal);
        Assert.Equal(6, new FileInfo(await CurlTftpAsync(port, $"boot/{Mac}/vmlinuz")).Length);
        Assert.Equal(_initrd, await File.ReadAllBytesAsync(await CurlTftpAsync(port, $"boot/{Mac}/initrd"), TestContext.Current.CancellationToken));
        await EventuallyAsync(() => _events.Steps.Count == 3);
        Assert.Equal([BootStage.ScriptSent, BootStage.KernelSent, BootStage.InitrdSent], _events.Stages);
        Assert.Equal(1, _assignments.Issued);
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

    [Fact]
    public async Task Get_NameThatATerminalWouldObey_IsShownWithoutThat()
    {
        using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{_plainPort}") };
        using HttpResponseMessage answer = await client.GetAsync($"/boot/%1b%5b2J{new string('a', 2000)}", TestContext.Current.CancellationToken);
        await EventuallyAsync(() => _events.Traced.Count == 1);
        Assert.StartsWith("?[2Jaaa", _events.Traced[0].File, StringComparison.Ordinal);
        Assert.StartsWith("/boot/?[2Jaaa", _events.Traced[0].Note, StringComparison.Ordinal);
        Assert.InRange(_events.Traced[0].Note.Length, 1, 400);
    }

    [Fact]
    public async Task Get_OneClientThatNeverStops_IsServedAndFillsNoLogAndTheJobHearsOfItsStart()
    {
        using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{_plainPort}") };
        for (int i = 0; i < HttpBootHandler.WrittenPerClient + 50; i++)
        {
            using HttpResponseMessage answer = await client.GetAsync("/boot/nothing", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        Assert.Equal("kernel", await client.GetStringAsync($"/boot/{Mac}/vmlinuz", TestContext.Current.CancellationToken));
        Assert.Equal(HttpBootHandler.WrittenPerClient, _events.Traced.Count);
        await EventuallyAsync(() => _events.Steps.Count == 1);
    }

    private async Task<string> CurlAsync(string path, params string[] options)
    {
        (int exitCode, string output) = await Tool.RunAsync("curl", [.. options, "-sS", $"http://127.0.0.1:{_plainPort}{path}"], TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, output);
        return output;
    }

    private async Task<byte[]> InsideAsync(string disk, string path)
    {
        string copy = _directory.Combine("inside");
        (int exitCode, string output) = await Tool.RunAsync("mcopy", ["-n", "-o", "-i", disk, $"::{path}", copy], TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, output);
        return await File.ReadAllBytesAsync(copy, TestContext.Current.CancellationToken);
    }

    private async Task<string> CurlTftpAsync(int port, string name)
    {
        string file = _directory.Combine(Path.GetFileName(name));
        (int exitCode, string output) = await Tool.RunAsync("curl", ["-sS", "-o", file, $"tftp://127.0.0.1:{port}/{Uri.EscapeDataString(name).Replace("%2F", "/", StringComparison.Ordinal)}"], TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, output);
        return file;
    }

    private static async Task<string> StatusAsync(int port, string path, params string[] options) =>
        (await Tool.RunAsync("curl", [.. options, "-sS", "-o", "/dev/null", "-w", "%{http_code}", $"http://127.0.0.1:{port}{path}"], TestContext.Current.CancellationToken)).Output;
}
