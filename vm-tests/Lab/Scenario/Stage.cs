using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.BaseDisks;
using Monitas.Lab.Machines;
using Monitas.Lab.Network;
using Monitas.Lab.Product;

namespace Monitas.Lab.Scenario;

/// <summary>
/// All that a scenario plays on: a LAN, the server, and one PC with Debian and the agent. On BIOS the server gives out the
/// addresses; on UEFI it works beside a router that does.
/// </summary>
public sealed partial class Stage : IAsyncDisposable
{
    /// <summary>The PC's name for the server, and its host name.</summary>
    public const string MachineName = "lab-pc";

    /// <summary>How long a start of the PC's own system may take, from power-on to login.</summary>
    public static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(8);

    private static readonly TimeSpan JobLimit = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan GuestLimit = TimeSpan.FromMinutes(4);
    private const string Tap = "pc0";
    private readonly ProductFiles _product;
    private readonly DirectoryInfo _sockets = Directory.CreateTempSubdirectory("mt-");
    private readonly List<VirtualPc> _others = [];

    private Stage(SourceLayout layout, string folder, ProductFiles product, Lan lan, TimeProvider clock, ProgressLine progress)
    {
        Layout = layout;
        Folder = folder;
        _product = product;
        Lan = lan;
        Clock = clock;
        Progress = progress;
        Traffic = new BootTraffic();
    }

    /// <summary>What the PC's system lies on before its loss.</summary>
    public SourceLayout Layout { get; }

    /// <summary>How the PC starts.</summary>
    public Firmware Firmware => Layout.Firmware;

    /// <summary>Where logs and pictures go.</summary>
    public string Folder { get; }

    /// <summary>The time.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Where to say what is going on.</summary>
    public ProgressLine Progress { get; }

    /// <summary>The LAN.</summary>
    public Lan Lan { get; }

    /// <summary>What PCs fetch over the LAN while they start.</summary>
    public BootTraffic Traffic { get; }

    /// <summary>The server.</summary>
    public ServerUnderTest Server { get; private set; } = null!;

    /// <summary>The PC.</summary>
    public VirtualPc Pc { get; private set; } = null!;

    /// <summary>What the login prompt of the PC's system looks like on the serial port.</summary>
    [GeneratedRegex(MachineName + " login:")]
    public static partial Regex LoginPrompt();

    /// <summary>Makes the LAN, starts the server, builds the PC. The PC is off.</summary>
    public static async Task<Stage> MakeAsync(SourceLayout layout, string folder, ProductFiles product, TimeProvider clock, ProgressLine progress, CancellationToken cancellation)
    {
        PrepareFolder(folder);
        await NetworkNamespace.RemoveStaleAsync();
        IReadOnlyList<string> disks = await new SourceDisks(clock).GetAsync(layout, folder, progress.Say, cancellation);
        Stage stage = new(layout, folder, product, await Lan.MakeAsync(folder, cancellation), clock, progress);
        try
        {
            await stage.SetUpAsync(disks, cancellation);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Switches the PC on, installs the agent's package in its system and enrols it with a one-time token.</summary>
    public async Task InstallAgentAsync(CancellationToken cancellation)
    {
        Progress.Say("switching the PC on; network first, no job for it, so it starts its own disk");
        await Pc.SwitchOnAsync(cancellation);
        await Pc.WaitForSerialAsync(LoginPrompt(), StartLimit, cancellation);
        await Pc.Guest.WaitUntilReadyAsync(GuestLimit, cancellation);
        Progress.Say("installing the agent's package in the running Debian");
        const string package = "/var/tmp/monitas-agent.deb";
        await using (FileStream file = File.OpenRead(_product.AgentPackage))
        {
            await Pc.Guest.WriteFileAsync(package, file, cancellation);
        }

        await Pc.Guest.ShellAsync(GuestLimit, $"DEBIAN_FRONTEND=noninteractive dpkg -i {package} && rm {package}", cancellation);
        JsonNode token = await Server.AskAsync(cancellation, "machine", "token", MachineName);
        Progress.Say("enrolling the agent with a one-time token");
        // On a host that is busy with other things the server may take longer to answer than an agent waits: a person would type it again (5: cannot reach the server).
        string enroll = $"monitas-agent enroll https://{Lan.ServerAddress}:8443 --token {(string)token["token"]!}";
        await Pc.Guest.ShellAsync(GuestLimit, $"for i in 1 2 3 4 5; do {enroll}; code=$?; [ $code -eq 5 ] || exit $code; sleep 5; done; exit 5", cancellation);
        await Server.WaitUntilConnectedAsync(MachineName, "Live", GuestLimit, cancellation);
    }

    /// <summary>Puts another PC on the LAN, of the same make as the first, with a card, a UUID and a blank disk of its own. It is off.</summary>
    public async Task<VirtualPc> AddPcAsync(string name, BlankDisk disk, CancellationToken cancellation)
    {
        int number = _others.Count + 1;
        string tap = string.Create(CultureInfo.InvariantCulture, $"pc{number}");
        await Lan.AddTapAsync(tap, cancellation);
        PcSettings settings = Pc.Settings with
        {
            Name = name,
            Tap = tap,
            Mac = string.Create(CultureInfo.InvariantCulture, $"52:54:00:4d:55:{number:x2}"),
            Uuid = Guid.NewGuid(),
            Serial = "LAB-" + name.ToUpperInvariant(),
        };
        PcFiles files = new(Path.Combine(Folder, name), Directory.CreateDirectory(Path.Combine(_sockets.FullName, tap)).FullName);
        _others.Add(new VirtualPc(settings, files, Lan, [await BlankAsync(disk, cancellation)], Clock));
        return _others[^1];
    }

    /// <summary>Backs the running PC up and waits for the end.</summary>
    public async Task<JobAnswer> BackUpAsync(CancellationToken cancellation)
    {
        Progress.Say("monitas-server backup " + MachineName + " --wait");
        JobAnswer job = new(await Server.AskAsync(JobLimit, cancellation, "backup", MachineName, "--wait"));
        if (!job.HasSucceeded)
        {
            throw new LabException($"The backup ended as {job.State}: {job.Message}");
        }

        return job;
    }

    /// <summary>Puts blank disks in the place of those in the PC, which is off.</summary>
    public async Task PutBlankDisksAsync(IReadOnlyList<BlankDisk> blank, CancellationToken cancellation)
    {
        List<VirtualDisk> disks = [];
        foreach (BlankDisk disk in blank)
        {
            disks.Add(await BlankAsync(disk, cancellation));
            Progress.Say(string.Create(CultureInfo.InvariantCulture, $"a blank disk of {disk.SizeBytes / (double)(1 << 30):0.#} GiB is in the PC, serial {disks[^1].Serial}, {disk.Bus}"));
        }

        Pc.ChangeDisks(disks);
    }

    /// <summary>Orders a rebuild with the plan approved beforehand, and returns when the order stands. Of several disks each is named, in their order.</summary>
    public async Task<JobAnswer> OrderRebuildAsync(CancellationToken cancellation)
    {
        string[] choice = Pc.Disks.Count == 1 ? [] : [.. Pc.Disks.SelectMany(disk => new[] { "--disk", "serial=" + disk.Serial })];
        string[] order = ["rebuild", MachineName, "--yes", .. choice];
        Progress.Say("monitas-server " + string.Join(' ', order));
        return new JobAnswer(await Server.AskAsync(cancellation, [.. order, "--no-wait"]));
    }

    /// <summary>Asks how a job stands.</summary>
    public async Task<JobAnswer> ShowJobAsync(string id, CancellationToken cancellation)
    {
        Server.MustRun();
        return new JobAnswer(await Server.AskAsync(cancellation, "job", "show", id));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (VirtualPc other in _others)
        {
            await other.DisposeAsync();
        }

        if (Pc is not null)
        {
            await Pc.DisposeAsync();
        }

        if (Server is not null)
        {
            await Server.DisposeAsync();
        }

        await Lan.DisposeAsync();
        _sockets.Delete(recursive: true);
    }

    private Task<VirtualDisk> BlankAsync(BlankDisk disk, CancellationToken cancellation) =>
        VirtualDisk.MakeBlankAsync(Path.Combine(Folder, disk.Name + ".qcow2"), "LAB-" + disk.Name.ToUpperInvariant(), disk.Bus, disk.SizeBytes, cancellation);

    private static void PrepareFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
    }

    private async Task SetUpAsync(IReadOnlyList<string> sources, CancellationToken cancellation)
    {
        await Lan.AddTapAsync(Tap, cancellation);
        Lan.Record(Traffic);
        bool isBios = Firmware == Firmware.Bios;
        if (!isBios)
        {
            await Lan.AddRouterAsync([], cancellation);
        }

        Progress.Say("starting the server" + (isBios ? ", which gives out the addresses" : " beside the LAN's router, which gives out the addresses"));
        Server = await ServerUnderTest.StartAsync(Lan, _product, Path.Combine(Folder, "server"), Path.Combine(_sockets.FullName, "server"), isBios ? "full" : "proxy", "", cancellation);
        List<VirtualDisk> disks = [];
        foreach (string source in sources)
        {
            string name = disks.Count == 0 ? "old" : string.Create(CultureInfo.InvariantCulture, $"old{disks.Count + 1}");
            disks.Add(await VirtualDisk.MakeOverlayAsync(Path.Combine(Folder, name + ".qcow2"), "LAB-" + name.ToUpperInvariant(), DiskBus.Virtio, source, cancellation));
        }

        PcSettings settings = new()
        {
            Name = MachineName,
            Firmware = Firmware,
            Tap = Tap,
            Mac = isBios ? "52:54:00:4d:54:01" : "52:54:00:4d:54:02",
            Uuid = Guid.Parse(isBios ? "6d6f6e69-7461-7331-8001-000000000001" : "6d6f6e69-7461-7331-8001-000000000002"),
            Serial = isBios ? "LAB-PC-BIOS" : "LAB-PC-UEFI",
            NetworkCard = isBios ? "e1000" : "virtio-net-pci",
        };
        Pc = new VirtualPc(settings, new PcFiles(Path.Combine(Folder, "pc"), _sockets.FullName), Lan, disks, Clock);
    }
}
