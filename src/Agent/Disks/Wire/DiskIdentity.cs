using System;
using System.Linq;
using System.Text;

namespace Monitas.Agent.Disks.Wire;

/// <summary>
/// Reads what the kernel itself knows of a disk's identity. It is the same with and without udev, so a disk has the same serial
/// and WWN on the living machine and in the boot image.
/// </summary>
internal static class DiskIdentity
{
    /// <summary>
    /// The serial in SCSI's Unit Serial Number page (SPC-4 7.8.15), sysfs file vpd_pg80:
    /// <code>
    /// 0      1     2..3            4..
    /// type   80h   length (big-    serial in ASCII, padded with spaces
    ///              endian)
    /// </code>
    /// Empty when the page is damaged or holds no printable text.
    /// </summary>
    public static string SerialOfVpdPage80(ReadOnlySpan<byte> page)
    {
        if (page.Length < 4 || page[1] != 0x80)
        {
            return "";
        }

        int length = Math.Min((page[2] << 8) | page[3], page.Length - 4);
        return Printable(Encoding.Latin1.GetString(page.Slice(4, length)));
    }

    /// <summary>
    /// The WWN in the form of udev and lsblk, from sysfs' wwid: "naa.5000c500a1b2c3d4" is "0x5000c500a1b2c3d4"; "eui." and
    /// "nvme." ids stay as they are; "t10." is only a serial in other words, so it is no WWN (empty).
    /// </summary>
    public static string WwnOfWwid(string wwid)
    {
        string text = Printable(wwid);
        return text.StartsWith("naa.", StringComparison.Ordinal) ? "0x" + text["naa.".Length..]
            : text.StartsWith("eui.", StringComparison.Ordinal) || text.StartsWith("nvme.", StringComparison.Ordinal) || text.StartsWith("uuid.", StringComparison.Ordinal) ? text
            : "";
    }

    /// <summary>Without surrounding space; empty when it holds anything that is not printable ASCII.</summary>
    public static string Printable(string text)
    {
        string trimmed = text.Trim(' ', '\0', '\n', '\t');
        return trimmed.All(c => c is >= ' ' and < '\x7f') ? trimmed : "";
    }
}
