using System.Runtime.InteropServices;

namespace Monitas.BootServer.Interop;

/// <summary>struct mmsghdr (sendmmsg(2)) with the struct msghdr in it, for a connected socket: no address, no control data.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MultiMessage
{
    /// <summary>Nothing: the socket is connected.</summary>
    public nint Name;

    /// <summary>Zero.</summary>
    public nint NameLength;

    /// <summary>The first <see cref="IoVector"/>.</summary>
    public nint Vectors;

    /// <summary>How many there are.</summary>
    public nint VectorCount;

    /// <summary>Nothing.</summary>
    public nint Control;

    /// <summary>Zero.</summary>
    public nint ControlLength;

    /// <summary>Set by the kernel when receiving.</summary>
    public nint Flags;

    /// <summary>Set by the kernel: the bytes sent.</summary>
    public nint SentBytes;
}
