namespace Monitas.Contracts.Wiping;

/// <summary>The words of NIST SP 800-88 for how thoroughly a disk is erased.</summary>
public enum WipeLevel
{
    /// <summary>What can be read through the disk's ordinary interface is gone.</summary>
    Clear,

    /// <summary>The disk itself erases all of its medium, what it holds in reserve too: a laboratory finds nothing.</summary>
    Purge,
}
