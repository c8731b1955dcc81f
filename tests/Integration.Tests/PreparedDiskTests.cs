using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.BareMetal;
using Monitas.Agent.Disks;
using Monitas.Agent.Jobs;
using Monitas.BootServer.Preps;
using Monitas.BootServer.Preps.Files;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;
using Xunit;

namespace Monitas.Integration.Tests;

/// <summary>From the text of a prep file, by the server's planner and the agent's executor, to what sfdisk and blkid read on a loop device. Needs root.</summary>
public sealed class PreparedDiskTests : IDisposable
{
    private const long Size = 3L << 30;
    private const int SectorBytes = 512;

    private readonly string _directory = Directory.CreateTempSubdirectory("monitas-prep-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(
        "gpt",
        """
        disk system serial=LOOP
        partition bios  1M    bios
        partition efi   64M   vfat  /boot/efi label=EFI
        partition root  20%   ext4  /         label=ROOT
        partition old   64M   ext3
        partition older 32M   ext2  label=OLD
        partition swap  64M   swap  label=SWAP
        partition keep  16M   empty
        partition srv   400M  xfs   /srv      label=SRV options=noatime
        partition home  rest  btrfs /home     label=HOME
        """,
        "bios 1M 21686148 -", "efi 64M C12A7328 vfat EFI", "root 614M 0FC63DAF ext4 ROOT", "old 64M 0FC63DAF ext3", "older 32M 0FC63DAF ext2 OLD",
        "swap 64M 0657FD6D swap SWAP", "keep 16M 0FC63DAF -", "srv 400M 0FC63DAF xfs SRV", "home 1815M 0FC63DAF btrfs HOME")]
    [InlineData(
        "dos",
        """
        disk system serial=LOOP table=mbr
        partition boot 100M ext4 /boot
        partition root rest xfs  /
        partition swap 64M  swap
        partition fat  64M  vfat
        """,
        " 100M 83 ext4", " 2843M 83 xfs", " 64M 82 swap", " 64M c vfat")]
    public async Task Prep_AFile_IsOnTheDiskWhatItSays(string table, string file, params string[] expected)
    {
        string image = Path.Combine(_directory, "disk.img");
        await using (FileStream stream = new(image, FileMode.CreateNew))
        {
            stream.SetLength(Size);
        }

        string path = (await ExternalTool.RunAsync("losetup", ["--find", "--show", "--partscan", image], Cancel)).Output.Trim();
        try
        {
            DiskFacts disk = new() { Path = path, Serial = "LOOP", Model = "Loop disk", SizeBytes = Size };
            RebuildPlan plan = Plan(file, disk);
            Assert.Empty(plan.Refusals);

            RebuildSource nothing = new((_, _) => throw new InvalidOperationException("No files."), _ => throw new InvalidOperationException("No keys."));
            JobResult result = await new RebuildRunner(new OneDisk(disk), TimeProvider.System, _directory + "/target").RunAsync(plan, plan.Hash(), nothing, new Silence(), Cancel);

            Assert.Equal((JobOutcome.Succeeded, "The disks of desk are prepared. No files were put onto them."), (result.Outcome, result.Message));
            JsonNode read = JsonNode.Parse((await ExternalTool.RunAsync("sfdisk", ["--json", path], Cancel)).Output)!["partitiontable"]!;
            Assert.Equal(table, (string?)read["label"]);
            List<string> found = [];
            foreach (JsonNode? partition in read["partitions"]!.AsArray())
            {
                found.Add(await TellAsync(path, partition!));
            }

            Assert.Equal(expected, found);
        }
        finally
        {
            await ExternalTool.TryRunAsync("partx", ["-d", path], CancellationToken.None);
            await ExternalTool.RunAsync("losetup", ["--detach", path], CancellationToken.None);
        }
    }

    private static RebuildPlan Plan(string text, DiskFacts disk)
    {
        List<string> errors = [];
        Assert.True(PrepFileReader.TryParse(text, "f", out PrepFile? file, errors), string.Join('\n', errors));
        return PrepPlanner.MakePlan(new PrepPlanRequest
        {
            Machine = new MachineRecord { Id = new MachineId(new Guid("00000000-0000-7000-8000-000000000001")), Name = "desk", Created = DateTimeOffset.UnixEpoch },
            Target = new MachineFacts { Firmware = MachineInventory.Firmware(), Disks = [disk] },
            File = file,
            Text = text,
            Archive = null,
            ArchiveOf = "",
            HostName = "",
        });
    }

    /// <summary>Name, size in MiB, the type (its first part in a GPT), and what blkid finds there.</summary>
    private static async Task<string> TellAsync(string disk, JsonNode partition)
    {
        long start = (long)partition["start"]! * SectorBytes;
        long size = (long)partition["size"]! * SectorBytes;
        ToolResult blkid = await ExternalTool.TryRunAsync(
            "blkid", ["-p", "-o", "export", "-O", start.ToString(CultureInfo.InvariantCulture), "-S", size.ToString(CultureInfo.InvariantCulture), disk], Cancel);
        Dictionary<string, string> values = blkid.Output.Split('\n').Select(l => l.Split('=', 2)).Where(l => l.Length == 2).ToDictionary(l => l[0], l => l[1]);
        string content = $"{values.GetValueOrDefault("TYPE", "-")} {values.GetValueOrDefault("LABEL", "")}".TrimEnd();
        return $"{(string?)partition["name"]} {size >> 20}M {((string)partition["type"]!).Split('-')[0]} {content}";
    }

    private sealed class OneDisk(DiskFacts disk) : IDiskInventory
    {
        public Task<IReadOnlyList<DiskFacts>> ReadAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<DiskFacts>>([disk]);
    }

    private sealed class Silence : IJobProgress
    {
        public void Report(JobStep step)
        {
        }

        public void Log(string line)
        {
        }

        public void Warn(string line)
        {
        }
    }
}
