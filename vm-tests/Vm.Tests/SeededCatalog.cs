using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Catalog.LiteDb;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Lab.Processes;

namespace Monitas.Vm.Tests;

/// <summary>
/// A catalog that knows one machine with one archive, so that a rebuild can be ordered and the machine is given the boot image. The archive is one of a few
/// files, from the volume that the format's own tests read: no system, so what a rebuild makes of it cannot start.
/// </summary>
internal static class SeededCatalog
{
    private const long MiB = 1L << 20;

    private static readonly VolumeId Volume = new(new Guid("01900000-0000-7000-9000-000000000001"));
    private static readonly ArchiveId Archive = new(new Guid("01900000-0000-7000-8000-000000000001"));

    /// <summary>Writes it where a server that keeps its state in the folder will open it, and the volume into its store.</summary>
    /// <param name="folder">As of <see cref="Lab.Product.ServerUnderTest"/>.</param>
    /// <param name="name">The machine's name.</param>
    /// <param name="mac">Its card.</param>
    /// <param name="secureBoot">What its agent said of Secure Boot when it was backed up; null: nobody knows.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task WriteAsync(string folder, string name, string mac, bool? secureBoot, CancellationToken cancellation)
    {
        string store = Directory.CreateDirectory(Path.Combine(folder, "store")).FullName;
        string volumeFile = Path.Combine(store, $"{Volume}.iso");
        await Command.OutputAsync("zstd", ["-dq", "-o", volumeFile, Path.Combine(AppContext.BaseDirectory, "TestData", $"{Volume}.iso.zst")], cancellation);
        string state = Path.Combine(folder, "state");
        Directory.CreateDirectory(state);
        using LiteDbCatalog catalog = LiteDbCatalog.Open(Path.Combine(state, "catalog.db"));
        MachineFacts? facts = secureBoot is null ? null : new MachineFacts { MacAddresses = [mac], Firmware = FirmwareKind.Uefi, SecureBoot = secureBoot };
        MachineRecord machine = new() { Id = MachineId.New(TimeProvider.System), Name = name, MacAddresses = [mac], Facts = facts, LiveFacts = facts, Created = DateTimeOffset.UnixEpoch };
        catalog.AddMachine(machine);
        VolumeRecord volume = new() { Id = Volume, Name = Path.GetFileName(volumeFile), SizeBytes = new FileInfo(volumeFile).Length, Sealed = DateTimeOffset.UnixEpoch, Machine = machine.Id };
        catalog.CommitArchive(
            new ArchiveRecord
            {
                Id = Archive,
                Machine = machine.Id,
                Time = DateTimeOffset.UnixEpoch,
                Volume = volume.Id,
                Volumes = [volume.Id],
                Layout = Layout(),
            },
            [volume]);
    }

    /// <summary>A disk of 1 GiB with an EFI system partition of 64 MiB and a root file system behind it.</summary>
    private static MachineLayout Layout() => new()
    {
        Firmware = FirmwareKind.Uefi,
        Disks =
        [
            new LayoutDisk
            {
                Name = "disk0",
                SizeBytes = 1024 * MiB,
                LogicalSectorBytes = 512,
                TableKind = "gpt",
                Partitions =
                [
                    new LayoutPartition { Number = 1, StartSector = 2048, SizeSectors = 64 * MiB / 512, Type = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B" },
                    new LayoutPartition { Number = 2, StartSector = 65 * MiB / 512, SizeSectors = 900 * MiB / 512, Type = "0FC63DAF-8483-4772-8E79-3D69D8477DE4" },
                ],
            },
        ],
        FileSystems =
        [
            new LayoutFileSystem { Device = "disk0.1", Type = "vfat", Uuid = "1234-ABCD", MountPoint = "/boot/efi", SizeBytes = 64 * MiB, UsedBytes = 6 * MiB },
            new LayoutFileSystem { Device = "disk0.2", Type = "ext4", Uuid = "11111111-2222-3333-4444-555555555555", MountPoint = "/", SizeBytes = 900 * MiB, UsedBytes = 300 * MiB, UsedInodes = 20_000 },
        ],
        BootLoader = new LayoutBootLoader { Kind = "grub", EfiDirectory = "debian", EfiLabel = "debian", EfiLoader = @"\EFI\debian\shimx64.efi" },
    };
}
