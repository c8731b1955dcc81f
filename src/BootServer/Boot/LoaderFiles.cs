using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Extensions.Logging;

namespace Monitas.BootServer.Boot;

/// <summary>The boot loaders in memory: unmodified from Debian's packages, and <see cref="LocalDiskLoader"/>'s, made from one.</summary>
internal sealed class LoaderFiles
{
    private static readonly IReadOnlyList<(string Name, string Path, string Package)> Wanted =
    [
        (BootFileNames.Lpxelinux, "/usr/lib/PXELINUX/lpxelinux.0", "pxelinux"),
        (BootFileNames.Ldlinux, "/usr/lib/syslinux/modules/bios/ldlinux.c32", "syslinux-common"),
        (BootFileNames.Snponly, "/usr/lib/ipxe/snponly.efi", "ipxe"),
    ];

    private readonly Dictionary<string, ReadOnlyMemory<byte>> _files = [];

    /// <summary>Reads them.</summary>
    /// <param name="directory">As <see cref="NetbootSettings.LoaderDirectory"/>.</param>
    /// <param name="logger">Hears when the loader for the own disk cannot be made.</param>
    /// <exception cref="NetbootException">Some cannot be read; the message names all of them.</exception>
    public static LoaderFiles Load(string? directory, ILogger logger)
    {
        LoaderFiles loaded = new();
        List<string> problems = [];
        foreach ((string name, string defaultPath, string package) in Wanted)
        {
            string path = directory is null ? defaultPath : Path.Combine(directory, name);
            try
            {
                loaded._files[name] = File.ReadAllBytes(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                problems.Add(directory is null ? $"{path} (package {package})" : path);
            }
        }

        if (problems.Count > 0)
        {
            throw new NetbootException(
                $"Boot loaders cannot be read: {string.Join(", ", problems)}. Install them with: apt install {string.Join(' ', Wanted.Select(file => file.Package))}");
        }

        loaded.AddLocalDiskLoader(logger);
        return loaded;
    }

    /// <summary>Whether the UEFI program that starts the own disk is there.</summary>
    public bool HasLocalDisk => _files.ContainsKey(BootFileNames.LocalDisk);

    /// <summary>A loader by its name.</summary>
    public bool TryGet(string name, out ReadOnlyMemory<byte> content) => _files.TryGetValue(name, out content);

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
