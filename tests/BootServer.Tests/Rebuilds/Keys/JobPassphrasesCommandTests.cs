using System;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Rebuilds.Keys;
using Monitas.BootServer.Tests.Api;
using Monitas.BootServer.Tests.Jobs;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.BootServer.Tests.Rebuilds.Keys;

/// <summary>job passphrases, over the sysadmin's socket.</summary>
public sealed class JobPassphrasesCommandTests : IAsyncLifetime
{
    private ApiHarness _h = null!;

    public async ValueTask InitializeAsync() => _h = await ApiHarness.StartAsync();

    public ValueTask DisposeAsync() => _h.DisposeAsync();

    [Fact]
    public async Task Passphrases_OfARebuildThatIsDone_AreShownOnce()
    {
        _h.AddPc();
        Assert.Equal(ExitCode.Done, (await _h.RunAsync("rebuild", "pc", "--no-wait")).Code);
        _h.Services.GetRequiredService<RebuildKeyFiles>().Save(new JobId(1), new RebuildKeys { Keys = [new RebuildKey { Uuid = "u-u-i-d", Passphrase = "bcdef ghijk" }] });

        CliRun early = await _h.RunAsync("job", "passphrases", "1");
        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("boot-1"));
        Assert.Equal(ExitCode.Done, (await _h.RunAsync("job", "cancel", "1")).Code);
        CliRun shown = await _h.RunAsync("job", "passphrases", "1");
        CliRun again = await _h.RunAsync("job", "passphrases", "1");

        Assert.NotEqual(ExitCode.Done, early.Code);
        Assert.Contains("still works on the PC's disks", early.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, shown.Code);
        Assert.Contains("u-u-i-d  bcdef ghijk", shown.Output, StringComparison.Ordinal);
        Assert.NotEqual(ExitCode.Done, again.Code);
        Assert.Contains("were shown already", again.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("bcdef", again.Output, StringComparison.Ordinal);
    }
}
