namespace Monitas.Contracts.Messages;

/// <summary>What an agent, or the server itself, is doing inside a job.</summary>
public enum JobPhase
{
    /// <summary>Looks at disks and settings, checks the plan.</summary>
    Check,

    /// <summary>Walks the tree and sends what is new.</summary>
    Backup,

    /// <summary>Partitions and formats.</summary>
    Prepare,

    /// <summary>Writes files.</summary>
    Restore,

    /// <summary>Installs the boot loader and makes the initramfs anew.</summary>
    BootLoader,

    /// <summary>Reads and compares.</summary>
    Compare,

    /// <summary>Unmounts, flushes and checks.</summary>
    Finish,

    /// <summary>Restarts the machine.</summary>
    Restart,

    /// <summary>The server reads volumes again; no agent says this.</summary>
    Verify,

    /// <summary>The server makes space in the store; no agent says this.</summary>
    Prune,

    /// <summary>Erases disks and reads them back.</summary>
    Wipe,
}
