using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using LiteDB;
using Monitas.Catalog.LiteDb;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.Catalog.Tests.LiteDb;

public sealed class LiteDbCatalogTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("monitas-catalog-").FullName;

    private string File => Path.Combine(_directory, "state", "catalog.db");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void AddMachine_Reopened_IsFoundByEverything()
    {
        MachineRecord machine = Samples.Machine("Reception");
        using (LiteDbCatalog first = LiteDbCatalog.Open(File))
        {
            first.AddMachine(machine);
        }
        using LiteDbCatalog catalog = LiteDbCatalog.Open(File);
        string expected = Json(machine);
        Assert.Equal(expected, Json(catalog.FindMachine(machine.Id)));
        Assert.Equal(expected, Json(catalog.FindMachineByName("rECEPTION")));
        Assert.Equal(expected, Json(catalog.FindMachineByMac("52:54:00:ff:00:01")));
        Assert.Equal(expected, Json(catalog.FindMachineBySmbiosUuid(machine.SmbiosUuid)));
        Assert.Equal(expected, Json(catalog.FindMachineByCredential(machine.Credential!.Value)));
        Assert.Equal(expected, Json(catalog.ListMachines().Single()));
        Assert.Null(catalog.FindMachineByMac("52:54:00:00:00:02"));
        Assert.Null(catalog.FindMachineByCredential(default));
        Assert.Null(catalog.FindMachineBySmbiosUuid(""));
    }

    [Fact]
    public void FindMachineByMac_ChangesAfterTheFirstLookUp_AreSeen()
    {
        using LiteDbCatalog catalog = LiteDbCatalog.Open(File);
        Assert.Null(catalog.FindMachineByMac("52:54:00:00:00:01"));
        MachineRecord machine = Samples.Machine("desk");
        catalog.AddMachine(machine);
        Assert.Equal(machine.Id, catalog.FindMachineByMac("52:54:00:00:00:01")?.Id);
        Assert.Equal(machine.Id, catalog.FindMachineBySmbiosUuid(machine.SmbiosUuid)?.Id);

        const string NewUuid = "99999999-5566-7788-99aa-bbccddeeff00";
        catalog.UpdateMachine(machine.Id, old => old with { MacAddresses = ["52:54:00:00:00:09"], SmbiosUuid = NewUuid });
        Assert.Equal(machine.Id, catalog.FindMachineByMac("52:54:00:00:00:09")?.Id);
        Assert.Equal(machine.Id, catalog.FindMachineBySmbiosUuid(NewUuid)?.Id);
        Assert.Null(catalog.FindMachineByMac("52:54:00:00:00:01"));
        Assert.Null(catalog.FindMachineBySmbiosUuid(machine.SmbiosUuid));

        catalog.RemoveMachine(machine.Id);
        Assert.Null(catalog.FindMachineByMac("52:54:00:00:00:09"));
    }

    [Fact]
    public void FindMachineBySmbiosUuid_TwoMachinesShareIt_FindsNeither()
    {
        using LiteDbCatalog catalog = LiteDbCatalog.Open(File);
        catalog.AddMachine(Samples.Machine("a", "52:54:00:00:00:01"));
        catalog.AddMachine(Samples.Machine("b", "52:54:00:00:00:02"));
        Assert.Null(catalog.FindMachineBySmbiosUuid("11223344-5566-7788-99aa-bbccddeeff00"));
    }

    [Fact]
    public void AddMachine_NameTaken_IsRefusedAndChangesNothing()
    {
        using LiteDbCatalog catalog = LiteDbCatalog.Open(File);
        catalog.AddMachine(Samples.Machine("a"));
        Assert.Throws<CatalogConflictException>(() => catalog.AddMachine(Samples.Machine("A")));
        MachineRecord b = Samples.Machine("b");
        catalog.AddMachine(b);
        Assert.Throws<CatalogConflictException>(() => catalog.UpdateMachine(b.Id, m => m with { Name = "a" }));
        Assert.Equal(["a", "b"], catalog.ListMachines().Select(m => m.Name));
    }

    [Fact]
    public void RemoveMachine_WithJobs_TakesThemAlongAndLeavesArchives()
    {
        using LiteDbCatalog catalog = LiteDbCatalog.Open(File);
        MachineRecord machine = Samples.Machine("a");
        catalog.AddMachine(machine);
        JobRecord job = catalog.AddJob(id => Samples.Job(id, machine.Id));
        catalog.AppendJobLog(new JobLogRecord { Job = job.Id, Time = Samples.Now, Text = "x" });
        catalog.CommitArchive(Samples.Archive(machine.Id, Samples.Now), []);
        Assert.True(catalog.RemoveMachine(machine.Id));
        Assert.False(catalog.RemoveMachine(machine.Id));
        Assert.Null(catalog.FindJob(job.Id));
        Assert.Empty(catalog.ListJobLog(job.Id));
        Assert.Single(catalog.ListArchives(machine.Id));
    }

    [Fact]
    public void SaveJobResult_PartsInAnyOrder_AreListedInOrderAndGoWithTheJob()
    {
        using LiteDbCatalog catalog = LiteDbCatalog.Open(File);
        MachineRecord machine = Samples.Machine("a");
        catalog.AddMachine(machine);
        JobId job = catalog.AddJob(id => Samples.Job(id, machine.Id)).Id;
        JobId other = catalog.AddJob(id => Samples.Job(id, default)).Id;
        foreach ((int number, string json) in new[] { (2, "[2]"), (0, "{}"), (11, "[11]"), (0, """{"at":1}""") })
        {
            catalog.SaveJobResult(new JobResultRecord { Job = job, Number = number, Json = json });
        }
        catalog.SaveJobResult(new JobResultRecord { Job = other, Number = 1, Json = "[1]" });
        Assert.Equal(["""{"at":1}""", "[2]", "[11]"], catalog.ListJobResults(job).Select(part => part.Json));
        Assert.Throws<ArgumentOutOfRangeException>(() => catalog.SaveJobResult(new JobResultRecord { Job = job, Number = 1, Json = new string(' ', JobResultRecord.MaxJsonLength + 1) }));

        catalog.RemoveMachine(machine.Id);
        Assert.Empty(catalog.ListJobResults(job));
        Assert.Single(catalog.ListJobResults(other));
    }

    [Fact]
    public void Open_FileOfVersion1_BecomesOneOfThisVersion()
    {
        using (LiteDbCatalog old = LiteDbCatalog.Open(File, [LiteDbCatalogSchema.Steps[0]]))
        {
            old.AddMachine(Samples.Machine("a"));
        }
        using (LiteDbCatalog catalog = LiteDbCatalog.Open(File))
        {
            Assert.Equal("a", Assert.Single(catalog.ListMachines()).Name);
            catalog.SaveJobResult(new JobResultRecord { Job = new JobId(1), Number = 1, Json = "[]" });
        }
        CatalogException newer = Assert.Throws<CatalogException>(() => LiteDbCatalog.Open(File, [LiteDbCatalogSchema.Steps[0]]));
        Assert.Contains("version 5", newer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryUseToken_ManyAtOnce_OnlyOneGetsIt()
    {
        using LiteDbCatalog catalog = LiteDbCatalog.Open(File);
        SecretDigest secret = SecretDigest.Of(SecretDigest.NewSecret());
        catalog.AddToken(new TokenRecord { Secret = secret, MachineName = "a", Created = Samples.Now, Expires = Samples.Now.AddHours(1) });
        Assert.Null(catalog.TryUseToken(SecretDigest.Of("other"), Samples.Now));
        Assert.Null(catalog.TryUseToken(secret, Samples.Now.AddHours(1)));
        var got = new TokenRecord?[8];
        Parallel.For(0, got.Length, i => got[i] = catalog.TryUseToken(secret, Samples.Now));
        Assert.Equal("a", got.Single(t => t is not null)!.MachineName);
    }

    [Fact]
    public void TryUseBootSecret_SecondStart_IsRefused()
    {
        using LiteDbCatalog catalog = LiteDbCatalog.Open(File);
        SecretDigest secret = SecretDigest.Of("s");
        MachineId machine = new(Guid.NewGuid());
        catalog.AddBootSecret(new BootSecretRecord { Secret = secret, Machine = machine, Job = new JobId(1), Created = Samples.Now, Expires = Samples.Now.AddHours(1) });
        Assert.NotNull(catalog.TryUseBootSecret(secret, "boot-1", SecretDigest.Of("c1"), Samples.Now));
        Assert.NotNull(catalog.TryUseBootSecret(secret, "boot-1", SecretDigest.Of("c2"), Samples.Now));
        Assert.Null(catalog.TryUseBootSecret(secret, "boot-2", SecretDigest.Of("c3"), Samples.Now));
        Assert.Null(catalog.FindBootSecretByCredential(SecretDigest.Of("c1")));
        Assert.Equal(machine, catalog.FindBootSecretByCredential(SecretDigest.Of("c2"))!.Machine);
    }

    [Fact]
    public void AddBootSecret_OldOnes_AreDropped()
    {
        using LiteDbCatalog catalog = LiteDbCatalog.Open(File);
        MachineId machine = new(Guid.NewGuid());
        JobRecord open = catalog.AddJob(id => Samples.Job(id, machine, JobState.Running));
        JobRecord over = catalog.AddJob(id => Samples.Job(id, machine, JobState.Failed));
        Add("unused", open.Id, 0);
        Add("open", open.Id, 0);
        Add("over", over.Id, 0);
        Assert.NotNull(catalog.TryUseBootSecret(SecretDigest.Of("open"), "b", SecretDigest.Of("c-open"), Samples.Now));
        Assert.NotNull(catalog.TryUseBootSecret(SecretDigest.Of("over"), "b", SecretDigest.Of("c-over"), Samples.Now));
        Add("new", open.Id, 2);
        Assert.Null(catalog.TryUseBootSecret(SecretDigest.Of("unused"), "b", SecretDigest.Of("c"), Samples.Now));
        Assert.NotNull(catalog.FindBootSecretByCredential(SecretDigest.Of("c-open")));
        Assert.Null(catalog.FindBootSecretByCredential(SecretDigest.Of("c-over")));

        void Add(string secret, JobId job, int hours) => catalog.AddBootSecret(new BootSecretRecord
        {
            Secret = SecretDigest.Of(secret),
            Machine = machine,
            Job = job,
            Created = Samples.Now.AddHours(hours),
            Expires = Samples.Now.AddHours(hours + 1),
        });
    }

    [Fact]
    public void AddBootSecret_VeryManyForOneJob_KeepsTheNewestTheOldOnesAndThoseOfOthers()
    {
        using LiteDbCatalog catalog = LiteDbCatalog.Open(File);
        MachineId machine = new(Guid.NewGuid());
        Add("other", new MachineId(Guid.NewGuid()), -1);
        Add("used", machine, -1);
        Assert.NotNull(Use("used"));
        for (int i = 0; i < 70; i++)
        {
            Add($"s{i}", machine, i);
        }

        Assert.All(Enumerable.Range(63, 6), i => Assert.Null(Use($"s{i}")));
        Assert.All(Enumerable.Range(0, 63).Append(69), i => Assert.NotNull(Use($"s{i}")));
        Assert.NotNull(Use("other"));
        Assert.NotNull(Use("used"));

        BootSecretRecord? Use(string secret) => catalog.TryUseBootSecret(SecretDigest.Of(secret), "boot", SecretDigest.Of("c-" + secret), Samples.Now);

        void Add(string secret, MachineId of, int seconds) => catalog.AddBootSecret(new BootSecretRecord
        {
            Secret = SecretDigest.Of(secret),
            Machine = of,
            Job = new JobId(1),
            Created = Samples.Now.AddSeconds(seconds),
            Expires = Samples.Now.AddHours(1),
        });
    }

    [Fact]
    public void CommitArchive_SeveralMachines_NumbersEachFromOne()
    {
        using LiteDbCatalog catalog = LiteDbCatalog.Open(File);
        MachineId a = new(Guid.NewGuid());
        MachineId b = new(Guid.NewGuid());
        Assert.Equal(1, catalog.CommitArchive(Samples.Archive(a, Samples.Now), [Samples.Volume(a, Samples.Now)]).Number);
        Assert.Equal(1, catalog.CommitArchive(Samples.Archive(b, Samples.Now.AddDays(-1)), [Samples.Volume(b, Samples.Now.AddDays(-1))]).Number);
        ArchiveRecord newest = catalog.CommitArchive(Samples.Archive(a, Samples.Now.AddDays(1)), []);
        Assert.Equal(2, newest.Number);
        Assert.Equal(newest.Id, catalog.FindNewestArchive(a)!.Id);
        Assert.Equal([1, 2], catalog.ListArchives(a).Select(x => x.Number));
        Assert.Equal(3, catalog.ListArchives().Count);
        Assert.Equal([b, a], catalog.ListVolumes().Select(v => v.Machine));
        Assert.Equal("u-1", catalog.FindArchive(newest.Id)!.Layout!.FileSystems[0].Uuid);
    }

    [Fact]
    public void FindNewestArchive_ClockWasSetBack_IsTheOneThatWasMadeLast()
    {
        using LiteDbCatalog catalog = LiteDbCatalog.Open(File);
        MachineId machine = new(Guid.NewGuid());
        catalog.CommitArchive(Samples.Archive(machine, Samples.Now.AddYears(70)), []);
        ArchiveRecord last = catalog.CommitArchive(Samples.Archive(machine, Samples.Now), []);
        Assert.Equal(last.Id, catalog.FindNewestArchive(machine)!.Id);
        Assert.Equal([1, 2], catalog.ListArchives(machine).Select(archive => archive.Number));
    }

    [Fact]
    public void AddVolume_WithoutArchive_IsListedAndFound()
    {
        MachineId machine = new(Guid.NewGuid());
        VolumeRecord volume = Samples.Volume(machine, Samples.Now) with { Interrupted = true };
        using (LiteDbCatalog first = LiteDbCatalog.Open(File))
        {
            first.AddVolume(volume);
            first.AddVolume(volume);
        }
        using LiteDbCatalog catalog = LiteDbCatalog.Open(File);
        Assert.True(Assert.Single(catalog.ListVolumes()).Interrupted);
        Assert.Equal(machine, catalog.FindVolume(volume.Id)!.Machine);
        Assert.Empty(catalog.ListArchives());
    }

    [Fact]
    public void SaveJob_Reopened_KeepsAllAndThePlansHash()
    {
        MachineId machine = new(Guid.NewGuid());
        JobRecord job;
        using (LiteDbCatalog first = LiteDbCatalog.Open(File))
        {
            job = first.AddJob(id => Samples.Job(id, machine));
            first.SaveJob(job with { State = JobState.Running, EndsWithWarnings = true });
            first.SaveDifferences(job.Id, [new Difference { Path = [0x2f, 0xfe], Kind = DifferenceKind.Content, Detail = "d" }]);
        }
        using LiteDbCatalog catalog = LiteDbCatalog.Open(File);
        JobRecord read = catalog.FindJob(job.Id)!;
        Assert.Equal(Json(job with { State = JobState.Running, EndsWithWarnings = true }), Json(read));
        Assert.Equal(job.PlanHash, read.Plan!.Hash());
        Assert.Equal([0x2f, 0xfe], catalog.ListDifferences(job.Id).Single().Path);
    }

    [Fact]
    public void ListJobs_TwoMachines_NewestFirstAndOpenOldestFirst()
    {
        using LiteDbCatalog catalog = LiteDbCatalog.Open(File);
        MachineId a = new(Guid.NewGuid());
        MachineId b = new(Guid.NewGuid());
        catalog.AddJob(id => Samples.Job(id, a));
        catalog.AddJob(id => Samples.Job(id, b));
        JobRecord third = catalog.AddJob(id => Samples.Job(id, a));
        catalog.AddJob(id => Samples.Job(id, a, JobState.Succeeded));
        Assert.Equal([4, 3, 1], catalog.ListJobs(a).Select(j => j.Id.Value));
        Assert.Equal([4, 3], catalog.ListJobs(max: 2).Select(j => j.Id.Value));
        Assert.Equal([1, 2, 3], catalog.ListOpenJobs().Select(j => j.Id.Value));
        catalog.SaveJob(third with { State = JobState.Cancelled });
        Assert.Equal([1, 2], catalog.ListOpenJobs().Select(j => j.Id.Value));
    }

    [Fact]
    public void AppendJobLog_TwoJobs_NumbersEachAndCutsLongLines()
    {
        using LiteDbCatalog catalog = LiteDbCatalog.Open(File);
        for (int i = 0; i < 12; i++)
        {
            catalog.AppendJobLog(new JobLogRecord { Job = new JobId(1), Time = Samples.Now, Text = $"line {i}" });
            catalog.AppendJobLog(new JobLogRecord { Job = new JobId(10), Time = Samples.Now, Warning = true, Text = new string('x', 10_000) });
        }
        Assert.Equal(Enumerable.Range(1, 12), catalog.ListJobLog(new JobId(1)).Select(l => l.Number));
        Assert.Equal(["line 10", "line 11"], catalog.ListJobLog(new JobId(1), 10).Select(l => l.Text));
        Assert.All(catalog.ListJobLog(new JobId(10)), l => Assert.Equal(JobLogRecord.MaxTextLength, l.Text.Length));
    }

    [Fact]
    public void Open_InUse_SaysSo()
    {
        using LiteDbCatalog first = LiteDbCatalog.Open(File);
        CatalogException e = Assert.Throws<CatalogException>(() => LiteDbCatalog.Open(File));
        Assert.Contains("in use by another monitas-server", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NewerVersion_IsRefusedAndStaysAsItWas()
    {
        LiteDbCatalog.Open(File).Dispose();
        using (var database = new LiteDatabase(File))
        {
            database.UserVersion = 7;
        }
        CatalogException e = Assert.Throws<CatalogException>(() => LiteDbCatalog.Open(File));
        Assert.Contains("has version 7", e.Message, StringComparison.Ordinal);
        using var after = new LiteDatabase(File);
        Assert.Equal(7, after.UserVersion);
    }

    [Fact]
    public void Open_OlderVersion_RunsTheMissingStepsInOrder()
    {
        MachineRecord machine = Samples.Machine("a");
        using (LiteDbCatalog first = LiteDbCatalog.Open(File))
        {
            first.AddMachine(machine);
        }
        var ran = new List<int>();
        int last = LiteDbCatalogSchema.Steps[^1].ToVersion;
        LiteDbCatalogStep[] steps = [.. LiteDbCatalogSchema.Steps, new(last + 1, _ => ran.Add(1)), new(last + 2, _ => ran.Add(2))];
        using (LiteDbCatalog migrated = LiteDbCatalog.Open(File, steps))
        {
            Assert.NotNull(migrated.FindMachine(machine.Id));
        }
        Assert.Equal([1, 2], ran);
        LiteDbCatalog.Open(File, steps).Dispose();
        Assert.Equal([1, 2], ran);
        Assert.Throws<CatalogException>(() => LiteDbCatalog.Open(File));
    }

    [Fact]
    public void Open_AfterAKillInTheMiddle_HasEveryChangeThatHadReturned()
    {
        using LiteDbCatalog running = LiteDbCatalog.Open(File);
        var random = new Random(7);
        for (int round = 0; round < 12; round++)
        {
            MachineRecord machine = Samples.Machine($"pc{round}", $"52:54:00:00:00:{round:x2}");
            running.AddMachine(machine);
            JobRecord job = running.AddJob(id => Samples.Job(id, machine.Id));
            running.AppendJobLog(new JobLogRecord { Job = job.Id, Time = Samples.Now, Text = $"line {round}" });
            string copy = Path.Combine(_directory, $"killed{round}");
            CopyAsKilled(Path.GetDirectoryName(File)!, copy);
            if (round == 11)
            {
                CutTail(copy, random.Next(1, 200));
            }
            using LiteDbCatalog after = LiteDbCatalog.Open(Path.Combine(copy, "catalog.db"));
            Assert.Equal(round + 1, after.ListMachines().Count);
            Assert.Equal(round + 1, after.ListOpenJobs().Count);
            Assert.True(round == 11 || after.ListJobLog(job.Id).Count == 1);
        }
    }

    /// <summary>The files as a killed process leaves them: all that it wrote, nothing that it would have written when closing.</summary>
    private static void CopyAsKilled(string directory, string copy)
    {
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.GetFiles(directory).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)))
        {
            using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using FileStream target = System.IO.File.Create(Path.Combine(copy, Path.GetFileName(file)));
            source.CopyTo(target);
        }
    }

    /// <summary>The kill came in the middle of writing the log's last page.</summary>
    private static void CutTail(string directory, int bytes)
    {
        using FileStream log = System.IO.File.OpenWrite(Path.Combine(directory, "catalog-log.db"));
        log.SetLength(Math.Max(0, log.Length - bytes));
    }

    [Fact]
    public void Open_NotACatalog_SaysDamaged()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, new string('x', 20_000));
        CatalogException e = Assert.Throws<CatalogException>(() => LiteDbCatalog.Open(File));
        Assert.Contains("is damaged", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_Made_BelongsToItsOwnerAlone()
    {
        LiteDbCatalog.Open(File).Dispose();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    private static string Json<T>(T value) => System.Text.Json.JsonSerializer.Serialize(value, (System.Text.Json.Serialization.Metadata.JsonTypeInfo<T>)CatalogJson.Default.GetTypeInfo(typeof(T))!);
}
