using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.RamDisks;

namespace Monitas.BootServer.Boot;

/// <summary>The boot loaders in memory: unmodified from Debian's packages, and <see cref="LocalDiskLoader"/>'s, made from one.</summary>
internal sealed class LoaderFiles
{
    /// <summary>Debian's GRUB for disks, put into RAM disks; no client asks for it by a name.</summary>
    private const string DiskGrub = "";

    private static readonly IReadOnlyList<(string Name, string Path, string Package)> Wanted =
    [
        (BootFileNames.Lpxelinux, "/usr/lib/PXELINUX/lpxelinux.0", "pxelinux"),
        (BootFileNames.Ldlinux, "/usr/lib/syslinux/modules/bios/ldlinux.c32", "syslinux-common"),
        (BootFileNames.Snponly, "/usr/lib/ipxe/snponly.efi", "ipxe"),
    ];

    /// <summary>Signed, and needed for Secure Boot only: a server without them serves all other machines.</summary>
    private static readonly IReadOnlyList<(string Name, string Path, string Package)> WantedForSecureBoot =
    [
        (BootFileNames.Shim, "/usr/lib/shim/shimx64.efi.signed", "shim-signed"),
        (BootFileNames.Grub, "/usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed", "grub-efi-amd64-signed"),
        (DiskGrub, "/usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed", "grub-efi-amd64-signed"),
        (BootFileNames.GrubHttp, "/usr/lib/grub/x86_64-efi/http.mod", "grub-efi-amd64-bin"),
    ];

    private readonly Dictionary<string, ReadOnlyMemory<byte>> _files = [];

    /// <summary>Reads them.</summary>
    /// <param name="directory">As <see cref="NetbootSettings.LoaderDirectory"/>.</param>
    /// <param name="logger">Hears when the loader for the own disk cannot be made.</param>
    /// <exception cref="NetbootException">Some cannot be read; the message names all of them.</exception>
    public static LoaderFiles Load(string? directory, ILogger logger)
    {
        LoaderFiles loaded = new();
        List<string> problems = loaded.Read(Wanted, directory);
        if (problems.Count > 0)
        {
            throw new NetbootException(
                $"Boot loaders cannot be read: {string.Join(", ", problems)}. Install them with: apt install {string.Join(' ', Wanted.Select(file => file.Package))}");
        }

        loaded.AddLocalDiskLoader(logger);
        if (loaded.Read(WantedForSecureBoot, directory) is { Count: > 0 } missing)
        {
            NetbootLog.NoSecureBootLoaders(logger, string.Join(", ", missing), string.Join(' ', WantedForSecureBoot.Select(file => file.Package).Distinct()));
        }

        return loaded;
    }

    /// <summary>Whether the UEFI program that starts the own disk is there.</summary>
    public bool HasLocalDisk => _files.ContainsKey(BootFileNames.LocalDisk);

    /// <summary>Whether the signed loaders for Secure Boot are there.</summary>
    public bool HasShim => new[] { BootFileNames.Shim, BootFileNames.Grub, DiskGrub }.All(_files.ContainsKey);

    /// <summary>The loaders of a disk for UEFI HTTP Boot; null without <see cref="HasShim"/>.</summary>
    public SignedLoaders? ForDisk => HasShim ? new SignedLoaders("X64", "EFI/DEBIAN", _files[BootFileNames.Shim], _files[DiskGrub]) : null;

    /// <summary>A loader by its name.</summary>
    public bool TryGet(string name, out ReadOnlyMemory<byte> content)
    {
        content = default;
        return name != DiskGrub && _files.TryGetValue(name, out content);
    }

    /// <summary>Reads what can be read and names what cannot.</summary>
    private List<string> Read(IReadOnlyList<(string Name, string Path, string Package)> wanted, string? directory)
    {
        List<string> problems = [];
        foreach ((string name, string defaultPath, string package) in wanted)
        {
            string path = directory is null ? defaultPath : Path.Combine(directory, Path.GetFileName(defaultPath));
            try
            {
                _files[name] = File.ReadAllBytes(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                problems.Add(directory is null ? $"{path} (package {package})" : path);
            }
        }

        return problems;
    }

    private void AddLocalDiskLoader(ILogger logger)
    {
        if (LocalDiskLoader.TryMake(out byte[] program, out string why))
        {
            _files[BootFileNames.LocalDisk] = program;
        }
        else
        {
            NetbootLog.NoLocalDiskLoader(logger, why, LocalDiskLoader.Packages);
        }
    }
}
