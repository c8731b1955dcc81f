using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Interop;

namespace Monitas.Agent.Files;

/// <summary>The tree of this machine, ready to be walked and read once.</summary>
internal sealed class SourceTree : IDisposable
{
    private const string MountTable = "/proc/self/mountinfo";
    private const string SwapTable = "/proc/swaps";

    private SourceTree(TreeWalker walker, EntryReader reader, FileSystemChoice fileSystems, SwapFiles swapFiles)
    {
        SwapFiles = swapFiles;
        Walker = walker;
        Reader = reader;
        FileSystems = fileSystems;
    }

    /// <summary>Walks it.</summary>
    internal TreeWalker Walker { get; }

    /// <summary>Reads what was come to.</summary>
    internal EntryReader Reader { get; }

    /// <summary>Which file systems belong to it.</summary>
    internal FileSystemChoice FileSystems { get; }

    /// <summary>Which of its files are swap.</summary>
    internal SwapFiles SwapFiles { get; }

    /// <summary>Opens the tree.</summary>
    /// <param name="root">The directory that is to be "/".</param>
    /// <param name="excludes">What to leave out.</param>
    /// <param name="notes">Where troubles go.</param>
    /// <param name="liveRoot">Where the tree lies in the running system when <paramref name="root"/> is a view of snapshots; the system's swap files lie there.</param>
    /// <exception cref="LinuxException">The root cannot be opened.</exception>
    internal static SourceTree Open(string root, ExcludeList excludes, IWalkNotes notes, string? liveRoot = null)
    {
        byte[] path = Encoding.UTF8.GetBytes(root);
        List<MountEntry> mounts = MountInfo.Parse(File.ReadAllBytes(MountTable));
        FileSystemChoice? choice = null;
        TreeWalker walker = new(path, mount => choice!.Holds(mount), excludes, notes);
        try
        {
            choice = FileSystemChoice.Decide(mounts, path, LinuxStatus.Get(walker.Chain.Root, path).MountId);
            AccountNames users = ReadNames(walker.Chain, "passwd"u8);
            AccountNames groups = ReadNames(walker.Chain, "group"u8);
            SwapFiles swapFiles = SwapFiles.Parse(File.ReadAllBytes(SwapTable), ReadOfEtc(walker.Chain, "fstab"u8), Encoding.UTF8.GetBytes((liveRoot ?? root).TrimEnd('/')));
            return new SourceTree(walker, new EntryReader(users, groups), choice, swapFiles);
        }
        catch
        {
            walker.Dispose();
            throw;
        }
    }

    /// <summary>Closes it.</summary>
    public void Dispose() => Walker.Dispose();

    /// <summary>Reads /etc/NAME of the tree; a tree without one has no names.</summary>
    internal static AccountNames ReadNames(DirectoryChain chain, ReadOnlySpan<byte> name) => new(ReadOfEtc(chain, name));

    /// <summary>The bytes of /etc/NAME; none when the tree has no such file.</summary>
    private static byte[] ReadOfEtc(DirectoryChain chain, ReadOnlySpan<byte> name)
    {
        try
        {
            SafeFileHandle? directory = chain.TryOpen("/etc"u8);
            if (directory is null)
            {
                return [];
            }
            using SafeFileHandle? file = LinuxFile.TryOpen(new PathAt(directory, name, name), OpenFlags.ReadOnly | OpenFlags.NonBlock);
            return file is null ? [] : ReadAll(file, name);
        }
        catch (LinuxException)
        {
            // These tables are a courtesy; a tree whose /etc cannot be read is reported when the walk comes there.
            return [];
        }
    }

    private static byte[] ReadAll(SafeFileHandle file, ReadOnlySpan<byte> shown)
    {
        using MemoryStream text = new();
        byte[] buffer = new byte[64 * 1024];
        int length;
        while ((length = LinuxFile.Read(file, buffer, shown)) > 0)
        {
            text.Write(buffer, 0, length);
        }
        return text.ToArray();
    }
}
