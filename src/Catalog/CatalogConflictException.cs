namespace Monitas.Catalog;

/// <summary>What should be stored contradicts what is there, such as a name that another machine has.</summary>
public sealed class CatalogConflictException : CatalogException
{
    /// <summary>Makes one.</summary>
    public CatalogConflictException(string message)
        : base(message)
    {
    }
}
