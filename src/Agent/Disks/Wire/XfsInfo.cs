using System;
using System.Linq;

namespace Monitas.Agent.Disks.Wire;

/// <summary>Reads "xfs_info MOUNTPOINT".</summary>
internal static class XfsInfo
{
    private static readonly string[] Names = ["crc", "finobt", "rmapbt", "reflink", "bigtime", "inobtcount", "nrext64"];

    /// <summary>
    /// The features that decide whether an older kernel or GRUB can read the file system, as mkfs.xfs takes them:
    /// "crc=1,finobt=1,reflink=0" (nrext64 belongs to -i, the others to -m). A feature that the text does not name is left out.
    /// </summary>
    public static string Features(string text) =>
        string.Join(',', text.Split([' ', ',', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)
            .Where(w => w.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && Names.Contains(w[..equals]) && w[(equals + 1)..] is "0" or "1").Distinct());
}
