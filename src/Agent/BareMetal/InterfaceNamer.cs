using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Monitas.Agent.BareMetal.Identity;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal;

/// <summary>
/// Has the restored system call new network cards what it called the old ones. A file of systemd.link(5) goes by the card's address, so it does not matter
/// what the boot image calls the card; initramfs-tools and dracut both take such files into the initramfs.
/// </summary>
internal static class InterfaceNamer
{
    private const int MaxSettingsBytes = 1 << 20;
    private const string LinkDirectory = "/etc/systemd/network";

    private static readonly string[] UdevPrograms = ["/lib/systemd/systemd-udevd", "/usr/lib/systemd/systemd-udevd"];

    /// <summary>Where settings may name a card by its address: directories of the restored system.</summary>
    private static readonly string[] SettingsDirectories =
        ["/etc/NetworkManager/system-connections", "/etc/netplan", "/etc/sysconfig/network-scripts", LinkDirectory, "/etc/udev/rules.d", "/etc/network", "/etc/network/interfaces.d"];

    /// <summary>Does it.</summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Run(NameInterfaces step, RestoredSystem system, RebuildContext context)
    {
        foreach (RenamedInterface one in step.Interfaces)
        {
            foreach (string changed in ReplaceAddress(system.Root, one))
            {
                context.Log($"{changed} named the network card {one.OldMacAddress}; it names {one.NewMacAddress} now.");
            }
        }

        if (!UdevPrograms.Any(system.Exists))
        {
            context.Warn($"The restored system has no systemd-udevd, so its new network cards get names of their own instead of {string.Join(", ", step.Interfaces.Select(one => one.Name))}: look at its network settings.");
            return;
        }

        foreach (RenamedInterface one in step.Interfaces)
        {
            SystemFile.Write(system.Root, $"{LinkDirectory}/70-monitas-{one.Name}.link", LinkFile(one));
        }
    }

    /// <summary>The file that names a card, in the format of systemd.link(5). "Type" keeps bridges and VLANs out, which have their card's address.</summary>
    internal static string LinkFile(RenamedInterface one) => $"""
        # Monitas wrote this when it rebuilt the machine: this card has the name of the one before it, {one.OldMacAddress}, which the network settings use.
        [Match]
        MACAddress={one.NewMacAddress}
        Type=ether

        [Link]
        Name={one.Name}

        """;

    /// <summary>Puts the new address in the place of the old one in all network settings; gives the files that it changed, as the restored system names them.</summary>
    private static IEnumerable<string> ReplaceAddress(string root, RenamedInterface one)
    {
        foreach (DirectoryInfo directory in SettingsDirectories.Select(path => new DirectoryInfo(RootedPath.Resolve(root, path))).Where(directory => directory.Exists))
        {
            foreach (FileInfo file in directory.GetFiles().Where(file => file.LinkTarget is null && file.Length <= MaxSettingsBytes).OrderBy(file => file.Name, StringComparer.Ordinal))
            {
                string path = file.FullName[root.Length..];
                string text = SystemFile.Read(root, path);
                string changed = text.Replace(one.OldMacAddress, one.NewMacAddress, StringComparison.OrdinalIgnoreCase);
                if (changed != text)
                {
                    SystemFile.Write(root, path, changed);
                    yield return path;
                }
            }
        }
    }
}
