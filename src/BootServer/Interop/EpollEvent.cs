using System.Runtime.InteropServices;

namespace Monitas.BootServer.Interop;

/// <summary>struct epoll_event (epoll_ctl(2)); packed on x86-64, the only processor that the server is built for.</summary>
/// <param name="Events">What is wanted, or what has come.</param>
/// <param name="Descriptor">The descriptor that it is about, in the low half of the kernel's 64 bits of user data.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct EpollEvent(EpollEvents Events, int Descriptor)
{
    private readonly int _unused = 0;
}
