using System.IO;
using System.Linq;
using System.Text;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Sealing;

namespace Monitas.Imaging.Volumes;

/// <summary>README.TXT: for whoever holds a volume and has no Monitas.</summary>
internal static class VolumeReadme
{
    /// <summary>README.TXT is never longer than this.</summary>
    internal const int MaxBytes = 8 * 1024;

    /// <summary>The length of EXTRACT.PY.</summary>
    internal static int ExtractScriptBytes { get; } = ExtractScript().Length;

    /// <summary>EXTRACT.PY, which is kept beside this file and stored in every volume.</summary>
    internal static byte[] ExtractScript()
    {
        using Stream script = typeof(VolumeReadme).Assembly.GetManifestResourceStream("EXTRACT.PY")!;
        byte[] bytes = new byte[script.Length];
        script.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The text of a volume's page.</summary>
    internal static byte[] Write(VolumeId volume, VolumeSealing? sealing) => Encoding.UTF8.GetBytes(
        (sealing is null ? Plain(volume) : Sealed(volume, sealing)).ReplaceLineEndings("\n"));

    private static string Sealed(VolumeId volume, VolumeSealing sealing) => $"""
        This is volume {volume} of a Monitas backup store. It is SEALED: without its key nothing of what was backed up can be read.

        It is an ordinary ISO 9660 file system. Its files end in .sealed and are encrypted with AES-256-GCM:
          VOLUME.JSON            which key it is, and what opens that key
          VOLUME.JSON.sealed     what is in here: packs, archives (machine, date), manifests, lengths, SHA-256 of each file
          packs/*.sealed         the content of backed up files, in chunks, compressed with zstd
          manifests/*, layouts/* the list of files of an archive; disks and file systems of its machine
          INDEX.sealed           which chunk lies where in the packs
          VOLUME.BAK*, INDEX.BAK* copies of VOLUME.JSON* and INDEX*, for when those are damaged
          EXTRACT.PY             lists and restores files with python3, python3-cryptography and zstd

        THE KEY of this volume is {sealing.Key}. It is opened by one of:
          {string.Join("\n  ", sealing.Slots.Select(slot => slot.KeyFile is { } file ? $"the key file {file} ({slot.Name}): the file that the server uses, or one typed from a recovery sheet" : $"a passphrase ({slot.Name})"))}
        A recovery sheet is typed into a file as it is printed: the line monitas-store-key 1, the eight groups, the line with the id.

        TO GET FILES OUT you need that key, python3, python3-cryptography, zstd, this volume and those that its archive names. Put the .iso files
        into one directory, then (with --passphrase-file FILE instead of --key FILE for a passphrase, which needs python3-argon2 too):
          python3 EXTRACT.PY --key KEY-FILE list DIRECTORY
          python3 EXTRACT.PY --key KEY-FILE list DIRECTORY ARCHIVE
          python3 EXTRACT.PY --key KEY-FILE get DIRECTORY ARCHIVE /etc/fstab >fstab
          python3 EXTRACT.PY --key KEY-FILE restore DIRECTORY ARCHIVE /home/anna TARGET-DIRECTORY
        The first form shows the ids of all archives and says which volumes are missing.

        The exact bytes of every file are described in FORMAT.md of Monitas (src/Imaging/FORMAT.md), GPL-3.0-or-later.

        """;

    private static string Plain(VolumeId volume) => $"""
        This is volume {volume} of a Monitas backup store.

        It is an ordinary ISO 9660 file system; nothing in it needs Monitas to be read:
          VOLUME.JSON        what is in here: packs, archives (machine, date), manifests, lengths, SHA-256 of each file
          packs/*.zst        the content of backed up files, in chunks of up to 4 MiB, compressed with zstd
          manifests/*        the list of files of an archive: paths, owners, modes, times, and where their content lies
          layouts/*.json     disks, partitions and file systems of the machine at that time
          INDEX              which chunk lies where in the packs
          *.BAK              copies of VOLUME.JSON and INDEX, for when those are damaged
          EXTRACT.PY         lists and restores files with python3 and zstd alone

        TO GET FILES OUT you need python3, zstd, this volume and those that its archive names (an archive's unchanged content lies in
        older volumes, and a long archive goes over several). Put the .iso files into one directory, then:
          python3 EXTRACT.PY list DIRECTORY
          python3 EXTRACT.PY list DIRECTORY ARCHIVE
          python3 EXTRACT.PY get DIRECTORY ARCHIVE /etc/fstab >fstab
          python3 EXTRACT.PY restore DIRECTORY ARCHIVE /home/anna TARGET-DIRECTORY
        The first form shows the ids of all archives and says which volumes are missing; VOLUME.JSON lists them as "volumes" of each archive.
        EXTRACT.PY reads the .iso files themselves, under any name. A disc that you have instead of a file: dd if=/dev/sr0 of=1.iso bs=1M

        BY HAND: mount the volume (mount -o loop,ro VOLUME.iso /mnt), or take files out of it with xorriso, bsdtar or 7z:
          xorriso -osirrox on -indev VOLUME.iso -extract /packs packs
          bsdtar -xf VOLUME.iso packs
        and unpack a pack; this gives the plain bytes of all its chunks, one after the other in the order of the backup:
          zstd -dc packs/p0000001.zst >content
        Before every chunk stands a zstd skippable frame with the chunk's SHA-256, so 'zstd -dc' of one part works too:
          tail -c +$((OFFSET + 1)) packs/p0000001.zst | head -c FRAME-LENGTH | zstd -dc | sha256sum
        To check a pack: sha256sum packs/p0000001.zst, and compare with VOLUME.JSON.

        The exact bytes of every file are described in FORMAT.md of Monitas (src/Imaging/FORMAT.md), GPL-3.0-or-later.

        """;
}
