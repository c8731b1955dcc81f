using System;

namespace Monitas.BootServer.Boot;

/// <summary>Tells UUIDs that boards carry from those that tell boards apart.</summary>
internal static class SmbiosUuids
{
    private const int Length = 16;

    /// <summary>What boards carry whose maker set none.</summary>
    private static readonly Guid UnsetByMaker = new("03000200-0400-0500-0006-000700080009");

    /// <summary>
    /// The UUID; null when it is no identity. All zeros or all ones mean "none" (SMBIOS 7.2.1), and any other byte sixteen times is none either.
    /// </summary>
    public static Guid? FindIdentity(Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[Length];
        uuid.TryWriteBytes(bytes);
        return uuid == UnsetByMaker || bytes.IndexOfAnyExcept(bytes[0]) < 0 ? null : uuid;
    }
}
