using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Interop;

namespace Monitas.Agent.Files;

/// <summary>
/// The names of one directory in the order in which a manifest wants what they lead to. A subdirectory "a" stands here twice: as "a"
/// for itself and as "a/" for all below it, since "/a-b" comes after "/a" and before "/a/b" in byte order.
/// </summary>
internal sealed class DirectoryListing
{
    private readonly List<Item> _items = [];
    private byte[] _names = new byte[1024];
    private int _used;

    /// <summary>How many items there are.</summary>
    internal int Count => _items.Count;

    /// <summary>Lists an open directory that has not been read yet.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="buffer">Room for records, 64 KiB or more; used during the call only.</param>
    /// <param name="shown">The directory's path for messages.</param>
    /// <exception cref="LinuxException">It cannot be read.</exception>
    internal static DirectoryListing Read(SafeFileHandle directory, Span<byte> buffer, ReadOnlySpan<byte> shown)
    {
        DirectoryListing listing = new();
        int length;
        while ((length = LinuxDirectory.ReadRecords(directory, buffer, shown)) > 0)
        {
            ReadOnlySpan<byte> records = buffer[..length];
            while (DirectoryRecord.TryTake(ref records, out DirectoryRecord record))
            {
                if (!record.IsDots)
                {
                    listing.Add(record.Name, IsDirectory(directory, record, shown));
                }
            }
        }
        listing.Sort();
        return listing;
    }

    /// <summary>Adds a name; for tests and <see cref="Read"/>, before <see cref="Sort"/>.</summary>
    internal void Add(ReadOnlySpan<byte> name, bool isDirectory)
    {
        int start = _used;
        int needed = _used + name.Length + 1;
        if (needed > _names.Length)
        {
            Array.Resize(ref _names, Math.Max(needed, _names.Length * 2));
        }
        name.CopyTo(_names.AsSpan(start));
        _names[start + name.Length] = (byte)'/';
        _used = needed;
        _items.Add(new Item(Prefix(name, '\0'), start, checked((ushort)name.Length), isDirectory, Below: false));
        if (isDirectory)
        {
            _items.Add(new Item(Prefix(name, '/'), start, checked((ushort)name.Length), isDirectory, Below: true));
        }
    }

    /// <summary>Brings the items into order.</summary>
    internal void Sort() => _items.Sort(Compare);

    /// <summary>Is there such a name?</summary>
    internal bool Contains(ReadOnlySpan<byte> name) => Find(name) >= 0;

    /// <summary>Forgets all but one name, which must be there and be no directory.</summary>
    internal void KeepOnly(ReadOnlySpan<byte> name)
    {
        Item kept = _items[Find(name)];
        _items.Clear();
        _items.Add(kept);
    }

    /// <summary>The name of an item.</summary>
    internal ReadOnlySpan<byte> Name(int item) => _names.AsSpan(_items[item].Start, _items[item].Length);

    /// <summary>Was the item a directory when it was listed?</summary>
    internal bool IsDirectory(int item) => _items[item].IsDirectory;

    /// <summary>Does the item stand for what is below the directory?</summary>
    internal bool IsBelow(int item) => _items[item].Below;

    private static bool IsDirectory(SafeFileHandle directory, DirectoryRecord record, ReadOnlySpan<byte> shown) =>
        record.Type == DirectoryRecord.Unknown
            ? LinuxStatus.TryGet(new PathAt(directory, record.Name, shown)) is { IsDirectory: true }
            : record.Type == DirectoryRecord.Directory;

    private int Find(ReadOnlySpan<byte> name)
    {
        ulong prefix = Prefix(name, '\0');
        for (int i = 0; i < _items.Count; i++)
        {
            if (_items[i].Prefix == prefix && !_items[i].IsDirectory && Name(i).SequenceEqual(name))
            {
                return i;
            }
        }
        return -1;
    }

    private int Compare(Item left, Item right)
    {
        int order = left.Prefix.CompareTo(right.Prefix);
        return order != 0 ? order : Key(left).SequenceCompareTo(Key(right));
    }

    private ReadOnlySpan<byte> Key(Item item) => _names.AsSpan(item.Start, item.Length + (item.Below ? 1 : 0));

    /// <summary>The first eight bytes as a number, so that most comparisons touch no name.</summary>
    private static ulong Prefix(ReadOnlySpan<byte> name, char end)
    {
        Span<byte> first = stackalloc byte[8];
        first.Clear();
        name[..Math.Min(8, name.Length)].CopyTo(first);
        if (name.Length < 8)
        {
            first[name.Length] = (byte)end;
        }
        return BinaryPrimitives.ReadUInt64BigEndian(first);
    }

    /// <summary>16 bytes: a directory may hold millions of names.</summary>
    private readonly record struct Item(ulong Prefix, int Start, ushort Length, bool IsDirectory, bool Below);
}
