using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal;

/// <summary>A part of something larger that lies on a disk which the plan does not name.</summary>
/// <param name="Disk">The disk, for people.</param>
/// <param name="Node">Where on it.</param>
/// <param name="Kind">What, as blkid names it: "linux_raid_member", "crypto_LUKS", "LVM2_member", "btrfs".</param>
/// <param name="Uuid">Its UUID, as blkid writes it.</param>
/// <param name="Group">The volume group of a physical volume; empty otherwise.</param>
internal sealed record ForeignMember(string Disk, string Node, string Kind, string Uuid, string Group);

/// <summary>
/// Finds what on other disks has the same names or UUIDs as what the plan will make. The new system could take it for its own, and
/// after the next start nobody knows which of the two it runs from. Pure.
/// </summary>
internal static class ContainerConflicts
{
    /// <summary>The first conflict in words; empty when there is none.</summary>
    public static string Find(RebuildPlan plan, IReadOnlyList<ForeignMember> members)
    {
        HashSet<string> groups = [.. plan.Steps.OfType<MakeVolumeGroup>().Select(g => g.Name)];
        HashSet<string> uuids = [.. plan.Steps.SelectMany(Uuids).Select(Digits).Where(u => u.Length > 0)];
        foreach (ForeignMember member in members)
        {
            string what = groups.Contains(member.Group) ? $"a part of a volume group that is also called {member.Group}"
                : member.Uuid.Length > 0 && uuids.Contains(Digits(member.Uuid)) ? $"{Words(member.Kind)} with the UUID {member.Uuid}, which the plan makes anew" : "";
            if (what.Length > 0)
            {
                return $"{member.Disk}, which the plan does not name, holds {what} ({member.Node}). Nothing was written: take that disk out, or clear it, or make a plan with it as a target.";
            }
        }

        return "";
    }

    private static IEnumerable<string> Uuids(PlanStep step) => step switch
    {
        MakeArray make => [make.Array.Uuid],
        MakeEncryption make => [make.Encryption.Uuid],
        MakePhysicalVolume make => [make.PhysicalVolume.Uuid],
        MakeFileSystem { FileSystem: { Type: "btrfs" } fileSystem } => [fileSystem.Uuid],
        _ => [],
    };

    /// <summary>mdadm and blkid part the same UUID otherwise, and only LVM's tell small letters from capitals.</summary>
    private static string Digits(string uuid)
    {
        string digits = string.Concat(uuid.Where(char.IsAsciiLetterOrDigit));
        return digits.All(char.IsAsciiHexDigit) ? digits.ToLowerInvariant() : digits;
    }

    private static string Words(string kind) => kind switch
    {
        "linux_raid_member" => "a member of a RAID array",
        "crypto_LUKS" => "a LUKS device",
        "LVM2_member" => "a physical volume of LVM",
        _ => "a " + kind,
    };
}
