using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Monitas.Lab.Product;

/// <summary>What is under test, as it is shipped.</summary>
/// <param name="Server">The server's program.</param>
/// <param name="AgentPackage">The agent's Debian package.</param>
/// <param name="BootImage">The directory with vmlinuz and initrd.img.</param>
public sealed record ProductFiles(string Server, string AgentPackage, string BootImage)
{
    /// <summary>Fails when one of the files is not there, naming all of them.</summary>
    /// <exception cref="LabException">Something is missing.</exception>
    public ProductFiles MustExist()
    {
        IEnumerable<string> needed = [Server, AgentPackage, Path.Combine(BootImage, "vmlinuz"), Path.Combine(BootImage, "initrd.img")];
        string[] missing = [.. needed.Where(path => !File.Exists(path))];
        return missing.Length == 0
            ? this with { Server = Path.GetFullPath(Server), AgentPackage = Path.GetFullPath(AgentPackage), BootImage = Path.GetFullPath(BootImage) }
            : throw new LabException($"These files are missing: {string.Join(", ", missing)}. './monitas build' makes them.");
    }
}
