namespace Monitas.BootServer.Tests.Backups;

/// <summary>How a store fails.</summary>
public enum StoreFault
{
    /// <summary>No room, from this step on.</summary>
    Full,

    /// <summary>An I/O error at this step only.</summary>
    OneError,

    /// <summary>I/O errors from this step on.</summary>
    Broken,

    /// <summary>An I/O error at this step only, after half of it was done.</summary>
    HalfDone,
}
