using System;
using System.Collections.Generic;
using System.Text;
using Monitas.Imaging.Iso.Wire;

namespace Monitas.Imaging.Iso.Trees;

/// <summary>The records of a directory (ECMA-119 9.1) with their Rock Ridge entries.</summary>
internal static class TreeRecords
{
    private const int MaxRecordBytes = 254;

    /// <summary>All records of a directory, in order.</summary>
    /// <param name="directory">The directory; it and its children have their places, or only lengths count yet.</param>
    /// <param name="root">The volume's root.</param>
    /// <param name="extensionLba">Where ER stands.</param>
    /// <param name="continuations">Takes what does not fit in.</param>
    internal static IEnumerable<DirectoryRecord> Of(TreeDirectory directory, TreeDirectory root, uint extensionLba, TreeContinuations continuations)
    {
        yield return Itself(directory, [0], directory == root ? RootUse(directory, extensionLba) : TreeSystemUse.Attributes(directory));
        yield return Itself(directory.Parent, [1], TreeSystemUse.Attributes(directory.Parent));
        foreach ((TreeNode child, string name) in directory.Named())
        {
            byte[] identifier = Encoding.ASCII.GetBytes(name);
            byte[] use = TreeSystemUse.Of(child, MaxRecordBytes - DirectoryRecord.MeasureRecord(identifier.Length, 0), continuations);
            TreeNode content = child.First ?? child;
            long offset = 0;
            do
            {
                long length = Math.Min(content.LengthBytes - offset, child is TreeDirectory ? uint.MaxValue : IsoFormat.MaxSectionBytes);
                yield return new DirectoryRecord
                {
                    Lba = (uint)(content.Lba + (offset / IsoFormat.SectorBytes)),
                    LengthBytes = (uint)length,
                    Time = child.Modified,
                    IsDirectory = child is TreeDirectory,
                    HasMoreSections = offset + length < content.LengthBytes,
                    Identifier = identifier,
                    SystemUse = use,
                };
                offset += length;
            }
            while (offset < content.LengthBytes);
        }
    }

    /// <summary>No record crosses the end of a sector (6.8.1.1).</summary>
    internal static int PlaceFor(int length, int at)
    {
        int left = IsoFormat.SectorBytes - (at % IsoFormat.SectorBytes);
        return length <= left ? at : at + left;
    }

    private static DirectoryRecord Itself(TreeDirectory directory, byte[] identifier, byte[] use) => new()
    {
        Lba = directory.Lba,
        LengthBytes = (uint)directory.LengthBytes,
        Time = directory.Modified,
        IsDirectory = true,
        Identifier = identifier,
        SystemUse = use,
    };

    /// <summary>SP (P1281 5.3) before all else, and CE to where ER says that this is Rock Ridge.</summary>
    private static byte[] RootUse(TreeDirectory root, uint extensionLba) =>
        [(byte)'S', (byte)'P', 7, 1, 0xBE, 0xEF, 0, .. TreeSystemUse.Attributes(root), .. TreeSystemUse.Continuation(extensionLba, 0, RockRidge.ErBytes)];
}
