using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Jobs;
using Monitas.Agent.Session;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal;

/// <summary>What the steps of one run share. Used by one step at a time.</summary>
/// <param name="plan">The approved plan.</param>
/// <param name="disks">Its targets, found on this machine, by their names in the plan.</param>
/// <param name="root">Where the new system is mounted, such as /mnt/target.</param>
/// <param name="progress">Where to tell what happens.</param>
internal sealed class RebuildContext(RebuildPlan plan, IReadOnlyDictionary<string, TargetDisk> disks, string root, IJobProgress progress)
{
    private readonly List<string> _warnings = [];
    private readonly Dictionary<string, string> _made = new(StringComparer.Ordinal);
    private readonly Stack<Takedown> _takedowns = new();

    /// <summary>The approved plan.</summary>
    public RebuildPlan Plan => plan;

    /// <summary>The targets.</summary>
    public IReadOnlyCollection<TargetDisk> Disks => [.. disks.Values];

    /// <summary>Where the new system is mounted.</summary>
    public string Root => root;

    /// <summary>The passphrases of the LUKS devices that the plan makes. Never written, logged or put on a command line.</summary>
    public required RebuildKeys Keys { private get; init; }

    /// <summary>Asks the server for the enrolment of a clone's agent; only a prep has it.</summary>
    public Func<CancellationToken, Task<Enrolment>> FetchCredentialAsync { get; init; } = _ => throw Failure("Nobody gives the new system a credential.");

    /// <summary>Everything that was warned about so far.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>The target of this name ("disk0").</summary>
    public TargetDisk Disk(string name) => disks[LayoutDeviceNames.DiskOf(name)];

    /// <summary>The device node at this moment of "disk0" or "disk0.2", or of what a step has made: "md0", "luks0", "vg0/root".</summary>
    /// <exception cref="RebuildException">The partition is not there.</exception>
    public string Node(string device)
    {
        if (_made.TryGetValue(device, out string? node))
        {
            return node;
        }

        TargetDisk disk = Disk(device);
        string number = device.Contains('.', StringComparison.Ordinal) ? device.Split('.')[1] : "";
        if (number.Length == 0)
        {
            return disk.Path;
        }

        return int.TryParse(number, out int partition) && DiskTree.Partitions(disk.KernelName).TryGetValue(partition, out string? name)
            ? "/dev/" + name
            : throw new RebuildException($"Partition {number} of {DiskText.Of(disk.Disk)} has gone; the disk may be failing.") { DisksTouched = true };
    }

    /// <summary>Names what a step has made, for later steps.</summary>
    public void AddDevice(string name, string node) => _made[name] = node;

    /// <summary>Notes how what a step has made is taken apart.</summary>
    public void AddTakedown(Takedown takedown) => _takedowns.Push(takedown);

    /// <summary>What is to be taken apart next: the last that was made; null when nothing is left.</summary>
    public Takedown? NextTakedown() => _takedowns.TryPeek(out Takedown? takedown) ? takedown : null;

    /// <summary>The next takedown is done.</summary>
    public void TakenDown() => _takedowns.Pop();

    /// <summary>The passphrase of a LUKS device; <see cref="RebuildRunner"/> has seen to it that it is there.</summary>
    public string Passphrase(string uuid) => Keys.Keys.First(k => string.Equals(k.Uuid, uuid, StringComparison.OrdinalIgnoreCase)).Passphrase;

    /// <summary>The path of a file of the new system.</summary>
    public string PathOf(string path) => root + (path == "/" ? "" : path);

    /// <summary>The step of a kind that the plan has one of; null when it has none.</summary>
    public T? Step<T>()
        where T : PlanStep => plan.Steps.OfType<T>().FirstOrDefault();

    /// <summary>Tells a line.</summary>
    public void Log(string text) => progress.Log(text);

    /// <summary>Tells a warning, and keeps it for the job's end.</summary>
    public void Warn(string text)
    {
        _warnings.Add(text);
        progress.Warn(text);
    }

    /// <summary>A failure after disks were written to.</summary>
    public static RebuildException Failure(string message) => new(message) { DisksTouched = true };
}
