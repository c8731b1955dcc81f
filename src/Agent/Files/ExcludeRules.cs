using System;
using Monitas.Agent.Interop;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.Files;

/// <summary>What is left out for what it is, not for its name: lines of the exclude file that begin with ":", or with "!:" to take one back.</summary>
internal sealed record ExcludeRules
{
    private const string CachesWord = ":caches";
    private const string NoDumpWord = ":nodump";
    private const string LargerWord = ":larger-than";

    /// <summary>Nothing.</summary>
    internal static readonly ExcludeRules None = new();

    /// <summary>What lies beside a <see cref="CacheTag"/>.</summary>
    internal bool Caches { get; private init; }

    /// <summary>What has the no-dump flag.</summary>
    internal bool NoDump { get; private init; }

    /// <summary>Regular files above this length; null for no limit.</summary>
    internal long? LargestBytes { get; private init; }

    /// <summary>Is the line a rule and no pattern?</summary>
    internal static bool IsRule(string line) => line.StartsWith(':') || line.StartsWith("!:", StringComparison.Ordinal);

    /// <summary>The rules with one line more.</summary>
    /// <param name="line">The line.</param>
    /// <param name="fault">What is wrong with it, as a sentence; null when nothing is.</param>
    internal ExcludeRules With(string line, out string? fault)
    {
        fault = null;
        bool keeps = line[0] == '!';
        string[] words = line.TrimStart('!').Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        switch (words)
        {
            case [CachesWord]:
                return this with { Caches = !keeps };
            case [NoDumpWord]:
                return this with { NoDump = !keeps };
            case [LargerWord] when keeps:
                return this with { LargestBytes = null };
            case [LargerWord, string size] when !keeps && SizeText.TryParse(size, out long bytes):
                return this with { LargestBytes = bytes };
            case [LargerWord, ..]:
                fault = $"'{line}' names no size: write {LargerWord} 500M, {LargerWord} 4G or a number of bytes.";
                return this;
            default:
                fault = $"there is no rule '{line}'; there are {CachesWord}, {NoDumpWord} and {LargerWord} SIZE, and a name that begins with ':' is written '\\:'.";
                return this;
        }
    }

    /// <summary>Why something with this status is left out; null when it is not. A directory stands for all below it.</summary>
    internal string? Why(in FileStatus status) =>
        NoDump && status.IsNoDump ? $"its no-dump flag ({NoDumpWord})"
        : LargestBytes is { } largest && status.IsRegular && status.SizeBytes > largest ? $"its size ({LargerWord} {SizeText.Of(largest)})"
        : null;
}
