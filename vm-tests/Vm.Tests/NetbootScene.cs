using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Monitas.Lab.Network;
using Monitas.Lab.Product;
using Monitas.Lab.Scenario;
using Xunit;

namespace Monitas.Vm.Tests;

/// <summary>A LAN, the server, and one PC with an empty disk that starts from the network.</summary>
public sealed class NetbootScene : IAsyncDisposable
{
    public const string PcName = "lab-pc";

    /// <summary>Far more than any start takes; a PC that hangs stops here.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(6);

    private static readonly TimeSpan RouterLimit = TimeSpan.FromMinutes(1);

    private readonly TestOutput _output = new();
    private readonly ProgressLine _progress;
    private readonly BootTraffic _traffic = new(TimeProvider.System);
    private readonly DirectoryInfo _sockets = Directory.CreateTempSubdirectory("mt-");
    private readonly string _folder;
    private Lan _lan = null!;

    private NetbootScene(string name)
    {
        _folder = Built.Folder(name);
        _progress = new ProgressLine(_output, TimeProvider.System, name);
    }

    public ServerUnderTest Server { get; private set; } = null!;

    public VirtualPc Pc { get; private set; } = null!;

    /// <summary>The files that the PC asked for since it was switched on, by "TFTP name" and "HTTP name".</summary>
    public IReadOnlyList<string> Fetched => [.. _traffic.Since(Pc.SwitchedOnAt).Select(file => $"{file.Protocol} {file.Name}")];

    public static async Task<NetbootScene> MakeAsync(NetbootSetting setting)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        NetbootScene scene = new(setting.Name);
        try
        {
            await scene.SetUpAsync(setting, cancellation);
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>Orders a rebuild, switches the PC on, and waits until its agent in the boot image has spoken.</summary>
    public async Task BootImageAsync()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await Server.AskAsync(cancellation, "rebuild", PcName, "--no-wait");
        await Pc.SwitchOnAsync(cancellation);
        using CancellationTokenSource timed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timed.CancelAfter(StartLimit);
        while ((string?)(await Server.AskAsync(cancellation, "machine", "show", PcName))["connected"] != "BootImage")
        {
            await Pc.WatchOverAsync(cancellation);
            Assert.False(timed.IsCancellationRequested, $"The agent did not speak. Fetched: {string.Join(", ", Fetched)}.{Pc.Serial.LastLines(25)}");
            await Task.Delay(250, cancellation);
        }

        TellTimeline("the agent's hello");
        await Pc.TakePictureAsync(Path.Combine(_folder, "screen.png"), cancellation);
    }

    /// <summary>Switches the PC on, without a job for it, and waits until its own disk has been started.</summary>
    public async Task BootOwnDiskAsync()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await Pc.SwitchOnAsync(cancellation);
        await Pc.WaitForSerialAsync(new Regex(SignedOwnDisk.Greeting), StartLimit, cancellation);
        TellTimeline("the own disk's loader");
    }

    /// <summary>What the agent has said of Secure Boot.</summary>
    public async Task<bool?> SecureBootAsync()
    {
        JsonNode shown = await Server.AskAsync(TestContext.Current.CancellationToken, "machine", "show", PcName);
        return (bool?)shown["machine"]?["facts"]?["secureBoot"];
    }

    public void Say(string text) => _progress.Say(text);

    public async ValueTask DisposeAsync()
    {
        if (Pc is not null)
        {
            await Pc.DisposeAsync();
        }

        if (Server is not null)
        {
            await Server.DisposeAsync();
        }

        if (_lan is not null)
        {
            await _lan.DisposeAsync();
        }

        _sockets.Delete(recursive: true);
        await _output.DisposeAsync();
    }

    private async Task SetUpAsync(NetbootSetting setting, CancellationToken cancellation)
    {
        ProductFiles product = Built.Product.MustExist();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }

        Directory.CreateDirectory(_folder);
        await NetworkNamespace.RemoveStaleAsync();
        _lan = await Lan.MakeAsync(_folder, cancellation);
        await _lan.AddTapAsync("pc0", cancellation);
        _lan.Record(_traffic);
        if (setting.Router != LanRouter.None)
        {
            await _lan.AddRouterAsync(setting.Router == LanRouter.NamesServer, cancellation);
        }

        string serverFolder = Path.Combine(_folder, "server");
        PcSettings pc = new()
        {
            Name = PcName,
            Firmware = setting.Firmware,
            HttpBootOnly = setting.HttpBootOnly,
            Tap = "pc0",
            Mac = "52:54:00:4d:54:03",
            Uuid = Guid.Parse("6d6f6e69-7461-7331-8001-000000000003"),
            Serial = "LAB-PC-NETBOOT",
            NetworkCard = setting.Firmware == Firmware.Bios ? "e1000" : "virtio-net-pci",
        };
        SeededCatalog.Write(serverFolder, PcName, pc.Mac, setting.KnownSecureBoot);
        Server = await ServerUnderTest.StartAsync(
            _lan, product, serverFolder, Path.Combine(_sockets.FullName, "server"), setting.Router == LanRouter.None, setting.MoreNetboot, cancellation);
        if (setting.Router == LanRouter.NamesServer)
        {
            await KnowsRouterAsync(cancellation);
        }

        VirtualDisk disk = await setting.MakeDiskAsync(Path.Combine(_folder, "disk.qcow2"), cancellation);
        Pc = new VirtualPc(pc, new PcFiles(Path.Combine(_folder, "pc"), _sockets.FullName), _lan, disk, TimeProvider.System);
    }

    /// <summary>A server that has only just started asks the LAN first what its DHCP server names; one that has run for days knows.</summary>
    private async Task KnowsRouterAsync(CancellationToken cancellation)
    {
        string log = Path.Combine(_folder, "server.log");
        using CancellationTokenSource timed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timed.CancelAfter(RouterLimit);
        while (!(await File.ReadAllTextAsync(log, cancellation)).Contains("names this server as its next server", StringComparison.Ordinal))
        {
            Assert.False(timed.IsCancellationRequested, $"The server does not know what the LAN's DHCP server names; see {log}");
            await Task.Delay(250, cancellation);
        }
    }

    /// <summary>For docs/benchmarks.md.</summary>
    private void TellTimeline(string end)
    {
        foreach (FetchedFile file in _traffic.Since(Pc.SwitchedOnAt))
        {
            Say(string.Create(CultureInfo.InvariantCulture, $"{(file.Time - Pc.SwitchedOnAt).TotalSeconds:0.0} s after power-on: {file.Protocol} {file.Name}"));
        }

        Say(string.Create(CultureInfo.InvariantCulture, $"{(TimeProvider.System.GetUtcNow() - Pc.SwitchedOnAt).TotalSeconds:0.0} s after power-on: {end}"));
    }
}
