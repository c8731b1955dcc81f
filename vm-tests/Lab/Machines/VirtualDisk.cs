using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Processes;

namespace Monitas.Lab.Machines;

/// <summary>A disk of a virtual PC, in a qcow2 file.</summary>
public sealed record VirtualDisk(string Path, string Serial, DiskBus Bus)
{
    /// <summary>Makes a blank disk.</summary>
    public static async Task<VirtualDisk> MakeBlankAsync(string path, string serial, DiskBus bus, long sizeBytes, CancellationToken cancellation)
    {
        await Command.OutputAsync("qemu-img", ["create", "-q", "-f", "qcow2", path, sizeBytes.ToString(CultureInfo.InvariantCulture)], cancellation);
        return new VirtualDisk(path, serial, bus);
    }

    /// <summary>Makes a disk with the content of another one, which stays as it is.</summary>
    public static async Task<VirtualDisk> MakeOverlayAsync(string path, string serial, DiskBus bus, string basePath, CancellationToken cancellation)
    {
        await Command.OutputAsync("qemu-img", ["create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", basePath, path], cancellation);
        return new VirtualDisk(path, serial, bus);
    }

    /// <summary>Has anything but zeros ever been written to it? For a disk made blank, and while the PC is off.</summary>
    public async Task<bool> IsBlankAsync(CancellationToken cancellation)
    {
        string map = await Command.OutputAsync("qemu-img", ["map", "--output=json", Path], cancellation);
        return !map.Contains("\"data\": true", System.StringComparison.Ordinal);
    }
}
