namespace Monitas.Contracts.Wiping;

/// <summary>What the sysadmin asks a wipe to do.</summary>
public enum WipeMethod
{
    /// <summary>The best that each disk offers, and the next best when the disk refuses it.</summary>
    Auto,

    /// <summary>Only what is a Purge by NIST SP 800-88; a disk that offers none is refused.</summary>
    Purge,

    /// <summary>What is a Clear by NIST SP 800-88, the disk's own command first.</summary>
    Clear,

    /// <summary>One pass of zeros.</summary>
    Zero,

    /// <summary>One pass of random bytes.</summary>
    Random,

    /// <summary>Three passes: zeros, ones, random bytes.</summary>
    ThreePasses,
}
