using System;

namespace Monitas.Agent.Interop;

/// <summary>What the wrappers share: the buffer for one name and the check of a result.</summary>
internal static class LinuxName
{
    /// <summary>A buffer of this length holds a name of NAME_MAX (255) bytes with its NUL.</summary>
    internal const int BufferBytes = 256;

    /// <summary>Throws when a call that answers 0 has not done so.</summary>
    /// <exception cref="LinuxException">The result is not 0.</exception>
    internal static void Check(int result, string operation, ReadOnlySpan<byte> shown)
    {
        if (result != 0)
        {
            throw LinuxException.Last(operation, shown);
        }
    }
}
