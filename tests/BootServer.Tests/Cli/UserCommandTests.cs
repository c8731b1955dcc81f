using System;
using System.Threading.Tasks;
using Monitas.BootServer.Tests.Api;
using Monitas.Contracts.Jobs;
using Xunit;

namespace Monitas.BootServer.Tests.Cli;

/// <summary>user add, list, password and remove.</summary>
public sealed class UserCommandTests : IAsyncLifetime
{
    private ApiHarness _h = null!;

    public async ValueTask InitializeAsync() => _h = await ApiHarness.StartAsync();

    public ValueTask DisposeAsync() => _h.DisposeAsync();

    [Fact]
    public async Task Users_AreAddedListedAndRemoved()
    {
        Assert.Contains("Nobody may sign in to the web console yet", (await _h.RunAsync("user", "list")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await _h.RunAsync("correct horse battery\n", isInteractive: false, "user", "add", "anna")).Code);
        string stamp = _h.Catalog.FindUser("anna")!.Stamp;
        Assert.Contains("anna", (await _h.RunAsync("user", "list")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await _h.RunAsync("another long password\n", isInteractive: false, "user", "password", "anna")).Code);
        Assert.NotEqual(stamp, _h.Catalog.FindUser("anna")!.Stamp);
        Assert.Equal(ExitCode.Done, (await _h.RunAsync("user", "remove", "anna")).Code);
        Assert.Empty(_h.Catalog.ListUsers());
    }

    [Theory]
    [InlineData("short\n", ExitCode.BadUsage, "too short")]
    [InlineData("", ExitCode.BadUsage, "There is no password")]
    public async Task Add_WithABadPassword_SaysWhy(string typed, ExitCode code, string words)
    {
        CliRun run = await _h.RunAsync(typed, isInteractive: false, "user", "add", "anna");
        Assert.Equal(code, run.Code);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.Empty(_h.Catalog.ListUsers());
    }

    [Fact]
    public async Task Commands_OfSomebodyUnknownOrKnown_AreRefused()
    {
        await _h.RunAsync("correct horse battery\n", isInteractive: false, "user", "add", "anna");
        Assert.Equal(ExitCode.Refused, (await _h.RunAsync("correct horse battery\n", isInteractive: false, "user", "add", "ANNA")).Code);
        Assert.Equal(ExitCode.Failed, (await _h.RunAsync("user", "remove", "bob")).Code);
        Assert.Equal(ExitCode.Failed, (await _h.RunAsync("correct horse battery\n", isInteractive: false, "user", "password", "bob")).Code);
    }
}
