using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Images;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.HttpBoot;
using Monitas.BootServer.Tests.Boot;
using Monitas.BootServer.Tests.Boot.Images;
using Monitas.BootServer.Tests.Tls;
using Xunit;

namespace Monitas.BootServer.Tests.HttpBoot;

/// <summary>Machines that start while the sysadmin changes the boot image.</summary>
public sealed class BootImageSwitchTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private BootImageLibrary _library = null!;
    private WebApplication _application = null!;
    private HttpClient _http = null!;
    private string[] _ids = [];

    public async ValueTask InitializeAsync()
    {
        NetbootSettings netboot = new() { Interfaces = ["lo"], Mode = DhcpMode.Off, BootImageDirectory = _directory.Combine("packaged"), HttpPort = 0, TftpPort = 0 };
        SampleImage.Write(_directory.Combine("packaged"), "first");
        SampleImage.Write(_directory.Combine("made"), "second");
        _library = new BootImageLibrary(new ServerSettings { StateDirectory = _directory.Combine("state"), Netboot = netboot }, NullLogger<BootImageLibrary>.Instance);
        _library.Open();
        _ids = [BootImageLibrary.Packaged, _library.Import(_directory.Combine("made")).Id];
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IBootAssignments>(new FakeAssignments { Task = BootTask.BootImage });
        builder.Services.AddSingleton<IBootEvents>(new FakeEvents());
        builder.Services.AddNetboot(netboot);
        builder.Services.AddSingleton(new ServedBootImage(_library.Served, TimeProvider.System));
        _application = builder.Build();
        _application.MapHttpBoot();
        await _application.StartAsync();
        string address = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _http = new HttpClient { BaseAddress = new Uri(address) };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _application.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Get_WhileTheImageIsSwitchedBackAndForth_EveryFileIsThereAndKernelAndInitramfsBelongTogether()
    {
        using CancellationTokenSource enough = new();
        int switches = 0;
        Task switching = Task.Run(
            () =>
            {
                while (!enough.IsCancellationRequested)
                {
                    _library.Use(_ids[++switches % 2]);
                }
            },
            TestContext.Current.CancellationToken);
        ConcurrentBag<string> seen = [];
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async machine =>
        {
            for (int start = 0; start < 50 || Volatile.Read(ref switches) < 20; start++)
            {
                seen.Add(await StartAsync($"52-54-00-aa-bb-0{machine}"));
            }
        }));
        await enough.CancelAsync();
        await switching;
        Assert.Equal(["first", "second"], seen.Distinct().Order());
    }

    [Fact]
    public async Task Get_DiskAfterASwitch_StaysTheDiskWhoseLengthWasTold()
    {
        const string Disk = "/boot/52-54-00-aa-bb-01/monitas.img";
        using HttpResponseMessage told = await _http.SendAsync(new HttpRequestMessage(HttpMethod.Head, Disk), TestContext.Current.CancellationToken);
        _library.Use(_ids[1]);
        byte[] disk = await _http.GetByteArrayAsync(Disk, TestContext.Current.CancellationToken);
        Assert.Equal(told.Content.Headers.ContentLength, disk.Length);
        Assert.True(disk.AsSpan().IndexOf("first kernel"u8) > 0);
        Assert.True(disk.AsSpan().IndexOf("second initrd"u8) < 0);
        using HttpResponseMessage next = await _http.SendAsync(new HttpRequestMessage(HttpMethod.Head, Disk), TestContext.Current.CancellationToken);
        disk = await _http.GetByteArrayAsync(Disk, TestContext.Current.CancellationToken);
        Assert.True(disk.AsSpan().IndexOf("second kernel"u8) > 0);
    }

    [Fact]
    public async Task Get_DisksForArm64_AreThereOnceABootImageForArm64IsServed()
    {
        const string Disks = "/boot/52-54-00-aa-bb-01/";
        foreach (string disk in new[] { "monitas-arm64.img", "owndisk-arm64.img" })
        {
            using HttpResponseMessage missing = await _http.GetAsync(Disks + disk, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        }

        SampleImage.WriteArm64(_directory.Combine("arm"), "arm");
        _library.Use(_library.Import(_directory.Combine("arm")).Id);
        byte[] image = await _http.GetByteArrayAsync(Disks + "monitas-arm64.img", TestContext.Current.CancellationToken);
        Assert.All(new[] { "BOOTAA64EFI", "arm shimaa64.efi", "GRUBAA64EFI", "arm grubaa64.efi", "arm kernel", "arm initrd", "monitas.secret=" }, text => Assert.True(Holds(image, text), text));
        byte[] own = await _http.GetByteArrayAsync(Disks + "owndisk-arm64.img", TestContext.Current.CancellationToken);
        Assert.True(Holds(own, "arm grubaa64.efi"));
        Assert.False(Holds(own, "arm kernel"));
        Assert.Equal("arm kernel", await _http.GetStringAsync(Disks + "arm64/vmlinuz", TestContext.Current.CancellationToken));
        Assert.Equal("first kernel", await _http.GetStringAsync("/boot/52-54-00-aa-bb-02/vmlinuz", TestContext.Current.CancellationToken));
    }

    private static bool Holds(byte[] disk, string text) => disk.AsSpan().IndexOf(Encoding.ASCII.GetBytes(text)) >= 0;

    /// <summary>One start as iPXE makes it; the answer is the image that came.</summary>
    private async Task<string> StartAsync(string mac)
    {
        await _http.GetStringAsync($"/boot/ipxe?mac={mac}", TestContext.Current.CancellationToken);
        string kernel = await _http.GetStringAsync($"/boot/{mac}/vmlinuz", TestContext.Current.CancellationToken);
        await Task.Yield();
        string initrd = await _http.GetStringAsync($"/boot/{mac}/initrd", TestContext.Current.CancellationToken);
        string image = kernel.Split(' ')[0];
        Assert.Equal(($"{image} kernel", $"{image} initrd"), (kernel, initrd));
        Assert.Contains("kernel", await _http.GetStringAsync("/boot/vmlinuz", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        return image;
    }
}
