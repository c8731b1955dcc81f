using System;

namespace Monitas.Agent.Wiping.Wire;

/// <summary>Reads "sg_opcodes --opcode=OP,SA" (SPC-5 6.35): does the disk know this very command?</summary>
internal static class SgOpcode
{
    /// <summary>True only when the disk says so itself.</summary>
    public static bool IsSupported(string text) => text.Contains("Command is supported [conforming to SCSI standard]", StringComparison.Ordinal);
}
