using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab;
using Monitas.Lab.Machines;
using Monitas.Lab.Network;
using Monitas.Lab.Product;
using Monitas.Lab.Scenario;
using Xunit;

namespace Monitas.Vm.Tests;

/// <summary>A LAN, the server, and one PC with an empty disk that starts from the network.</summary>
public sealed class NetbootScene : IAsyncDisposable
{
    /// <summary>The machine that the server knows.</summary>
    public const string MachineName = "lab-pc";

    /// <summary>What an own disk says on the serial port when it has been started.</summary>
    public const string OwnDiskGreeting = "The own disk has started";

    public const string PcMac = "52:54:00:4d:54:03";

    private const string OtherMac = "52:54:00:4d:54:04";

    /// <summary>Far more than any start takes; a PC that hangs stops here.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(6);

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan RouterLimit = TimeSpan.FromMinutes(1);

    private readonly TestOutput _output = new();
    private readonly ProgressLine _progress;
    private readonly BootTraffic _traffic = new();
    private readonly DirectoryInfo _sockets = Directory.CreateTempSubdirectory("mt-");
    private readonly NetbootSetting _setting;
    private readonly string _folder;
    private Lan _lan = null!;

    private NetbootScene(NetbootSetting setting)
    {
        _setting = setting;
        _folder = Built.Folder(setting.Name);
        _progress = new ProgressLine(_output, TimeProvider.System, setting.Name);
    }

    public ServerUnderTest Server { get; private set; } = null!;

    public VirtualPc Pc { get; private set; } = null!;

    /// <summary>The files that the PC asked for since it was switched on, by "TFTP name" and "HTTP name".</summary>
    public IReadOnlyList<string> Fetched => [.. _traffic.Since(Pc.SwitchedOnAt).Select(file => $"{file.Protocol} {file.Name}")];

    public static async Task<NetbootScene> MakeAsync(NetbootSetting setting)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        NetbootScene scene = new(setting);
        try
        {
            await scene.SetUpAsync(cancellation);
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
        await Server.AskAsync(cancellation, "rebuild", MachineName, "--no-wait");
        await Pc.SwitchOnAsync(cancellation);
        await BecomesAsync(MachineName);
        await TellAsync("image-start.md", timeline => timeline.ImageRow(_setting), "the agent's hello");
        await Pc.TakePictureAsync(Path.Combine(_folder, "screen.png"), cancellation);
    }

    /// <summary>Waits until the PC's agent in the boot image says that it is connected, and the server says the same of that machine.</summary>
    public async Task BecomesAsync(string machine)
    {
        await WaitForWordAsync("Connected to ");
        await Server.WaitUntilConnectedAsync(machine, "BootImage", AnswerLimit, TestContext.Current.CancellationToken);
    }

    /// <summary>Switches the PC on, without a job for it, and waits until its own disk has been started.</summary>
    public async Task BootOwnDiskAsync()
    {
        await Pc.SwitchOnAsync(TestContext.Current.CancellationToken);
        await WaitForWordAsync(OwnDiskGreeting);
        await TellAsync("own-disk-start.md", timeline => timeline.OwnDiskRow(_setting), "the own disk's loader");
    }

    /// <summary>Waits for a word on the PC's serial port; what stands there from that word to the end of its line.</summary>
    public async Task<string> WaitForWordAsync(string word)
    {
        Regex text = new(Regex.Escape(word) + "[^\r\n]*");
        try
        {
            await Pc.WaitForSerialAsync(text, StartLimit, TestContext.Current.CancellationToken);
        }
        catch (LabException e)
        {
            throw new LabException($"{e.Message}\nFetched: {string.Join(", ", Fetched)}", e);
        }

        return Pc.Serial.Find(text, Pc.SwitchedOnPosition).Value;
    }

    /// <summary>What the agent has said of Secure Boot.</summary>
    public async Task<bool?> SecureBootAsync()
    {
        JsonNode shown = await Server.AskAsync(TestContext.Current.CancellationToken, "machine", "show", MachineName);
        return (bool?)shown["machine"]?["facts"]?["secureBoot"];
    }

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

    private async Task SetUpAsync(CancellationToken cancellation)
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
        if (_setting.Router != LanRouter.None)
        {
            await _lan.AddRouterAsync(_setting.Router == LanRouter.NamesServer ? [$"--dhcp-boot=,,{Lan.ServerAddress}"] : _setting.RouterBoot, cancellation);
        }

        string serverFolder = Path.Combine(_folder, "server");
        PcSettings pc = new()
        {
            Name = "pc",
            Firmware = _setting.Firmware,
            HttpBootOnly = _setting.HttpBootOnly,
            Tap = "pc0",
            Mac = PcMac,
            Uuid = Guid.Parse("6d6f6e69-7461-7331-8001-000000000003"),
            Serial = "LAB-PC-NETBOOT",
            NetworkCard = _setting.Firmware == Firmware.Bios ? "e1000" : "virtio-net-pci",
        };
        await SeededCatalog.WriteAsync(serverFolder, MachineName, _setting.IsKnown ? PcMac : OtherMac, _setting.KnownSecureBoot, cancellation);
        Server = await ServerUnderTest.StartAsync(_lan, product, serverFolder, Path.Combine(_sockets.FullName, "server"), Mode(_setting.Router), _setting.MoreNetboot, cancellation);
        if (_setting.Router == LanRouter.NamesServer)
        {
            await KnowsRouterAsync(cancellation);
        }

        VirtualDisk disk = await _setting.MakeDiskAsync(Path.Combine(_folder, "disk.qcow2"), cancellation);
        IReadOnlyList<VirtualDisk> more = await _setting.MakeMoreDisksAsync(_folder, cancellation);
        Pc = new VirtualPc(pc, new PcFiles(Path.Combine(_folder, "pc"), _sockets.FullName), _lan, [disk, .. more], TimeProvider.System);
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

    private static string Mode(LanRouter router) => router switch
    {
        LanRouter.None => "full",
        LanRouter.NamesLoader => "external",
        _ => "proxy",
    };

    /// <summary>Tells what was when, and leaves the row of docs/benchmarks.md in a file.</summary>
    private async Task TellAsync(string fileName, Func<StartTimeline, string> row, string end)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        StartTimeline timeline = new(Pc.SwitchedOnAt, _traffic.QuestionsOf(PcMac, Pc.SwitchedOnAt), _traffic.Since(Pc.SwitchedOnAt), now);
        foreach (string line in timeline.Lines(end))
        {
            _progress.Say(line);
        }

        await File.WriteAllTextAsync(Path.Combine(_folder, fileName), row(timeline) + "\n");
    }
}
