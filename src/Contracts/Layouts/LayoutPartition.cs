namespace Monitas.Contracts.Layouts;

/// <summary>One partition, in its disk's logical sectors.</summary>
public sealed record LayoutPartition
{
    /// <summary>The partition's number, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The first sector.</summary>
    public required long StartSector { get; init; }

    /// <summary>The length in sectors.</summary>
    public required long SizeSectors { get; init; }

    /// <summary>The GPT type GUID or the MBR type in hexadecimal, as sfdisk writes it.</summary>
    public required string Type { get; init; }

    /// <summary>The GPT partition GUID; empty on MBR.</summary>
    public string Uuid { get; init; } = "";

    /// <summary>The GPT partition name; empty when there is none.</summary>
    public string Name { get; init; } = "";

    /// <summary>GPT attributes as sfdisk writes them; empty when there are none.</summary>
    public string Attributes { get; init; } = "";

    /// <summary>The MBR's active flag.</summary>
    public bool Bootable { get; init; }
}
