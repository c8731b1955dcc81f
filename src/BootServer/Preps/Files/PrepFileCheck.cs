using System;
using System.Collections.Generic;
using System.Linq;

namespace Monitas.BootServer.Preps.Files;

/// <summary>What only shows when several lines of a prep file are looked at together.</summary>
/// <param name="fail">Gets what is wrong, and in which line.</param>
internal sealed class PrepFileCheck(Action<int, string> fail)
{
    private const int MaxMbrPartitions = 4;
    private const int MaxGptPartitions = 128;

    /// <summary>Looks at the whole file.</summary>
    public void Run(IReadOnlyList<PrepDiskRead> disks)
    {
        foreach (PrepDiskRead disk in disks)
        {
            Disk(disk);
        }

        foreach (PrepDiskRead extra in disks.Skip(PrepFile.MaxDisks).Take(1))
        {
            fail(extra.Line, $"a file may have {PrepFile.MaxDisks} disks.");
        }

        Twice(disks.Select(d => (d.Disk.Name.ToLowerInvariant(), d.Line)), "disk");
        List<(PrepPartition Partition, int Line)> all = [.. disks.SelectMany(d => d.Partitions)];
        Twice(all.Select(p => (p.Partition.Name.ToLowerInvariant(), p.Line)), "partition");
        Twice(all.Select(p => (p.Partition.MountPoint, p.Line)), "mount point");
        Twice(all.Select(p => (p.Partition.Label, p.Line)), "label");
    }

    private void Disk(PrepDiskRead disk)
    {
        if (disk.Partitions.Count == 0)
        {
            fail(disk.Line, $"the disk '{disk.Disk.Name}' has no partition: add a line such as 'partition root rest ext4 /', or leave the disk out.");
        }

        bool mbr = disk.Disk.IsMbr;
        foreach ((PrepPartition _, int extra) in disk.Partitions.Skip(mbr ? MaxMbrPartitions : MaxGptPartitions).Take(1))
        {
            fail(extra, mbr ? $"an MBR holds {MaxMbrPartitions} partitions here: write table=gpt, which holds {MaxGptPartitions}." : $"a GPT holds {MaxGptPartitions} partitions.");
        }

        foreach ((PrepPartition _, int again) in disk.Partitions.Where(p => p.Partition.Size.IsRest).Skip(1))
        {
            fail(again, "only one partition of a disk can have the rest of it: give the others a size.");
        }

        if (disk.Partitions.Sum(p => p.Partition.Size.Percent) > 100)
        {
            fail(disk.Partitions.Last(p => p.Partition.Size.Percent > 0).Line, "the partitions of the disk have more than 100% of it together.");
        }

        foreach ((PrepPartition _, int bios) in disk.Partitions.Where(p => mbr && p.Partition.Content == PrepContent.BiosBoot))
        {
            fail(bios, "GRUB needs no partition of its own on an MBR: leave the line out, or write table=gpt.");
        }
    }

    /// <summary>Each later use of a word that may stand once; what is empty was not said, or could not be read.</summary>
    private void Twice(IEnumerable<(string Word, int Line)> uses, string what)
    {
        Dictionary<string, int> first = [];
        foreach ((string word, int line) in uses.Where(u => u.Word.Length > 0))
        {
            if (!first.TryAdd(word, line))
            {
                fail(line, $"the {what} '{word}' stands in line {first[word]} already: each needs one of its own.");
            }
        }
    }
}
