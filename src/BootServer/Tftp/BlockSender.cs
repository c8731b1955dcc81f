using System;
using System.Runtime.InteropServices;
using Monitas.BootServer.Interop;
using Monitas.BootServer.Tftp.Wire;

namespace Monitas.BootServer.Tftp;

/// <summary>
/// Hands a window's DATA datagrams to the kernel in one system call, their content straight from the file's memory:
/// <code>
/// message 1: header 1 | content of block 1 | header 2 | content of block 2 | ...   cut into datagrams by the kernel (UDP_SEGMENT, udp(7))
/// message 2: ...
/// </code>
/// Where the kernel does not cut, each block is a message of its own. One for each thread: its lists are used anew for each window.
/// </summary>
internal sealed class BlockSender
{
    /// <summary>UDP over IPv4 carries no more in one message, in bytes.</summary>
    private const int LongestMessageBytes = 65507;

    /// <summary>UDP_MAX_SEGMENTS of the oldest kernels that cut.</summary>
    private const int MostSegments = 64;

    private readonly byte[] _headers = GC.AllocateArray<byte>(TftpTerms.MaximumWindowsize * TftpPackets.DataHeaderLength, pinned: true);
    private readonly IoVector[] _vectors = GC.AllocateArray<IoVector>(2 * TftpTerms.MaximumWindowsize, pinned: true);
    private readonly MultiMessage[] _messages = GC.AllocateArray<MultiMessage>(TftpTerms.MaximumWindowsize, pinned: true);

    /// <summary>How many blocks of a length the kernel can be given as one message.</summary>
    public static int BlocksPerMessage(int blksizeBytes) =>
        Math.Clamp(LongestMessageBytes / (TftpPackets.DataHeaderLength + blksizeBytes), 1, MostSegments);

    /// <summary>Sends blocks, at most a window.</summary>
    /// <param name="descriptor">A connected UDP socket.</param>
    /// <param name="content">Where the content begins, in memory that does not move.</param>
    /// <param name="contentBytes">Its length.</param>
    /// <param name="blksizeBytes">The length of all blocks but the last.</param>
    /// <param name="first">The first block, counted from 1.</param>
    /// <param name="last">The last block.</param>
    /// <param name="blocksPerMessage">More than 1 only when the socket cuts messages into such datagrams.</param>
    /// <returns>How many blocks went out; -1 when the first message failed, with the reason as the last P/Invoke error.</returns>
    public int Send(int descriptor, nint content, long contentBytes, int blksizeBytes, long first, long last, int blocksPerMessage)
    {
        int blocks = (int)(last - first + 1);
        for (int i = 0; i < blocks; i++)
        {
            Describe(i, first + i, content, contentBytes, blksizeBytes);
        }

        int messages = (blocks + blocksPerMessage - 1) / blocksPerMessage;
        for (int i = 0; i < messages; i++)
        {
            int start = i * blocksPerMessage;
            _messages[i].Vectors = Marshal.UnsafeAddrOfPinnedArrayElement(_vectors, 2 * start);
            _messages[i].VectorCount = 2 * Math.Min(blocksPerMessage, blocks - start);
        }

        nint all = Marshal.UnsafeAddrOfPinnedArrayElement(_messages, 0);
        if (messages == 1)
        {
            return Libc.SendMessage(descriptor, all, Libc.DoNotWait) < 0 ? -1 : blocks;
        }

        int sent = Libc.SendMessages(descriptor, all, (uint)messages, Libc.DoNotWait);
        return sent < 0 ? -1 : Math.Min(sent * blocksPerMessage, blocks);
    }

    private void Describe(int index, long block, nint content, long contentBytes, int blksizeBytes)
    {
        int header = index * TftpPackets.DataHeaderLength;
        TftpPackets.WriteDataHeader(_headers.AsSpan(header), block);
        long offsetBytes = (block - 1) * blksizeBytes;
        _vectors[2 * index] = new IoVector(Marshal.UnsafeAddrOfPinnedArrayElement(_headers, header), TftpPackets.DataHeaderLength);
        _vectors[(2 * index) + 1] = new IoVector(content + (nint)offsetBytes, (nint)Math.Min(blksizeBytes, contentBytes - offsetBytes));
    }
}
