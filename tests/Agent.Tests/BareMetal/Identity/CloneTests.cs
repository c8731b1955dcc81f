using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.BareMetal;
using Monitas.Agent.Disks;
using Monitas.Agent.Jobs;
using Monitas.Agent.Session;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Plans;
using Xunit;

namespace Monitas.Agent.Tests.BareMetal.Identity;

/// <summary>Real preps onto loop devices, with the real tools. Needs root.</summary>
public sealed class CloneTests : IDisposable
{
    private const long Size = 2L << 30;
    private const string OldId = "0123456789abcdef0123456789abcdef";
    private readonly string _directory = Directory.CreateTempSubdirectory("monitas-clone-").FullName;
    private readonly RecordedProgress _progress = new();

    private static Enrolment Own { get; } = new()
    {
        Server = new Uri("https://10.0.0.1:8443"),
        CaPem = "pem",
        Machine = new MachineId(new Guid("00000000-0000-7000-8000-0000000000cc")),
        MachineName = "desk2",
        Credential = "the clone's own",
        ServerTime = DateTimeOffset.UnixEpoch,
    };

    private string Root => _directory + "/target";

    public void Dispose()
    {
        TargetMounts.Abandon(Root);
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task RunAsync_AClone_IsAnotherMachineThanItsArchive()
    {
        await using LoopDisk disk = await LoopDisk.CreateAsync(_directory, "ABC", Size);

        JobResult result = await RunAsync(disk, Clone());

        Assert.Equal("pc1 is prepared with the archive of pc9 and will start from its own disk.", result.Message);
        await WithRootAsync(disk, root =>
        {
            string id = File.ReadAllText(root + "/etc/machine-id");
            Assert.Matches("^[0-9a-f]{32}\n$", id);
            Assert.NotEqual(OldId, id.Trim());
            Assert.Equal(id, File.ReadAllText(root + "/var/lib/dbus/machine-id"));
            Assert.Equal("desk2\n", File.ReadAllText(root + "/etc/hostname"));
            Assert.Equal("127.0.1.1 desk2.lab desk2\n", File.ReadAllText(root + "/etc/hosts"));
            Assert.Equal("new key\n", File.ReadAllText(root + "/etc/ssh/ssh_host_ed25519_key"));
            Assert.False(File.Exists(root + "/etc/ssh/ssh_host_rsa_key"));
            Assert.False(File.Exists(root + "/var/lib/systemd/random-seed"));
            Assert.Equal("UUID=" + SamplePlans.RootUuid + " / ext4 defaults 0 1\ntmpfs /tmp tmpfs defaults 0 0\n", File.ReadAllText(root + "/etc/fstab"));
            Assert.Equal("# not made by the prep: crypt UUID=9 none luks\n", File.ReadAllText(root + "/etc/crypttab"));
            Assert.Equal("made anew\n", File.ReadAllText(root + "/boot/grub/grub.cfg"));
            string enrolment = root + "/srv/agent/enrolment.json";
            Assert.Equal(Own, PrivateFile.Read(enrolment, AgentJson.Default.Enrolment));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(enrolment));
            Assert.DoesNotContain("secret of pc9", File.ReadAllText(enrolment), StringComparison.Ordinal);
        });
        Assert.DoesNotContain(_progress.Lines, l => l.Contains(Own.Credential, StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_WithoutFiles_EndsWithEmptyFileSystems()
    {
        await using LoopDisk disk = await LoopDisk.CreateAsync(_directory, "ABC", Size);
        RebuildPlan whole = Sample();
        RebuildPlan plan = whole with { PrepFrom = "", Steps = [.. whole.Steps.Where(s => s is ClearDisk or WritePartitionTable or MakeFileSystem or Finish)] };

        JobResult result = await RunAsync(disk, plan);

        Assert.Equal("The disks of pc1 are prepared. No files were put onto them.", result.Message);
        await WithRootAsync(disk, root => Assert.Equal(["lost+found"], Directory.GetFileSystemEntries(root).Select(Path.GetFileName)));
    }

    [Fact]
    public async Task RunAsync_NoCredentialToBeHad_Fails()
    {
        await using LoopDisk disk = await LoopDisk.CreateAsync(_directory, "ABC", Size);

        RebuildException e = await Assert.ThrowsAsync<RebuildException>(() => RunAsync(disk, Clone(), _ => throw new ArchiveServerException("no.", isTransient: false)));

        Assert.True(e.DisksTouched);
        Assert.Contains("The credential of the new system cannot be had", e.Message, StringComparison.Ordinal);
    }

    /// <summary>With an xfs of its own: the kernel mounts no two of the same UUID, and other tests have one mounted at the same time.</summary>
    private static RebuildPlan Sample()
    {
        RebuildPlan plan = SamplePlans.TwoPartitions("ABC", Size);
        return plan with
        {
            Steps = [.. plan.Steps.Select(s => s is MakeFileSystem { FileSystem.Type: "xfs" } make ? make with { FileSystem = make.FileSystem with { Uuid = "11111111-2222-3333-4444-888888888888" } } : s)],
        };
    }

    private static RebuildPlan Clone()
    {
        RebuildPlan whole = Sample();
        PlanStep[] added =
        [
            new WriteMountTable { Description = "fstab", Lines = [new MountTableLine("UUID=" + SamplePlans.RootUuid, "/", "ext4", "defaults", 1)] },
            new RenewIdentity { Description = "identity", HostName = "desk2" },
        ];
        return whole with { Version = RebuildPlan.PrepVersion, PrepFrom = "pc9", Steps = [.. whole.Steps.SelectMany(s => s is RestoreFiles ? [s, .. added] : new[] { s })] };
    }

    private async Task<JobResult> RunAsync(LoopDisk disk, RebuildPlan plan, Func<CancellationToken, Task<Enrolment>>? credential = null)
    {
        RebuildPlan here = plan with { Firmware = MachineInventory.Firmware() };
        RebuildRunner runner = new(new FixedInventory(disk.Facts), TimeProvider.System, Root);
        RebuildSource source = new(RestoreAsync, _ => throw new InvalidOperationException()) { FetchCredential = credential ?? (_ => Task.FromResult(Own)) };
        return await runner.RunAsync(here, here.Hash(), source, _progress, TestContext.Current.CancellationToken);
    }

    private static async Task<JobResult> RestoreAsync(string root, CancellationToken ct)
    {
        await SmallSystem.WriteAsync(root, ct);
        Dictionary<string, string> files = new()
        {
            ["/etc/machine-id"] = OldId + "\n",
            ["/var/lib/dbus/machine-id"] = OldId + "\n",
            ["/etc/hostname"] = "pc9\n",
            ["/etc/hosts"] = "127.0.1.1 pc9.lab pc9\n",
            ["/etc/ssh/ssh_host_rsa_key"] = "key of pc9",
            ["/etc/ssh/ssh_host_ed25519_key"] = "key of pc9",
            ["/var/lib/systemd/random-seed"] = "seed of pc9",
            ["/etc/fstab"] = "UUID=1 / ext4 defaults 0 1\ntmpfs /tmp tmpfs defaults 0 0\n",
            ["/etc/crypttab"] = "crypt UUID=9 none luks\n",
            ["/etc/monitas/agent.conf"] = "[agent]\nstate-directory=/var/lib/agent\n",
            ["/usr/bin/ssh-keygen"] = "#!/bin/sh\n[ \"$1\" = -A ] && echo 'new key' > /etc/ssh/ssh_host_ed25519_key\n",
            ["/usr/sbin/grub-mkconfig"] = "#!/bin/sh\n[ \"$1\" = -o ] && echo 'made anew' > \"$2\"\n",
        };
        foreach ((string path, string text) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(root + path)!);
            await File.WriteAllTextAsync(root + path, text, ct);
            File.SetUnixFileMode(root + path, (UnixFileMode)0b111_101_101);
        }

        // The agent's directory leads to the other file system, by a path that outside of the new system would be another.
        Directory.CreateDirectory(root + "/srv/agent");
        File.CreateSymbolicLink(root + "/var/lib/agent", "/srv/agent");
        await File.WriteAllTextAsync(root + "/srv/agent/enrolment.json", "secret of pc9", ct);
        return new JobResult { Outcome = JobOutcome.Succeeded, Message = "restored" };
    }

    private async Task WithRootAsync(LoopDisk disk, Action<string> look)
    {
        IReadOnlyDictionary<int, string> partitions = DiskTree.Partitions(disk.Facts.Path["/dev/".Length..]);
        string place = Directory.CreateDirectory(_directory + "/look").FullName;
        await ExternalTool.RunAsync("mount", ["/dev/" + partitions[2], place], CancellationToken.None);
        try
        {
            if (File.Exists(place + "/etc/hostname"))
            {
                await ExternalTool.RunAsync("mount", ["/dev/" + partitions[3], place + "/srv"], CancellationToken.None);
            }

            look(place);
        }
        finally
        {
            await ExternalTool.RunAsync("umount", ["-R", place], CancellationToken.None);
        }
    }
}
