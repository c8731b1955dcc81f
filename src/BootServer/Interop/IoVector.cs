using System.Runtime.InteropServices;

namespace Monitas.BootServer.Interop;

/// <summary>struct iovec (readv(2)): a piece of memory that must not move while the kernel reads it.</summary>
/// <param name="Base">Where it begins.</param>
/// <param name="Length">Its length in bytes.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct IoVector(nint Base, nint Length);
