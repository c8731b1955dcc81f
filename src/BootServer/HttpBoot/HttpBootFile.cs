using System;
using System.IO;
using System.IO.Pipelines;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Win32.SafeHandles;

namespace Monitas.BootServer.HttpBoot;

/// <summary>
/// Sends a file from the disk, read straight into the response's own buffers. ASP.NET's SendFileAsync copies by way of small buffers of its own and goes
/// through the thread pool for each. The file was read a moment ago by another machine or by the check at the start, so reading does not wait.
/// </summary>
internal static class HttpBootFile
{
    /// <summary>As much as Kestrel holds for one connection before it waits for the client.</summary>
    private const int PieceBytes = 65536;

    /// <summary>Sends a part of a file.</summary>
    /// <param name="context">The request; its response has its length already.</param>
    /// <param name="path">The file.</param>
    /// <param name="offsetBytes">Where the part begins.</param>
    /// <param name="lengthBytes">How long it is.</param>
    /// <exception cref="IOException">The file cannot be read, or has become shorter.</exception>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    public static async Task SendAsync(HttpContext context, string path, long offsetBytes, long lengthBytes)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        PipeWriter writer = context.Response.BodyWriter;
        for (long left = lengthBytes; left > 0;)
        {
            Memory<byte> room = writer.GetMemory((int)Math.Min(left, PieceBytes));
            int length = RandomAccess.Read(file, room.Span[..(int)Math.Min(left, room.Length)], offsetBytes + lengthBytes - left);
            if (length == 0)
            {
                throw new EndOfStreamException($"{path} has become shorter while it was sent.");
            }

            writer.Advance(length);
            left -= length;
            await writer.FlushAsync(context.RequestAborted);
            context.RequestAborted.ThrowIfCancellationRequested();
        }
    }
}
