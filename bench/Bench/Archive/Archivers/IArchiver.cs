using System;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.Bench.Archive.Archivers;

/// <summary>A backup tool that is measured, with one repository of its own.</summary>
public interface IArchiver : IAsyncDisposable
{
    /// <summary>Its name in figures.</summary>
    string Name { get; }

    /// <summary>Can it take a second backup that builds on the first, and a second machine?</summary>
    bool IsIncremental { get; }

    /// <summary>Makes an empty repository in place of what was there.</summary>
    Task StartOverAsync(CancellationToken cancellation);

    /// <summary>Backs a tree up.</summary>
    Task<Run> BackUpAsync(SourceMachine machine, CancellationToken cancellation);

    /// <summary>Restores the newest backup of a machine into an empty directory.</summary>
    /// <returns>What it took, and the directory that now holds what the tree held.</returns>
    Task<(Run Run, string Tree)> RestoreAsync(SourceMachine machine, string target, CancellationToken cancellation);

    /// <summary>Re-reads everything that is stored and checks it.</summary>
    Task<Run> VerifyAsync(SourceMachine machine, CancellationToken cancellation);

    /// <summary>What the repository takes, in bytes.</summary>
    long StoredBytes();
}
