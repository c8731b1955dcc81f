using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Monitas.Agent.Files;

namespace Monitas.Agent.Jobs;

/// <summary>
/// What a dry run says about what would be left out: one line for each directory and reason, since an exclude that takes the content
/// of a directory may name a hundred thousand files. Beyond a limit lines are only counted.
/// </summary>
internal sealed class LeftOutList
{
    /// <summary>The most lines.</summary>
    internal const int MaxLines = 2000;

    /// <summary>So many names of a directory are told; of more, the first.</summary>
    internal const int MaxNames = 5;

    private readonly List<Group> _groups = [];
    private readonly Dictionary<(string Directory, string Why), Group> _byPlace = [];
    private long _more;

    /// <summary>How many names were left out.</summary>
    internal long Count { get; private set; }

    /// <summary>The length of the files among them.</summary>
    internal long Bytes { get; private set; }

    /// <summary>One more.</summary>
    internal void Add(LeftOut left)
    {
        Count++;
        Bytes += left.SizeBytes;
        int slash = left.Path.AsSpan().LastIndexOf((byte)'/');
        string directory = ShownPath.Of(left.Path.AsSpan(0, Math.Max(slash, 1)));
        if (!_byPlace.TryGetValue((directory, left.Why), out Group? group))
        {
            if (_groups.Count == MaxLines)
            {
                _more++;
                return;
            }
            group = new Group(directory, left.Why);
            _groups.Add(group);
            _byPlace.Add((directory, left.Why), group);
        }
        group.Add(left);
    }

    /// <summary>The lines, in the order in which the walk came to the first of each.</summary>
    internal IEnumerable<string> Lines()
    {
        IEnumerable<string> lines = _groups.Select(group => group.ToString());
        return _more == 0 ? lines : lines.Append(string.Create(CultureInfo.InvariantCulture, $"Left out: {_more} more names in further directories."));
    }

    private sealed class Group(string directory, string why)
    {
        private readonly List<string> _names = [];
        private long _count;
        private long _bytes;

        internal void Add(LeftOut left)
        {
            _count++;
            _bytes += left.SizeBytes;
            if (_names.Count < MaxNames)
            {
                _names.Add(ShownPath.Of(left.Path) + (left.IsDirectory ? "/" : ""));
            }
        }

        public override string ToString()
        {
            string names = string.Join(", ", _names);
            string more = _count > _names.Count ? string.Create(CultureInfo.InvariantCulture, $" and {_count - _names.Count} more in {directory}") : "";
            string size = _bytes > 0 ? $" ({SizeText.Of(_bytes)})" : "";
            return $"Left out by {why}: {names}{more}{size}";
        }
    }
}
