using System;

namespace Monitas.Catalog;

/// <summary>The catalog cannot be opened, read or written. The message is one sentence that says what to do.</summary>
public class CatalogException : Exception
{
    /// <summary>Makes one.</summary>
    public CatalogException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
