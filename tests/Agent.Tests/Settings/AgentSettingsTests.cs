using System;
using System.IO;
using Monitas.Agent.Session;
using Monitas.Agent.Settings;
using Monitas.Agent.Snapshots;
using Xunit;

namespace Monitas.Agent.Tests.Settings;

public sealed class AgentSettingsTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public void Read_Nothing_GivesTheDefaults()
    {
        AgentSettings settings = AgentSettings.Read("/nonexistent/agent.conf");

        Assert.Equal(SnapshotKind.Auto, settings.Snapshots.Kind);
        Assert.Equal("/run/monitas-agent-snapshots", settings.Snapshots.Directory);
        Assert.Equal("/var/lib/monitas-agent/snapshots", settings.Snapshots.JournalFile);
        Assert.Equal("/etc/monitas/hooks", settings.Hooks.Directory);
        Assert.True(settings.Hooks.FailureStops);
        Assert.True(settings.AllowRestart);
    }

    [Fact]
    public void Read_All_IsWhatIsWritten()
    {
        File.WriteAllText(_file, "[agent]\nsnapshot = LVM\nsnapshot-size = 4G\nfreeze = /srv, /home\nfreeze-limit = 5\nhook-directory = /opt/hooks\nhook-failure = warn\nhook-limit = 60\nallow-restart = no\n");

        AgentSettings settings = AgentSettings.Read(_file);

        Assert.Equal((SnapshotKind.Lvm, new SnapshotSize(0, 4L << 30), TimeSpan.FromSeconds(5)), (settings.Snapshots.Kind, settings.Snapshots.LvmSize, settings.Snapshots.FreezeLimit));
        Assert.Equal(["/srv", "/home"], settings.Snapshots.Freeze);
        Assert.False(settings.AllowRestart);
        Assert.Equal(("/opt/hooks", false, TimeSpan.FromMinutes(1)), (settings.Hooks.Directory, settings.Hooks.FailureStops, settings.Hooks.Limit));
    }

    [Fact]
    public void Read_Mistakes_NamesAllOfThemWithTheirLines()
    {
        File.WriteAllText(_file, "[agent]\nsnapshot = zfs\nsnapshot-size = lots\nfreeze = srv\nfreeze-limit = 3600\nhook-directory = hooks\nhook-failure = maybe\nhook-limit = soon\nhooks = x\nallow-restart = never\n");

        string message = Assert.Throws<AgentException>(() => AgentSettings.Read(_file)).Message;

        for (int line = 2; line <= 10; line++)
        {
            Assert.Contains($"{_file}:{line}: ", message);
        }
    }

    public void Dispose() => File.Delete(_file);
}
