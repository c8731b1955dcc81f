using System;
using System.Collections.Generic;
using System.Globalization;
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
        HashSet<ulong> needed = Needed(settings);
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

    private void Add(string mountPoint, HashSet<ulong> needed, SnapshotJournal journal)
    {
        byte[] path = Encoding.UTF8.GetBytes(mountPoint);
        SafeFileHandle? directory = null;
        try
        {
            directory = LinuxFile.Open(path, OpenFlags.ReadOnly | OpenFlags.Directory);
            if (needed.Contains(LinuxStatus.Get(directory, path).Device))
            {
                directory.Dispose();
                _warn($"{mountPoint} is not frozen: what the agent itself writes to lies there.");
                return;
            }
            journal.Add(new SnapshotLeftover(SnapshotLeftover.Freeze, mountPoint));
            lock (_frozen)
            {
                LinuxFreeze.Freeze(directory, mountPoint);
                _frozen.Add((directory, mountPoint));
            }
        }
        catch (LinuxException failure)
        {
            directory?.Dispose();
            _warn($"{mountPoint} is not frozen: {LinuxException.Reason(failure.ErrorNumber)}.");
        }
    }

    private void TooLate()
    {
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

    private static HashSet<ulong> Needed(SnapshotSettings settings)
    {
        HashSet<ulong> devices = [];
        foreach (string path in (string[])[.. OwnNeeds, settings.Directory, System.IO.Path.GetDirectoryName(settings.JournalFile) ?? "/"])
        {
            if (System.IO.Directory.Exists(path))
            {
                byte[] bytes = Encoding.UTF8.GetBytes(path);
                using SafeFileHandle directory = LinuxFile.Open(bytes, OpenFlags.PathOnly);
                devices.Add(LinuxStatus.Get(directory, bytes).Device);
            }
        }
        return devices;
    }
}
