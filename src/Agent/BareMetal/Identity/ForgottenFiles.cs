using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Monitas.Agent.BareMetal.Identity;

/// <summary>Files by which a system tells itself from others, or remembers the hardware that it was on: a clone must not have them.</summary>
internal static class ForgottenFiles
{
    /// <summary>A directory of the restored system and the pattern of names in it.</summary>
    private static readonly (string Directory, string Pattern)[] Known =
    [
        ("/var/lib/systemd", "random-seed"),
        ("/var/lib/urandom", "random-seed"),
        ("/var/lib", "random-seed"),
        ("/boot/efi/loader", "random-seed"),
        ("/etc/udev/rules.d", "70-persistent-net.rules"),
        ("/var/lib/dhcp", "*.leases*"),
        ("/var/lib/dhclient", "*.lease*"),
        ("/var/lib/dhcpcd", "*"),
        ("/var/lib/NetworkManager", "*.lease"),
        ("/var/lib/NetworkManager", "secret_key"),
        ("/var/lib/NetworkManager", "seen-bssids"),
        ("/var/lib/systemd/network", "*.lease"),
    ];

    /// <summary>The SSH server's keys, secret and public.</summary>
    private const string HostKeys = "ssh_host_*_key*";

    /// <summary>Removes them, but for the SSH server's keys; returns the paths as the restored system has them.</summary>
    public static IReadOnlyList<string> Remove(string root) => [.. Known.SelectMany(k => Remove(root, k.Directory, k.Pattern))];

    /// <summary>Removes the SSH server's keys; returns their paths.</summary>
    public static IReadOnlyList<string> RemoveHostKeys(string root) => [.. Remove(root, "/etc/ssh", HostKeys)];

    /// <summary>The SSH server's secret keys that are there.</summary>
    public static IReadOnlyList<string> HostKeysOf(string root) => [.. Find(root, "/etc/ssh", "ssh_host_*_key").Select(f => "/etc/ssh/" + f.Name)];

    private static List<string> Remove(string root, string directory, string pattern)
    {
        List<string> removed = [];
        foreach (FileInfo file in Find(root, directory, pattern))
        {
            file.Delete();
            removed.Add($"{directory}/{file.Name}");
        }

        return removed;
    }

    private static List<FileInfo> Find(string root, string directory, string pattern)
    {
        DirectoryInfo place = new(RootedPath.Resolve(root, directory));
        return place.Exists ? [.. place.EnumerateFiles(pattern).OrderBy(f => f.Name, System.StringComparer.Ordinal)] : [];
    }
}
