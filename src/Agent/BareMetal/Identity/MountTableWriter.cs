using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal.Identity;

/// <summary>Puts the new file systems into the restored system's own tables.</summary>
internal static class MountTableWriter
{
    private const string MountTable = "/etc/fstab";
    private const string EncryptionTable = "/etc/crypttab";

    /// <summary>Writes them; both are read back.</summary>
    public static void Run(WriteMountTable step, RestoredSystem system, RebuildContext context)
    {
        SystemFile.Write(system.Root, MountTable, MountTableFile.Rewrite(SystemFile.Read(system.Root, MountTable), step.Lines));
        foreach (MountTableLine line in step.Lines)
        {
            context.Log($"{MountTable}: {line.Source} is {(line.MountPoint == "none" ? "swap" : line.MountPoint)}");
        }

        string encryption = SystemFile.Read(system.Root, EncryptionTable);
        string without = MountTableFile.SetOutOfForce(encryption);
        if (without != encryption)
        {
            SystemFile.Write(system.Root, EncryptionTable, without);
            context.Warn($"{EncryptionTable} of the restored system is out of force: the prep makes no encrypted device.");
        }
    }
}
