using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Interop;

namespace Monitas.Agent.Snapshots;

/// <summary>
/// File systems that hold still until this is disposed, or until a time is over: who writes to them waits. A crash is bounded too: the
/// journal names them before they are frozen, and the agent's next start thaws them.
/// </summary>
internal sealed class FrozenFileSystems : IDisposable
{
    /// <summary>Where the tools, the journal and what they write lie: freezing one of these would stop ourselves.</summary>
    private static readonly string[] OwnNeeds = ["/", "/usr", "/etc", "/var", "/run", "/tmp", "/dev"];

    private readonly List<(SafeFileHandle Directory, string MountPoint)> _frozen = [];
    private readonly Action<string> _warn;
    private readonly TimeSpan _limit;
    private readonly ITimer _timer;

    /// <summary>Nothing may be frozen any more; guarded by <see cref="_frozen"/>.</summary>
    private bool _over;

    private FrozenFileSystems(Action<string> warn, TimeSpan limit, TimeProvider clock)
    {
        _warn = warn;
        _limit = limit;
        _timer = clock.CreateTimer(_ => TooLate(), null, limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Freezes; what cannot be frozen is a warning.</summary>
    /// <param name="settings">What, and for how long at most.</param>
    /// <param name="journal">Is told first.</param>
    /// <param name="warn">Gets the warnings.</param>
    /// <param name="clock">The time.</param>
    internal static FrozenFileSystems Freeze(SnapshotSettings settings, SnapshotJournal journal, Action<string> warn, TimeProvider clock)
    {
        FrozenFileSystems frozen = new(warn, settings.FreezeLimit, clock);
        HashSet<string> needed = settings.Freeze.Count == 0 ? [] : Needed(settings);
        foreach (string mountPoint in settings.Freeze)
        {
            frozen.Add(mountPoint, needed, journal);
        }
        return frozen;
    }

    /// <summary>Thaws all.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        Thaw();
    }

    private void Add(string mountPoint, HashSet<string> needed, SnapshotJournal journal)
    {
        SafeFileHandle? directory = null;
        try
        {
            directory = LinuxFile.Open(Encoding.UTF8.GetBytes(mountPoint), OpenFlags.ReadOnly | OpenFlags.Directory);
            if (Refusal(directory, mountPoint, needed) is { } refusal)
            {
                directory.Dispose();
                _warn($"{mountPoint} is not frozen: {refusal}.");
                return;
            }
            journal.Add(new SnapshotLeftover(SnapshotLeftover.Freeze, mountPoint));
            // Not inside the lock: it waits for what is frozen already when it lies in one of those (a disk image), and only the timer ends that.
            LinuxFreeze.Freeze(directory, mountPoint);
            Keep(directory, mountPoint);
        }
        catch (LinuxException failure)
        {
            directory?.Dispose();
            _warn($"{mountPoint} is not frozen: {LinuxException.Reason(failure.ErrorNumber)}.");
        }
    }

    private string? Refusal(SafeFileHandle directory, string mountPoint, HashSet<string> needed)
    {
        lock (_frozen)
        {
            return _over ? "the time of freeze-limit was over before"
                : needed.Contains(FileSystemOf(directory, mountPoint)) ? "what the agent itself writes to lies there"
                : null;
        }
    }

    private void Keep(SafeFileHandle directory, string mountPoint)
    {
        bool late;
        lock (_frozen)
        {
            late = _over;
            _frozen.Add((directory, mountPoint));
        }
        if (late)
        {
            Thaw();
            _warn($"{mountPoint} does not stay frozen: that took until the time of freeze-limit was over.");
        }
    }

    private void TooLate()
    {
        lock (_frozen)
        {
            _over = true;
        }
        if (Thaw() > 0)
        {
            _warn(string.Create(CultureInfo.InvariantCulture, $"The snapshots took longer than {_limit.TotalSeconds:0.#} seconds; the frozen file systems were thawed before."));
        }
    }

    private int Thaw()
    {
        lock (_frozen)
        {
            int count = _frozen.Count;
            foreach ((SafeFileHandle directory, string mountPoint) in _frozen)
            {
                try
                {
                    LinuxFreeze.Thaw(directory, mountPoint);
                }
                catch (LinuxException failure)
                {
                    _warn(failure.Message);
                }
                directory.Dispose();
            }
            _frozen.Clear();
            return count;
        }
    }

    private static HashSet<string> Needed(SnapshotSettings settings)
    {
        HashSet<string> fileSystems = [];
        foreach (string path in (string[])[.. OwnNeeds, settings.Directory, Path.GetDirectoryName(settings.JournalFile) ?? "/"])
        {
            if (Directory.Exists(path))
            {
                using SafeFileHandle directory = LinuxFile.Open(Encoding.UTF8.GetBytes(path), OpenFlags.ReadOnly | OpenFlags.Directory);
                fileSystems.Add(FileSystemOf(directory, path));
            }
        }
        return fileSystems;
    }

    /// <summary>What would be frozen. Each subvolume of btrfs shows a device number of its own, but all are frozen together.</summary>
    private static string FileSystemOf(SafeFileHandle directory, string path)
    {
        byte[] shown = Encoding.UTF8.GetBytes(path);
        return LinuxMount.FileSystemType(directory, shown) == FileSystemMagic.Btrfs
            ? LinuxBtrfs.FileSystemId(directory, shown).ToString()
            : LinuxStatus.Get(directory, shown).Device.ToString(CultureInfo.InvariantCulture);
    }
}
