using System.Text.RegularExpressions;

namespace Monitas.Agent.Wiping.Wire;

/// <summary>Reads "nvme list-ns": lines like "[   0]:0x1".</summary>
internal static partial class NvmeNamespaces
{
    /// <summary>How many namespaces it lists.</summary>
    public static int Count(string text) => NamespaceLine().Count(text);

    [GeneratedRegex(@"\[\s*\d{1,4}\]:0x[0-9a-fA-F]{1,8}\b")]
    private static partial Regex NamespaceLine();
}
