using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.BaseDisks;
using Monitas.Lab.Machines;
using Monitas.Lab.Product;
using Monitas.Lab.Scenario;
using Xunit;

namespace Monitas.Vm.Tests;

/// <summary>One PC's archive is put onto three others at once, whose disks are of other sizes. Each comes up by itself, as a machine of its own.</summary>
public sealed class CloneTests
{
    /// <summary>By what a system tells itself from others, one line each.</summary>
    private const string Identity = """
        cat /etc/hostname /etc/machine-id
        for key in /etc/ssh/ssh_host_*_key; do ssh-keygen -l -f "$key" | cut -d ' ' -f 2; done
        sha256sum < /var/lib/monitas-agent/enrolment.json | cut -d ' ' -f 1
        """;

    private static readonly (string Name, DiskBus Bus, long SizeBytes)[] Targets =
    [
        ("clone-1", DiskBus.Virtio, 6L << 30),
        ("clone-2", DiskBus.Sata, 8L << 30),
        ("clone-3", DiskBus.Virtio, 20L << 30),
    ];

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(40);
    private static readonly TimeSpan GuestLimit = TimeSpan.FromMinutes(4);

    [Fact]
    [Trait("Size", "Long")]
    public async Task Prep_AnArchiveOntoThreePcs_EachIsAMachineOfItsOwn()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using TestOutput output = new();
        ProgressLine progress = new(output, TimeProvider.System, "clones");
        await using Stage stage = await Stage.MakeAsync(SourceLayout.Plain(Firmware.Bios), Built.Folder("clones"), Built.Product.MustExist(), TimeProvider.System, progress, cancellation);
        await stage.InstallAgentAsync(cancellation);
        await stage.BackUpAsync(cancellation);
        string[] source = await IdentityAsync(stage.Pc, cancellation);
        await stage.Pc.ShutDownAsync(GuestLimit, cancellation);

        List<VirtualPc> clones = [];
        foreach ((string name, DiskBus bus, long sizeBytes) in Targets)
        {
            clones.Add(await stage.AddPcAsync(name, new BlankDisk(name, bus, sizeBytes), cancellation));
            await stage.Server.AskAsync(cancellation, "machine", "add", name, "--mac", clones[^1].Settings.Mac);
        }

        JsonArray ordered = (await stage.Server.AskAsync(cancellation, ["prep", .. Targets.Select(t => t.Name), "--archive", Stage.MachineName, "--yes", "--no-wait"])).AsArray();
        stage.Progress.Say("switching three PCs on");
        await Task.WhenAll(clones.Select(clone => clone.SwitchOnAsync(cancellation)));
        string[][] identities = await Task.WhenAll(clones.Select((clone, i) => ComeUpAsync(stage, clone, new JobAnswer(ordered[i]!).Id, cancellation)));

        for (int line = 0; line < source.Length; line++)
        {
            string[] all = [source[line], .. identities.Select(identity => identity[line])];
            Assert.Equal(all.Length, all.Distinct().Count());
        }

        Assert.Equal(Targets.Select(t => t.Name), identities.Select(identity => identity[0]));
        Assert.Null((string?)(await stage.Server.AskAsync(cancellation, "machine", "show", Stage.MachineName))["connected"]);
    }

    /// <summary>Follows a clone to its own login prompt and to its agent's first word.</summary>
    /// <returns>By what it tells itself from others.</returns>
    private static async Task<string[]> ComeUpAsync(Stage stage, VirtualPc clone, string job, CancellationToken cancellation)
    {
        string name = clone.Settings.Name;
        await clone.WaitForSerialAsync(new Regex(Regex.Escape(name) + " login:"), Limit, cancellation);
        stage.Progress.Say($"{name} shows its login prompt");
        await stage.Server.WaitForStateAsync(job, "Succeeded", GuestLimit, cancellation);
        await clone.TakePictureAsync(Path.Combine(stage.Folder, name + ".png"), cancellation);
        JsonNode shown = await stage.Server.AskAsync(cancellation, "machine", "show", name);
        Assert.Equal("Live", (string?)shown["connected"]);
        Assert.Equal(clone.Disk.Serial, (string?)shown["machine"]!["liveFacts"]!["rootDiskSerial"]);
        string failed = await clone.Guest.ShellAsync(GuestLimit, "systemctl --failed --plain --no-legend", cancellation);
        Assert.Equal("", failed.Trim());
        string[] identity = await IdentityAsync(clone, cancellation);
        stage.Progress.Say($"{name}: {string.Join(' ', identity)}");
        await clone.ShutDownAsync(GuestLimit, cancellation);
        return identity;
    }

    private static async Task<string[]> IdentityAsync(VirtualPc pc, CancellationToken cancellation)
    {
        await pc.Guest.WaitUntilReadyAsync(GuestLimit, cancellation);
        return (await pc.Guest.ShellAsync(GuestLimit, Identity, cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
