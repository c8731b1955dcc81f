using System;
using System.Globalization;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Files;

/// <summary>Paths in messages: a path may have 64 KiB and more, and a thousand warnings must fit into one message to the server.</summary>
internal static class ShownPath
{
    /// <summary>A path up to this length is shown whole.</summary>
    internal const int MaxBytes = 1024;

    private const int EndBytes = 240;

    /// <summary>The path for people; of a very long one begin and end, and its length.</summary>
    internal static string Of(ReadOnlySpan<byte> path) => path.Length <= MaxBytes
        ? BytePath.ToDisplay(path)
        : string.Create(
            CultureInfo.InvariantCulture, $"{BytePath.ToDisplay(path[..EndBytes])}...{BytePath.ToDisplay(path[^EndBytes..])} (a path of {path.Length} bytes)");
}
