using System;
using System.IO;

namespace Monitas.Catalog.LiteDb;

/// <summary>Turns what goes wrong below the catalog into one sentence that says what to do.</summary>
internal static class LiteDbCatalogErrors
{
    /// <summary>ENOSPC as .NET packs an errno into HResult on Linux.</summary>
    private const int ErrnoNoSpace = 28;

    /// <summary>EDQUOT.</summary>
    private const int ErrnoQuota = 122;

    /// <summary>Is there no room left on the disk (or in the quota)?</summary>
    public static bool IsDiskFull(Exception e) => e is IOException && e.HResult is ErrnoNoSpace or ErrnoQuota;

    /// <summary>The exception to throw instead.</summary>
    public static CatalogException Explain(string path, Exception e) => e switch
    {
        _ when IsDiskFull(e) => new CatalogException($"The disk that holds the catalog {path} is full: make room there.", e),
        UnauthorizedAccessException => new CatalogException($"The catalog {path} cannot be opened, permission is denied: run the server as the user who owns it.", e),
        IOException => new CatalogException($"The catalog {path} cannot be read or written: {e.Message}", e),
        _ => new CatalogException($"The catalog {path} is damaged ({e.Message}): restore it from a copy, or make it anew from the volumes.", e),
    };
}
