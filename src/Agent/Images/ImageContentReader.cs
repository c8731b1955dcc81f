using System;
using System.Text;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Files;
using Monitas.Agent.Interop;

namespace Monitas.Agent.Images;

/// <summary>Reads what is to be kept of a device, in order of offset. Its buffer serves one device after the other.</summary>
internal sealed class ImageContentReader
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Where all blocks count as used, so many zeros in a row, from a multiple of that, become a hole.</summary>
    private const int ZeroRunBytes = 64 * 1024;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);

    /// <summary>Reads a device.</summary>
    /// <param name="source">What to read.</param>
    /// <param name="take">Gets the pieces.</param>
    /// <param name="read">Is told how many bytes were read, zeros too.</param>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="ImageException">The device is shorter than it was.</exception>
    /// <exception cref="LinuxException">It cannot be read.</exception>
    public void Read(ImageSource source, ContentReader.PieceTaker take, Action<long> read, CancellationToken stop)
    {
        byte[] path = Encoding.UTF8.GetBytes(source.Node);
        using SafeFileHandle device = LinuxFile.Open(path, OpenFlags.ReadOnly);
        LinuxFile.AdviseSequentialRead(device);
        foreach (Extent extent in source.Extents)
        {
            long at = extent.StartBytes;
            while (at < extent.EndBytes)
            {
                stop.ThrowIfCancellationRequested();
                int wanted = (int)Math.Min(BufferBytes, extent.EndBytes - at);
                int count = LinuxFile.ReadAt(device, _buffer.AsSpan(0, wanted), at, path);
                if (count == 0)
                {
                    throw new ImageException($"{source.Node} ends at byte {at}, before the {source.Image.SizeBytes} bytes that it had: the disk may be failing.");
                }

                Take(source.Image.HolesAreZeros, at, _buffer.AsSpan(0, count), take);
                at += count;
                read(count);
            }
        }
    }

    private static void Take(bool leaveZerosOut, long offset, ReadOnlySpan<byte> data, ContentReader.PieceTaker take)
    {
        if (!leaveZerosOut)
        {
            take(offset, data);
            return;
        }

        while (!data.IsEmpty)
        {
            // A run that a short read has cut ends at the next multiple, so that holes stay aligned.
            int length = (int)Math.Min(data.Length, ZeroRunBytes - (offset % ZeroRunBytes));
            ReadOnlySpan<byte> run = data[..length];
            if (run.IndexOfAnyExcept((byte)0) >= 0)
            {
                take(offset, run);
            }

            offset += length;
            data = data[length..];
        }
    }
}
