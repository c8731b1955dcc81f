using System;
using System.Globalization;

namespace Monitas.Lab.Network;

/// <summary>The names of a virtual LAN's network namespaces: "mt-PID-INDEX" and, for the router, "mt-PID-INDEX-r".</summary>
public static class LanNames
{
    /// <summary>What the names of all our network namespaces start with.</summary>
    public const string Prefix = "mt-";

    /// <summary>The name of the namespace that holds the LAN, the server and the PCs.</summary>
    public static string ForLan(int processId, int index) => $"{Prefix}{processId}-{index}";

    /// <summary>The name of the namespace that holds the LAN's router.</summary>
    public static string ForRouter(string lan) => lan + "-r";

    /// <summary>The process that made a namespace of that name; null when the name is not one of ours.</summary>
    public static int? OwnerOf(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        string[] parts = name[Prefix.Length..].Split('-');
        return parts.Length is 2 or 3 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int owner) ? owner : null;
    }
}
