using System;
using System.Threading.Tasks;
using Monitas.Lab.Scenario;
using Xunit;

namespace Monitas.Vm.Tests;

/// <summary>The main job, with what goes wrong on the way.</summary>
public abstract class DeadPcComesBackTests
{
    private protected static async Task ComesBackAsync(ComebackSetting setting, long atLeastBytes = 500_000_000)
    {
        await using TestOutput output = new();
        DeadPcComesBack scenario = new(setting, Built.Product, Built.Folder("comeback"), TimeProvider.System, output);

        ComebackResult result = await scenario.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal("", result.Error);
        Assert.Empty(result.Differences);
        Assert.True(result.Ok);
        Assert.True(result.Bytes > atLeastBytes, $"only {result.Bytes} bytes of files were brought back");
    }
}
