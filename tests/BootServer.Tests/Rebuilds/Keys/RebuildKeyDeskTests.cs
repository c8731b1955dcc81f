using System;
using System.IO;
using System.Linq;
using Monitas.BootServer.Agents;
using Monitas.BootServer.Api;
using Monitas.BootServer.Rebuilds.Keys;
using Monitas.BootServer.Tests.Tls;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;
using Xunit;

namespace Monitas.BootServer.Tests.Rebuilds.Keys;

public sealed class RebuildKeyDeskTests : IDisposable
{
    private const string Uuid = "f5f3ddd6-093f-4522-a0ee-888bab4fc880";
    private static readonly MachineId Machine = new(new Guid("00000000-0000-7000-8000-000000000001"));
    private static readonly AgentIdentity BootImage = new(Machine, "pc1", AgentEnvironment.BootImage, null);
    private readonly TemporaryDirectory _directory = new();

    private string Kept => _directory.Combine("keys");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void ForAgent_AskedAgainAndAfterARestart_GivesTheSamePassphrase()
    {
        JobRecord job = Job(JobState.Running, EncryptionKeySource.NewPassphrase);

        RebuildKey key = Assert.Single(Desk().ForAgent(job, BootImage).Keys);

        Assert.Equal(Uuid, key.Uuid);
        Assert.Equal(key, Assert.Single(Desk().ForAgent(job, BootImage).Keys));
        Assert.Equal((UnixFileMode)0b110_000_000, File.GetUnixFileMode(Assert.Single(Directory.GetFiles(Kept))));
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(Kept));
    }

    [Fact]
    public void ForAgent_LiveAgentOrNoLuksOrEscrow_IsRefused()
    {
        JobRecord job = Job(JobState.Running, EncryptionKeySource.NewPassphrase);

        Assert.Equal(ErrorCode.Forbidden, Refused(job, BootImage with { Environment = AgentEnvironment.Live }));
        Assert.Equal(ErrorCode.Conflict, Refused(job with { ApprovedPlan = null }, BootImage));
        Assert.Equal(ErrorCode.Conflict, Refused(job with { ApprovedPlan = job.ApprovedPlan! with { Steps = [] } }, BootImage));
        Assert.Equal(ErrorCode.NotFound, Refused(Job(JobState.Running, EncryptionKeySource.Escrow), BootImage));
        Assert.False(Directory.Exists(Kept));
    }

    [Theory]
    [InlineData(JobState.WaitingForBeacon)]
    [InlineData(JobState.Succeeded)]
    [InlineData(JobState.Failed)]
    public void ForSysadmin_DisksAreDone_ShowsThemUntilTheyAreRemoved(JobState state)
    {
        RebuildKeyDesk desk = Desk();
        RebuildKeys given = desk.ForAgent(Job(JobState.Running, EncryptionKeySource.NewPassphrase), BootImage);
        JobRecord done = Job(state, EncryptionKeySource.NewPassphrase);

        Assert.Equal(given.Keys, desk.ForSysadmin(done).Keys);
        Assert.Equal(given.Keys, desk.ForSysadmin(done).Keys);
        desk.Remove(done);

        Assert.Contains("were shown already", Assert.Throws<ApiException>(() => desk.ForSysadmin(done)).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Kept));
        desk.Remove(done);
    }

    [Fact]
    public void ForSysadmin_AgentStillAtWork_IsRefused()
    {
        RebuildKeyDesk desk = Desk();
        JobRecord running = Job(JobState.Running, EncryptionKeySource.NewPassphrase);
        desk.ForAgent(running, BootImage);

        Assert.Equal(ErrorCode.Conflict, Assert.Throws<ApiException>(() => desk.ForSysadmin(running)).Code);
    }

    [Fact]
    public void Make_Passphrases_AreTypedTheSameOnManyKeyboardsAndNeverTheSame()
    {
        string[] made = [.. Enumerable.Range(0, 50).Select(_ => RebuildPassphrase.Make())];

        Assert.All(made, p => Assert.Matches("^([bcdefghijknoprstuvx]{5} ){5}[bcdefghijknoprstuvx]{5}$", p));
        Assert.Equal(made.Length, made.Distinct(StringComparer.Ordinal).Count());
    }

    private RebuildKeyDesk Desk() => new(new RebuildKeyFiles(Kept));

    private ErrorCode Refused(JobRecord job, AgentIdentity identity) => Assert.Throws<AgentRequestException>(() => Desk().ForAgent(job, identity)).Code;

    private static JobRecord Job(JobState state, EncryptionKeySource source) => new()
    {
        Id = new JobId(7),
        Kind = JobKind.Rebuild,
        Machine = Machine,
        MachineName = "pc1",
        State = state,
        Parameters = new JobParameters(),
        Created = DateTimeOffset.UnixEpoch,
        StateSince = DateTimeOffset.UnixEpoch,
        ApprovedPlan = new RebuildPlan
        {
            Machine = Machine,
            MachineName = "pc1",
            Archive = new ArchiveId(new Guid("00000000-0000-7000-8000-000000000002")),
            ArchiveTime = DateTimeOffset.UnixEpoch,
            Firmware = FirmwareKind.Bios,
            Targets = [],
            Steps =
            [
                new MakeEncryption
                {
                    Description = "LUKS",
                    Key = source,
                    Encryption = new LayoutEncryption { Name = "luks0", Device = "disk0.2", Version = 2, Uuid = Uuid, Cipher = "aes-xts-plain64", KeyBits = 512, MapName = "c", SizeBytes = 1 },
                },
            ],
        },
    };
}
