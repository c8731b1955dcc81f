using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Monitas.Agent.Jobs;
using Monitas.Agent.Tests.Files;
using Monitas.Contracts.Jobs;
using Xunit;

namespace Monitas.Agent.Tests.Jobs;

public sealed class OwnerMapTests
{
    [Fact]
    public async Task Restore_ByName_GivesFilesToThoseOfTheSameName()
    {
        using ScratchDisk disk = new();
        using JobScene scene = await BackUpAsync(disk);

        JobResult result = await scene.RestoreAsync("/to", [], byName: true, "/data"u8.ToArray());

        Assert.Equal(["joe-dir 2001:500", "joe 2001:500", "link 2001:500", "nobody 1234:1234", "strange 1002:1002"], Owners(disk));
        Assert.Contains("user:2001:rw-", Acl(disk, "joe"));
        Assert.Contains("group:501:r--", Acl(disk, "joe"));
        Assert.Contains("default:user:2001:rwx", Acl(disk, "joe-dir"));
        Assert.Contains("mode=4755", Python.Command("/usr/bin/stat", "-c", "mode=%a", disk.Root + "/source/to/data/joe"));
        Assert.Equal(JobOutcome.Warnings, result.Outcome);
        Assert.Equal(2, result.Warnings.Count);
        Assert.Contains("belong to the user ann, whom this machine does not have; they keep the number 1002", result.Warnings[0]);
    }

    [Fact]
    public async Task Restore_ByRules_TheFirstThatFitsHolds()
    {
        using ScratchDisk disk = new();
        using JobScene scene = await BackUpAsync(disk);

        JobResult result = await scene.RestoreAsync("/to", ["# a map", "user ann joe", "user 1000-1999 100000", "group staff 7", "group 0-70000 200000"], byName: false, "/data"u8.ToArray());

        Assert.Equal([], result.Warnings);
        Assert.Equal(["joe-dir 100001:7", "joe 100001:7", "link 100001:7", "nobody 100234:201234", "strange 2001:201002"], Owners(disk));
        Assert.Contains("user:100001:rw-", Acl(disk, "joe"));
    }

    [Fact]
    public async Task Restore_RuleNamesNobody_IsRefusedBeforeAnythingIsWritten()
    {
        using ScratchDisk disk = new();
        using JobScene scene = await BackUpAsync(disk);

        InvalidDataException failure = await Assert.ThrowsAsync<InvalidDataException>(
            () => scene.RestoreAsync("/to", ["user joe zoe", "user 5-3 1", "owner a b"], byName: false, "/data"u8.ToArray()));

        Assert.Contains("There is no user 'zoe' on this machine.", failure.Message);
        Assert.Contains("'user 5-3 1': a range needs", failure.Message);
        Assert.Contains("'owner a b' is not", failure.Message);
        Assert.Empty(Directory.GetFileSystemEntries(disk.Root + "/source/to"));
    }

    /// <summary>Archives a tree whose machine knows joe as 1001, and then lets the machine know him as 2001.</summary>
    private static async Task<JobScene> BackUpAsync(ScratchDisk disk)
    {
        string source = disk.Make("source");
        Python.Run(
            """
            import os, sys, subprocess
            os.chdir(sys.argv[1]); os.mkdir('etc'); os.mkdir('data')
            open('etc/passwd', 'w').write('root:x:0:0::/:\njoe:x:1001:100::/:\nann:x:1002:100::/:\n')
            open('etc/group', 'w').write('root:x:0:\nstaff:x:100:\nteam:x:101:\nann:x:1002:\n')
            os.mkdir('data/joe-dir'); os.symlink('joe', 'data/link')
            for name, uid, gid in (('joe', 1001, 100), ('strange', 1002, 1002), ('nobody', 1234, 1234)):
                open('data/' + name, 'w').write(name); os.chown('data/' + name, uid, gid)
            os.chown('data/joe-dir', 1001, 100); os.lchown('data/link', 1001, 100)
            subprocess.check_call(['setfacl', '-m', 'u:1001:rw,g:101:r', 'data/joe']); subprocess.check_call(['setfacl', '-d', '-m', 'u:1001:rwx', 'data/joe-dir'])
            os.chmod('data/joe', 0o4755)
            open('etc/team-member', 'w').close(); os.chown('etc/team-member', 0, 101)
            """, source);
        JobScene scene = new(source);
        await scene.BackupAsync();
        File.WriteAllText(source + "/etc/passwd", "root:x:0:0::/:\njoe:x:2001:500::/:\n");
        File.WriteAllText(source + "/etc/group", "root:x:0:\nstaff:x:500:\nteam:x:501:\n");
        return scene;
    }

    private static string[] Owners(ScratchDisk disk) =>
        [.. Python.Command("/usr/bin/stat", ["-c", "%n %u:%g", .. new[] { "joe-dir", "joe", "link", "nobody", "strange" }.Select(name => $"{disk.Root}/source/to/data/{name}")])
            .Split('\n', System.StringSplitOptions.RemoveEmptyEntries).Select(line => line[(line.LastIndexOf('/') + 1)..])];

    private static string Acl(ScratchDisk disk, string name) => Python.Command("/usr/bin/getfacl", "-np", $"{disk.Root}/source/to/data/{name}");
}
