using System;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.BootServer.Interop;

/// <summary>A set of sockets of which one thread waits for the ready ones (epoll(7), level-triggered). Others may add to it at any time.</summary>
internal sealed class EpollSet : IDisposable
{
    private readonly SafeFileHandle _set;

    /// <summary>Makes an empty one.</summary>
    /// <exception cref="IOException">The kernel has no more descriptors.</exception>
    public EpollSet()
    {
        int descriptor = Libc.EpollCreate(Libc.EpollCloseOnExec);
        Check(descriptor, "epoll_create1");
        _set = new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Adds a descriptor; it leaves the set when it is closed.</summary>
    public void Add(int descriptor, EpollEvents events) =>
        Check(Libc.EpollControl(_set, Libc.EpollAdd, descriptor, new EpollEvent(events, descriptor)), "epoll_ctl");

    /// <summary>Waits for something else from now on.</summary>
    public void Change(int descriptor, EpollEvents events) =>
        Check(Libc.EpollControl(_set, Libc.EpollModify, descriptor, new EpollEvent(events, descriptor)), "epoll_ctl");

    /// <summary>Waits until something is ready or the time is over.</summary>
    /// <param name="ready">Takes what is ready.</param>
    /// <param name="timeoutMs">How long to wait; -1: without end.</param>
    /// <returns>How many are ready.</returns>
    public int Wait(EpollEvent[] ready, int timeoutMs)
    {
        int count = Libc.EpollWait(_set, ready, ready.Length, timeoutMs);
        if (count < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted)
        {
            return 0;
        }

        Check(count, "epoll_wait");
        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _set.Dispose();

    private static void Check(int result, string call)
    {
        if (result < 0)
        {
            throw new IOException($"{call}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }
}
