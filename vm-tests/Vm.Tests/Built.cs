using System;
using System.IO;
using System.Linq;
using Monitas.Lab;
using Monitas.Lab.Product;

namespace Monitas.Vm.Tests;

/// <summary>Where the product under test lies: out/ of the checkout, as './monitas build' leaves it.</summary>
public static class Built
{
    public static string Top { get; } = FindTop();

    public static ProductFiles Product { get; } = new(
        Path.Combine(Top, "out", "server", "usr", "lib", "monitas-server", "monitas-server"), FindAgentPackage(), Path.Combine(Top, "out", "boot"));

    public static string Folder(string name) => Path.Combine(Top, "out", "vm-tests", name);

    private static string FindTop()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Monitas.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new LabException("These tests run from a checkout: Monitas.sln was not found above them.");
    }

    private static string FindAgentPackage()
    {
        string folder = Path.Combine(Top, "out");
        string[] found = Directory.Exists(folder) ? Directory.GetFiles(folder, "monitas-agent_*.deb") : [];
        return found.Order(StringComparer.Ordinal).LastOrDefault() ?? Path.Combine(folder, "monitas-agent_VERSION_amd64.deb");
    }
}
