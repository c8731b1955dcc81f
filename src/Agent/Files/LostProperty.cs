using System.Globalization;

namespace Monitas.Agent.Files;

/// <summary>Counts the files with a property that an archive cannot hold, so that one sentence tells of all of them.</summary>
internal sealed class LostProperty
{
    private byte[] _first = [];
    private long _count;

    /// <summary>One more file.</summary>
    internal void Count(byte[] path, bool hasIt)
    {
        if (hasIt && _count++ == 0)
        {
            _first = path;
        }
    }

    /// <summary>Warns when there was one.</summary>
    /// <param name="notes">Gets the warning.</param>
    /// <param name="what">What they are, and what becomes of it.</param>
    internal void Tell(IWalkNotes notes, string what)
    {
        if (_count > 0)
        {
            notes.Warn(_first, string.Create(CultureInfo.InvariantCulture, $"this and {_count - 1} more are {what}"));
        }
    }
}
