using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Monitas.BootServer.StoreKeys;

/// <summary>What `store key` commands answer with --json.</summary>
internal sealed record StoreKeyReport
{
    /// <summary>Are new volumes sealed, by the settings?</summary>
    public required string Encryption { get; init; }

    /// <summary>The key that seals new volumes; null when the store has none.</summary>
    public string? Active { get; init; }

    /// <summary>All keys, oldest first.</summary>
    public IReadOnlyList<StoreKeyLine> Keys { get; init; } = [];

    /// <summary>Why the keys cannot be opened with what is set; null when they can.</summary>
    public string? Problem { get; init; }
}

/// <summary>One key.</summary>
/// <param name="Key">Its id.</param>
/// <param name="Created">When it was made.</param>
/// <param name="OpenedBy">What opens it.</param>
/// <param name="Opens">Do the settings' key file or passphrase open it?</param>
internal sealed record StoreKeyLine(string Key, DateTimeOffset Created, IReadOnlyList<string> OpenedBy, bool Opens);

/// <summary>JSON of these, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(StoreKeyReport))]
internal sealed partial class StoreKeyJson : JsonSerializerContext;
