using System.Runtime.InteropServices;

namespace Monitas.Agent.Interop;

/// <summary>struct statfs of x86-64, 120 bytes; only the field that is used has a name.</summary>
[StructLayout(LayoutKind.Explicit, Size = 120)]
internal struct StatFsBuffer
{
    /// <summary>f_type: the file system's magic number.</summary>
    [FieldOffset(0)] internal long Type;
}
