using System;
using System.IO;

namespace Monitas.BootServer.Tests.Export;

/// <summary>A directory for trees whose names are no UTF-8: .NET could not remove them.</summary>
internal sealed class ScratchPlace : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("monitas-export-").FullName;

    public string Combine(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    public void Dispose() => RealTree.Run("rm", "-rf", Path);
}
