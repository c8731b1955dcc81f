using System.Runtime.InteropServices;

namespace Monitas.Agent.Interop;

internal static unsafe partial class Libc
{
    /// <summary>kexec_file_load(2), for which glibc has no function, by syscall(2).</summary>
    [LibraryImport(Name, EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint KexecFileLoad(nint number, nint kernel, nint initramfs, nint commandLineBytes, byte* commandLine, nint flags);
}
