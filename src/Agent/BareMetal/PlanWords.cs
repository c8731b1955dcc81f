using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal;

/// <summary>Whether the words of a step are fit for command lines, mount options and paths. Pure.</summary>
internal static class PlanWords
{
    /// <summary>What LVM and the device mapper take as names.</summary>
    private static readonly SearchValues<char> NameLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+_.-#:=@");

    /// <summary>Can the step be run as it is written?</summary>
    public static bool AreSound(PlanStep step) =>
        Arguments(step).All(v => !v.StartsWith('-') && !v.Contains('\0', StringComparison.Ordinal)) && Names(step).All(IsName) && Paths(step).All(IsInside)
        && (step is not NameInterfaces names || names.Interfaces.All(one => one.HasSoundWords()))
        && (step is not WriteMountTable table || table.Lines.All(IsOneLine));

    /// <summary>No value that goes onto a command line may look like an option there.</summary>
    private static IEnumerable<string> Arguments(PlanStep step) => step switch
    {
        MakeFileSystem { FileSystem: var fs } => [fs.Uuid, fs.Label, fs.Type, .. fs.Settings.Values, .. Arguments(fs.Btrfs)],
        MountFileSystem mount => [mount.Type],
        MakeArray { Array: var array } => [array.Level, array.Metadata, array.Uuid, array.SetName, array.Layout],
        MakeEncryption { Encryption: var e } => [e.Uuid, e.Label, e.Subsystem, e.Cipher, e.Pbkdf, e.Hash],
        MakePhysicalVolume make => [make.PhysicalVolume.Uuid],
        MakeLogicalVolume { Volume: var volume } => [volume.Type, volume.ThinPool?.Discards ?? ""],
        AddBootEntry entry => [entry.Label, entry.Loader],
        InstallBootLoader loader => [loader.Loader.EfiDirectory, loader.Loader.EfiLabel, loader.Loader.EfiLoader],
        _ => [],
    };

    private static IEnumerable<string> Arguments(LayoutBtrfs? btrfs) => btrfs is null ? [] : [btrfs.DataProfile, btrfs.MetadataProfile, btrfs.Checksum, .. btrfs.Features];

    private static IEnumerable<string> Names(PlanStep step) => step switch
    {
        MakeEncryption make => [make.Encryption.MapName],
        MakeVolumeGroup make => [make.Name],
        RenewIdentity renew => [renew.HostName],
        MakeLogicalVolume { Volume: var volume } make => [make.Group, volume.Name, .. volume.Pool is { } pool ? new[] { pool } : []],
        _ => [],
    };

    private static bool IsName(string name) => name.Length is > 0 and < 128 && name[0] != '-' && name is not ("." or "..") && name.AsSpan().IndexOfAnyExcept(NameLetters) < 0;

    /// <summary>Paths below the new system or the top of a btrfs, all with a slash in front.</summary>
    private static IEnumerable<string> Paths(PlanStep step) => step switch
    {
        MountFileSystem mount => mount.Subvolume is { Length: > 0 } subvolume ? [mount.MountPoint, Subvolume(subvolume)] : [mount.MountPoint],
        MakeSubvolumes { Default: var main } make => [.. make.Paths.Select(Subvolume), .. main.Length > 0 ? new[] { Subvolume(main) } : []],
        AddKeyFile add => [add.File],
        WriteImage image => [image.Path],
        WriteMountTable table => [.. table.Lines.Select(l => l.MountPoint).Where(m => m != "none")],
        _ => [],
    };

    /// <summary>A comma would end the mount option.</summary>
    private static string Subvolume(string path) => path.StartsWith('/') || path.Contains(',', StringComparison.Ordinal) ? "" : "/" + path;

    /// <summary>Each word of a line of /etc/fstab is one word of that file.</summary>
    private static bool IsOneLine(MountTableLine line) =>
        new[] { line.Source, line.MountPoint, line.Type, line.Options }.All(w => w.Length > 0 && w[0] != '#' && !w.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)));

    private static bool IsInside(string path) => path.StartsWith('/') && !path.Split('/').Contains("..") && !path.Contains('\0', StringComparison.Ordinal);
}
