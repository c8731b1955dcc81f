using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Monitas.Lab.Processes;

namespace Monitas.Vm.Tests;

/// <summary>A disk whose boot sector says a word on the first serial port and stops there.</summary>
internal static class BiosOwnDisk
{
    private const int SectorBytes = 512;

    /// <summary>The BIOS loads the sector to 7C00h, in real mode; the text lies behind the program.</summary>
    private static readonly byte[] Program =
    [
        0x31, 0xC0, // xor ax, ax
        0x8E, 0xD8, // mov ds, ax
        0xBE, 0x21, 0x7C, // mov si, 7C21h: the text
        0xFC, // cld
        0xAC, // next: lodsb
        0x84, 0xC0, // test al, al
        0x74, 0x11, // jz stop
        0x88, 0xC4, // mov ah, al
        0xBA, 0xFD, 0x03, // mov dx, 3FDh: the port's state
        0xEC, // busy: in al, dx
        0xA8, 0x20, // test al, 20h: ready for a character
        0x74, 0xFB, // jz busy
        0xB2, 0xF8, // mov dl, F8h: the port's data
        0x88, 0xE0, // mov al, ah
        0xEE, // out dx, al
        0xEB, 0xEA, // jmp next
        0xF4, // stop: hlt
        0xEB, 0xFD, // jmp stop: an interrupt has ended the halt
    ];

    /// <summary>The sector that says it. What lies between the text and its last two bytes is free, for a partition table.</summary>
    public static byte[] BootSector()
    {
        byte[] sector = new byte[SectorBytes];
        Program.CopyTo(sector, 0);
        Encoding.ASCII.GetBytes(NetbootScene.OwnDiskGreeting).CopyTo(sector, Program.Length);
        sector[SectorBytes - 2] = 0x55;
        sector[SectorBytes - 1] = 0xAA;
        return sector;
    }

    /// <summary>Makes it.</summary>
    public static async Task<VirtualDisk> MakeAsync(string path, CancellationToken cancellation)
    {
        byte[] disk = new byte[1 << 20];
        BootSector().CopyTo(disk, 0);
        string raw = path + ".raw";
        await File.WriteAllBytesAsync(raw, disk, cancellation);
        await Command.OutputAsync("qemu-img", ["convert", "-q", "-f", "raw", "-O", "qcow2", raw, path], cancellation);
        File.Delete(raw);
        return new VirtualDisk(path, "LAB-OWN", DiskBus.Virtio);
    }
}
