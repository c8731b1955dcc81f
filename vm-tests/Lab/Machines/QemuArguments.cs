using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Monitas.Lab.Machines;

/// <summary>The command line of QEMU for a virtual PC. Network first, disk second, as on a PC that Monitas looks after.</summary>
public static class QemuArguments
{
    /// <summary>The program.</summary>
    public const string Program = "qemu-system-x86_64";

    /// <summary>OVMF without Secure Boot, of Debian's package ovmf.</summary>
    public const string UefiCode = "/usr/share/OVMF/OVMF_CODE_4M.fd";

    /// <summary>The firmware of a PC with Secure Boot; it needs system management mode, which keeps its settings from the system.</summary>
    public const string SecureBootCode = "/usr/share/OVMF/OVMF_CODE_4M.secboot.fd";

    /// <summary>The settings of a new PC that go with its firmware: empty, or with the keys of Microsoft enrolled.</summary>
    public static string UefiVariablesTemplate(Firmware firmware) =>
        firmware == Firmware.UefiSecureBoot ? "/usr/share/OVMF/OVMF_VARS_4M.ms.fd" : "/usr/share/OVMF/OVMF_VARS_4M.fd";

    /// <summary>The drive for discs, which is empty at first; for QMP.</summary>
    public const string DiscDrive = "disc";

    /// <summary>
    /// The whole command line. Always by emulation: it behaves the same on every machine, with KVM or without. Westmere has what .NET asks for
    /// (x86-64-v2) and AES, whose instructions emulate twice as fast as the code that does without them. One processor: with two, an emulated
    /// kernel now and then stops in its start for ever, both processors spinning.
    /// </summary>
    public static IReadOnlyList<string> For(PcSettings pc, PcFiles files, IReadOnlyList<VirtualDisk> disks) =>
    [
        "-name", pc.Name, "-nodefaults", "-M", pc.Firmware == Firmware.UefiSecureBoot ? "q35,smm=on" : "q35", "-accel", "tcg", "-cpu", "Westmere", "-smp", "1",
        "-m", pc.MemoryMib.ToString(CultureInfo.InvariantCulture), "-display", "none", "-vga", "std",
        "-smbios", $"type=1,manufacturer=Monitas Lab,product=Virtual PC,serial={pc.Serial},uuid={pc.Uuid:D}",
        "-chardev", $"file,id=serial,path={files.Serial},append=on", "-serial", "chardev:serial",
        "-qmp", $"unix:{files.Qmp},server=on,wait=off",
        "-device", "virtio-serial-pci", "-chardev", $"socket,id=qga,path={files.GuestAgent},server=on,wait=off",
        "-device", "virtserialport,chardev=qga,name=org.qemu.guest_agent.0", "-device", "virtio-rng-pci",
        .. disks.Any(disk => disk.Bus == DiskBus.Usb) ? ["-device", "qemu-xhci,id=usb"] : Array.Empty<string>(),
        .. FirmwareArguments(pc, files), .. NetworkArguments(pc), .. disks.SelectMany(DiskArguments),
        "-device", $"ide-cd,bus=ide.1,id={DiscDrive}",
    ];

    private static IEnumerable<string> FirmwareArguments(PcSettings pc, PcFiles files) => pc.Firmware == Firmware.Bios
        ? []
        : [
            "-drive", $"if=pflash,format=raw,unit=0,readonly=on,file={(pc.Firmware == Firmware.UefiSecureBoot ? SecureBootCode : UefiCode)}",
            "-drive", $"if=pflash,format=raw,unit=1,file={files.UefiVariables}",
            .. pc.Firmware == Firmware.UefiSecureBoot ? ["-global", "driver=cfi.pflash01,property=secure,value=on"] : Array.Empty<string>(),
            .. pc.HttpBootOnly
                ? ["-fw_cfg", "name=opt/org.tianocore/IPv4PXESupport,string=n", "-fw_cfg", "name=opt/org.tianocore/IPv6PXESupport,string=n"]
                : Array.Empty<string>(),
        ];

    // OVMF has a driver of its own for the card; QEMU's option ROM would put an iPXE in front of it.
    private static string[] NetworkArguments(PcSettings pc) =>
    [
        "-netdev", $"tap,id=lan,ifname={pc.Tap},script=no,downscript=no",
        "-device", $"{pc.NetworkCard},netdev=lan,mac={pc.Mac},bootindex=1" + (pc.Firmware == Firmware.Bios ? "" : ",romfile="),
    ];

    /// <summary>The first disk is the one that the PC starts from. The board's second SATA port has the drive for discs.</summary>
    private static string[] DiskArguments(VirtualDisk disk, int number)
    {
        string id = number == 0 ? "disk" : string.Create(CultureInfo.InvariantCulture, $"disk{number}");
        string boot = number == 0 ? ",bootindex=2" : "";
        return
        [
            "-drive", $"if=none,id={id},file={disk.Path},format=qcow2,cache=unsafe,discard=unmap,detect-zeroes=unmap",
            "-device", disk.Bus switch
            {
                DiskBus.Virtio => $"virtio-blk-pci,drive={id},serial={disk.Serial}{boot}",
                DiskBus.Usb => $"usb-storage,bus=usb.0,drive={id},serial={disk.Serial},removable=on{boot}",
                DiskBus.Nvme => $"nvme,drive={id},serial={disk.Serial}{boot}",
                _ => $"ide-hd,drive={id},bus=ide.{(number == 0 ? 0 : number + 1)},model=LAB-SSD,serial={disk.Serial}{boot}",
            },
        ];
    }
}
