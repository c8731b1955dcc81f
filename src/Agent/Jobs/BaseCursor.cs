using System;
using System.Collections.Generic;
using Monitas.Imaging;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Jobs;

/// <summary>Goes through the manifest of the archive before, side by side with a walk: both are in byte order of paths.</summary>
internal sealed class BaseCursor : IDisposable
{
    private readonly IEnumerator<ManifestEntry>? _entries;
    private readonly JobNotes _notes;
    private bool _more;

    /// <summary>Begins at the manifest's first entry.</summary>
    /// <param name="manifest">The manifest; null when there is no archive before.</param>
    /// <param name="notes">Is told when the manifest is damaged: from there on everything is read anew.</param>
    internal BaseCursor(ManifestReader? manifest, JobNotes notes)
    {
        _notes = notes;
        _entries = manifest?.Entries().GetEnumerator();
        _more = _entries is not null;
        Advance();
    }

    /// <summary>The entry at this path, which must come after all paths asked for before; null when there is none.</summary>
    internal ManifestEntry? Find(ReadOnlySpan<byte> path)
    {
        while (_more)
        {
            int order = BytePath.Compare(_entries!.Current.Path, path);
            if (order >= 0)
            {
                return order == 0 ? _entries.Current : null;
            }
            Advance();
        }
        return null;
    }

    /// <summary>Ends.</summary>
    public void Dispose() => _entries?.Dispose();

    private void Advance()
    {
        try
        {
            _more = _more && _entries!.MoveNext();
        }
        catch (VolumeFormatException damage)
        {
            _notes.Warn($"The manifest of the archive before is damaged; files are read anew from there on. {damage.Message}");
            _more = false;
        }
    }
}
