using System;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using Monitas.BootServer.Tests.Api;
using Monitas.BootServer.Tests.Tls;
using Monitas.Contracts.Jobs;
using Xunit;

namespace Monitas.BootServer.Tests.Cli;

public sealed class StoreCommandTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _place = new();
    private ApiHarness _h = null!;

    public async ValueTask InitializeAsync()
    {
        _h = await ApiHarness.StartAsync();
        Directory.CreateDirectory(_place.Combine("store"));
    }

    public async ValueTask DisposeAsync()
    {
        await _h.DisposeAsync();
        _place.Dispose();
    }

    [Fact]
    public async Task StoreKey_FromInitToRotate_SaysWhatWasDoneAndWhatIsNext()
    {
        Assert.Equal(ExitCode.Warnings, (await RunAsync("status")).Code);
        CliRun made = await RunAsync("init");
        Assert.Equal(ExitCode.Done, made.Code);
        Assert.Contains("show-recovery", made.Output, StringComparison.Ordinal);
        CliRun sheet = await RunAsync("show-recovery");
        Assert.Contains("monitas-store-key 1", sheet.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, (await RunAsync("init")).Code);
        Assert.Equal(ExitCode.Done, (await RunAsync("rotate")).Code);

        CliRun status = await RunAsync("status", "--json");
        Assert.Equal(ExitCode.Done, status.Code);
        using JsonDocument json = JsonDocument.Parse(status.Output);
        Assert.Equal(2, json.RootElement.GetProperty("keys").GetArrayLength());
        Assert.Equal(json.RootElement.GetProperty("active").GetString(), json.RootElement.GetProperty("keys")[1].GetProperty("key").GetString());
    }

    [Fact]
    public async Task StoreKey_KeyFileLost_SaysWhichFileAndWhatToDo()
    {
        await RunAsync("init");
        File.Delete(_place.Combine("store.key"));
        foreach (string command in (string[])["show-recovery", "rotate"])
        {
            CliRun run = await RunAsync(command);
            Assert.Equal(ExitCode.Failed, run.Code);
            Assert.Contains(_place.Combine("store.key"), run.Error, StringComparison.Ordinal);
            Assert.Contains("recovery sheet", run.Error, StringComparison.Ordinal);
        }
        Assert.Equal(ExitCode.BadUsage, (await RunAsync("add-passphrase")).Code);
    }

    private Task<CliRun> RunAsync(params string[] arguments) => _h.RunAsync(
        ["store", "key", .. arguments, "--set", $"server:store={_place.Combine("store")}", "--set", $"server:key-file={_place.Combine("store.key")}", "--set", "server:encryption=key-file"]);
}
