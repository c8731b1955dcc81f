using System;
using System.ComponentModel;
using System.IO;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Integration.Tests;

/// <summary>
/// Makes sockets in a network namespace. A socket stays in the one that its thread was in when it was made (network_namespaces(7)), so a thread
/// of its own enters, makes the socket, and ends.
/// </summary>
internal static partial class NamespaceSocket
{
    private const int CloneNewNet = 0x4000_0000;

    /// <summary>A TCP socket in a namespace that "ip netns" has made.</summary>
    /// <exception cref="Win32Exception">The namespace cannot be entered.</exception>
    public static Socket Make(string networkNamespace)
    {
        Socket? socket = null;
        Exception? failure = null;
        Thread thread = new(() =>
        {
            using SafeFileHandle file = File.OpenHandle($"/run/netns/{networkNamespace}");
            if (SetNs(file, CloneNewNet) == 0)
            {
                socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            }
            else
            {
                failure = new Win32Exception(Marshal.GetLastPInvokeError());
            }
        });
        thread.Start();
        thread.Join();
        return socket ?? throw failure!;
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNs(SafeFileHandle file, int kind);
}
