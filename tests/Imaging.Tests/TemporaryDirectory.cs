using System;
using System.IO;

namespace Monitas.Imaging.Tests;

/// <summary>A directory that is gone after the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("monitas-test-").FullName;

    internal string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>By rm, since .NET cannot name files whose names are not UTF-8.</summary>
    public void Dispose() => Tool.Run("rm", "-rf", Path);
}
