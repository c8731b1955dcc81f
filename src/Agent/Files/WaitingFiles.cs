using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Monitas.Agent.Interop;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Files;

/// <summary>
/// Files that are written but have no name yet: they get it when their bytes are durable, so that nobody ever sees half of one, not even
/// after a crash. Many are made durable with one flush of their file systems, which runs while the next ones are written. Not thread safe.
/// </summary>
/// <param name="nodes">Makes hard links to files that wait.</param>
/// <param name="notRestored">Is told of an entry that cannot be put in its place.</param>
internal sealed class WaitingFiles(NodeWriter nodes, Action<ManifestEntry, LinuxException> notRestored) : IDisposable
{
    /// <summary>The most that wait for one flush; twice as many are open at a time.</summary>
    private const int MaxFiles = 400;

    /// <summary>What a restore has open besides: directories, connections, the runtime's own.</summary>
    private const ulong OtherOpenFiles = 300;

    /// <summary>Big files are not kept waiting for others.</summary>
    private const long MaxBytes = 256 * 1024 * 1024;

    private readonly HashSet<byte[]> _paths = new(PathComparer.Instance);
    private List<Item> _filling = [];
    private List<Item> _flushing = [];
    private Task _flush = Task.CompletedTask;
    private readonly int _groupFiles = GroupFor(LinuxMachine.OpenFilesLimit());
    private readonly bool _flushesEach = !LinuxUnnamedFile.FlushTellsOfFailures(Environment.OSVersion.Version);
    private long _fillingBytes;

    /// <summary>How many may wait for one flush where so many files may be open at a time.</summary>
    internal static int GroupFor(ulong openFilesLimit) => (int)Math.Clamp((openFilesLimit - Math.Min(openFilesLimit, OtherOpenFiles)) / 2, 1, MaxFiles);

    /// <summary>Takes a file over that is complete but for its name.</summary>
    /// <exception cref="LinuxException">The medium is in trouble.</exception>
    internal void Add(RegularFileWriter file)
    {
        _filling.Add(new Item(file.Entry, file));
        _paths.Add(file.Entry.Path);
        _fillingBytes += file.Entry.SizeBytes;
        if (_filling.Count >= _groupFiles || _fillingBytes >= MaxBytes)
        {
            BeginFlush();
        }
    }

    /// <summary>Takes a further hard link when its first name waits: it is made after that.</summary>
    internal bool TryAddLink(ManifestEntry link)
    {
        if (link.HardLinkTo.Length == 0 || !_paths.Contains(link.HardLinkTo))
        {
            return false;
        }
        _filling.Add(new Item(link, null));
        _paths.Add(link.Path);
        return true;
    }

    /// <summary>Returns when nothing waits any more.</summary>
    /// <exception cref="LinuxException">The medium is in trouble.</exception>
    internal void Drain()
    {
        if (_filling.Count > 0)
        {
            BeginFlush();
        }
        Settle();
    }

    /// <summary>What still waits is given up; nothing of it stays.</summary>
    public void Dispose()
    {
        ((IAsyncResult)_flush).AsyncWaitHandle.WaitOne();
        foreach (Item item in (IEnumerable<Item>)[.. _flushing, .. _filling])
        {
            item.File?.Dispose();
        }
    }

    private void BeginFlush()
    {
        Settle();
        (_filling, _flushing) = (_flushing, _filling);
        _fillingBytes = 0;
        List<Item> items = _flushing;
        _flush = Task.Run(() => Flush(items, _flushesEach));
    }

    /// <summary>Waits for the flush that runs, and gives its files their names.</summary>
    private void Settle()
    {
        _flush.GetAwaiter().GetResult();
        foreach (Item item in _flushing)
        {
            Place(item);
            _paths.Remove(item.Entry.Path);
        }
        _flushing.Clear();
    }

    private void Place(Item item)
    {
        try
        {
            if (item.File is not null)
            {
                item.File.Place();
            }
            else
            {
                nodes.Write(item.Entry);
            }
        }
        catch (LinuxException failure) when (!failure.IsFatalForWriting)
        {
            notRestored(item.Entry, failure);
        }
        finally
        {
            item.File?.Dispose();
        }
    }

    private static void Flush(List<Item> items, bool flushesEach)
    {
        HashSet<ulong> done = [];
        foreach (Item item in items)
        {
            if (item.File is { } file && done.Add(file.Device))
            {
                file.FlushFileSystem();
            }
        }
        if (flushesEach)
        {
            // They are written out already, so this costs little but tells which of them failed.
            items.ForEach(item => item.File?.Flush());
        }
    }

    private readonly record struct Item(ManifestEntry Entry, RegularFileWriter? File);
}
