using System;
using System.Collections.Generic;
using Monitas.Agent.Files;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Jobs;

/// <summary>
/// The entries of a manifest that a restore is about, in path order: all, or chosen paths with what lies below them and the directories
/// above them. A further hard link whose first is not chosen becomes a file of its own, and later links link to that.
/// </summary>
internal sealed class RestoreSelection
{
    private readonly ManifestReader _manifest;
    private readonly HashSet<byte[]>? _chosen;
    private readonly HashSet<byte[]> _above = new(PathComparer.Instance);

    private RestoreSelection(ManifestReader manifest, HashSet<byte[]>? chosen)
    {
        _manifest = manifest;
        _chosen = chosen;
    }

    /// <summary>How many entries are chosen.</summary>
    internal long EntryCount { get; private set; }

    /// <summary>The length of all chosen files in bytes.</summary>
    internal long TotalBytes { get; private set; }

    /// <summary>Everything.</summary>
    internal static RestoreSelection All(ManifestReader manifest) =>
        new(manifest, null) { EntryCount = manifest.EntryCount, TotalBytes = manifest.TotalBytes };

    /// <summary>Chosen paths.</summary>
    /// <param name="manifest">The manifest; it is gone through once here.</param>
    /// <param name="paths">Absolute paths; a directory means all below it, a '/' at the end does not matter.</param>
    /// <param name="unknown">Gets the paths that the archive does not hold.</param>
    internal static RestoreSelection Of(ManifestReader manifest, IReadOnlyList<byte[]> paths, List<byte[]> unknown)
    {
        HashSet<byte[]> chosen = new(PathComparer.Instance);
        RestoreSelection selection = new(manifest, chosen);
        foreach (byte[] path in paths)
        {
            byte[] plain = path.Length > 1 && path[^1] == '/' ? path[..^1] : path;
            if (!manifest.TryFind(plain, out _))
            {
                unknown.Add(path);
            }
            else if (chosen.Add(plain))
            {
                selection.AddAbove(plain);
            }
        }
        selection.Count();
        return selection;
    }

    /// <summary>The entries in path order; may be gone through several times.</summary>
    internal IEnumerable<RestoreItem> Items()
    {
        Dictionary<byte[], byte[]> moved = new(PathComparer.Instance);
        foreach (ManifestEntry entry in _manifest.Entries())
        {
            if (_chosen is null || IsChosen(entry.Path))
            {
                yield return new RestoreItem(WithLinkInside(entry, moved), OnlyIfMissing: false);
            }
            else if (_above.Contains(entry.Path))
            {
                yield return new RestoreItem(entry, OnlyIfMissing: true);
            }
        }
    }

    private ManifestEntry WithLinkInside(ManifestEntry entry, Dictionary<byte[], byte[]> moved)
    {
        if (_chosen is null || entry.HardLinkTo.Length == 0 || IsChosen(entry.HardLinkTo))
        {
            return entry;
        }
        if (moved.TryGetValue(entry.HardLinkTo, out byte[]? first))
        {
            return entry with { HardLinkTo = first };
        }
        moved.Add(entry.HardLinkTo, entry.Path);
        return _manifest.TryFind(entry.HardLinkTo, out ManifestEntry? original) ? original with { Path = entry.Path } : entry;
    }

    private void Count()
    {
        foreach (RestoreItem item in Items())
        {
            EntryCount++;
            TotalBytes += item.Entry.HardLinkTo.Length == 0 ? item.Entry.SizeBytes : 0;
        }
    }

    private void AddAbove(ReadOnlySpan<byte> path)
    {
        _above.Add("/"u8.ToArray());
        for (int at = 1; at < path.Length; at++)
        {
            if (path[at] == '/')
            {
                _above.Add(path[..at].ToArray());
            }
        }
    }

    /// <summary>Is the path, or one above it, among the chosen?</summary>
    private bool IsChosen(byte[] path)
    {
        var lookup = _chosen!.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (lookup.Contains(path) || lookup.Contains("/"u8))
        {
            return true;
        }
        for (int at = path.Length - 1; at > 0; at--)
        {
            if (path[at] == '/' && lookup.Contains(path.AsSpan(0, at)))
            {
                return true;
            }
        }
        return false;
    }
}
