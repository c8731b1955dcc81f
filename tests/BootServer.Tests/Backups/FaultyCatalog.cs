using System.Reflection;
using Monitas.Catalog;

namespace Monitas.BootServer.Tests.Backups;

/// <summary>A catalog that fails when an archive or a volume is to be put into it, as often as it is told to.</summary>
public class FaultyCatalog : DispatchProxy
{
    private ICatalog _inner = null!;
    private bool _isDumbNow;

    /// <summary>How many of the next calls fail.</summary>
    public int Failures { get; set; }

    /// <summary>How many of the next replacements of volumes are done and fail then.</summary>
    public int ReplacementFailures { get; set; }

    /// <summary>After such a failure nothing is told of volumes either.</summary>
    public bool FailsToTell { get; set; }

    /// <summary>Wraps a catalog.</summary>
    public static ICatalog Wrap(ICatalog inner, out FaultyCatalog faulty)
    {
        ICatalog proxy = Create<ICatalog, FaultyCatalog>();
        faulty = (FaultyCatalog)(object)proxy;
        faulty._inner = inner;
        return proxy;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (Failures > 0 && targetMethod!.Name is nameof(ICatalog.CommitArchive) or nameof(ICatalog.AddVolume) && Failures-- > 0)
        {
            throw new CatalogException("The disk that holds the catalog is full: make room there.");
        }
        try
        {
            if (_isDumbNow && targetMethod!.Name == nameof(ICatalog.FindVolume))
            {
                throw new CatalogException("The disk that holds the catalog is full: make room there.");
            }
            object? result = targetMethod!.Invoke(_inner, args);
            if (targetMethod.Name == nameof(ICatalog.ReplaceVolumes) && ReplacementFailures > 0)
            {
                ReplacementFailures--;
                _isDumbNow = FailsToTell;
                throw new CatalogException("The disk that holds the catalog is full: make room there.");
            }
            return result;
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException);
            throw;
        }
    }
}
