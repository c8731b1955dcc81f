using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Monitas.BootServer.Boot;
using Monitas.BootServer.RamDisks.Wire;

namespace Monitas.BootServer.RamDisks;

/// <summary>
/// A small disk that UEFI HTTP Boot loads into memory and starts as if it were plugged in: Debian's shim, its GRUB for disks, and GRUB's
/// settings, with kernel and initramfs or without. GRUB reads all of it from memory and needs no network, which under Secure Boot it may not use
/// for HTTP. The settings are the only part that differs between machines; they have a place of fixed size, so that all disks are alike in length.
/// </summary>
internal sealed class RamDisk
{
    /// <summary>The place for GRUB's settings: GRUB reads over the blank lines at the end.</summary>
    public const int SettingsBytes = 8192;

    private const int Settings = 0;

    private readonly Fat16Layout _layout;
    private readonly IReadOnlyList<RamDiskPiece> _files;

    private RamDisk(Fat16Layout layout, IReadOnlyList<RamDiskPiece> files) => (_layout, _files) = (layout, files);

    /// <summary>Its length.</summary>
    public long LengthBytes => _layout.TotalBytes;

    /// <summary>Puts a disk together.</summary>
    /// <param name="loaders">What firmware starts from it.</param>
    /// <param name="image">The boot image; null: the disk only leads to the machine's own disk.</param>
    /// <exception cref="IOException">The boot image cannot be read.</exception>
    public static RamDisk Make(SignedLoaders loaders, BootImageFiles? image)
    {
        List<(string Directory, string Name, RamDiskPiece Content)> files =
        [
            (loaders.SettingsDirectory, "GRUB.CFG", RamDiskPiece.Of(0, new byte[SettingsBytes])),
            ("EFI/BOOT", $"BOOT{loaders.Suffix}.EFI", RamDiskPiece.Of(0, loaders.Shim)),
            ("EFI/BOOT", $"GRUB{loaders.Suffix}.EFI", RamDiskPiece.Of(0, loaders.Grub)),
        ];
        if (image is not null)
        {
            files.Add(("", "VMLINUZ", new RamDiskPiece(0, new FileInfo(image.Kernel).Length, default, image.Kernel)));
            files.Add(("", "INITRD.IMG", new RamDiskPiece(0, new FileInfo(image.Initrd).Length, default, image.Initrd)));
        }

        Fat16Layout layout = Fat16Layout.Of([.. files.Select(file => new Fat16Entry(file.Directory, file.Name, file.Content.LengthBytes))]);
        return new RamDisk(layout, [.. files.Select((file, index) => file.Content with { OffsetBytes = layout.OffsetBytes(index) })]);
    }

    /// <summary>Whether a part of the disk holds bytes of GRUB's settings.</summary>
    public bool HoldsSettings(long offsetBytes, long lengthBytes) =>
        offsetBytes < _files[Settings].OffsetBytes + SettingsBytes && offsetBytes + lengthBytes > _files[Settings].OffsetBytes;

    /// <summary>The pieces that make up a part of the disk, in order, without gaps.</summary>
    /// <param name="settings">GRUB's settings: ASCII.</param>
    /// <param name="offsetBytes">Where the part begins.</param>
    /// <param name="lengthBytes">Its length.</param>
    /// <returns>For each piece, the first of its bytes that is in the part, and how many.</returns>
    /// <exception cref="ArgumentException">The settings are longer than their place.</exception>
    public IEnumerable<(RamDiskPiece Piece, long FirstByte, long Count)> Pieces(string settings, long offsetBytes, long lengthBytes)
    {
        if (settings.Length > SettingsBytes)
        {
            throw new ArgumentException($"GRUB's settings may have {SettingsBytes} characters, these have {settings.Length}.", nameof(settings));
        }

        byte[] text = Encoding.ASCII.GetBytes(settings.PadRight(SettingsBytes, '\n'));
        return Cut([RamDiskPiece.Of(0, _layout.MakeHead()), _files[Settings] with { Memory = text }, .. _files.Skip(1)], offsetBytes, offsetBytes + lengthBytes);
    }

    /// <summary>Files end inside a cluster; the rest of it, and of the disk, is zeros.</summary>
    private IEnumerable<(RamDiskPiece Piece, long FirstByte, long Count)> Cut(IReadOnlyList<RamDiskPiece> pieces, long begin, long end)
    {
        for (int i = 0; i < pieces.Count; i++)
        {
            RamDiskPiece piece = pieces[i];
            long pieceEnd = piece.OffsetBytes + piece.LengthBytes;
            long next = i + 1 < pieces.Count ? pieces[i + 1].OffsetBytes : LengthBytes;
            foreach (RamDiskPiece part in new[] { piece, RamDiskPiece.Of(pieceEnd, new byte[next - pieceEnd]) })
            {
                long first = Math.Max(begin, part.OffsetBytes);
                long last = Math.Min(end, part.OffsetBytes + part.LengthBytes);
                if (first < last)
                {
                    yield return (part, first - part.OffsetBytes, last - first);
                }
            }
        }
    }
}
