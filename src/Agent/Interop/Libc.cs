namespace Monitas.Agent.Interop;

/// <summary>
/// The C library's calls on x86-64 Linux, one per file and without any logic. Nothing outside this folder calls them: the classes
/// beside them turn errno into <see cref="LinuxException"/>.
/// </summary>
internal static partial class Libc
{
    private const string Name = "libc";
}
