using System;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.StoreKeys;
using Monitas.BootServer.Tests.Api;
using Monitas.BootServer.Tests.Tls;
using Monitas.Contracts.Jobs;
using Monitas.Imaging.Sealing;
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

    [Fact]
    public async Task StoreKey_ChangedWhileAServerRuns_IsTakenInAtOnceOrSaidNotToBe()
    {
        await using ApiHarness running = await ApiHarness.StartAsync(settings => settings with { Encryption = StoreEncryption.KeyFile, KeyFile = _place.Combine("store.key") });
        Task<CliRun> RunHere(params string[] arguments) => running.RunAsync(
            ["store", "key", .. arguments, "--set", $"server:store={running.Settings.Store}", "--set", $"server:key-file={_place.Combine("store.key")}", "--set", "server:encryption=key-file"]);
        await RunHere("init");

        CliRun rotated = await RunHere("rotate");
        StoreKeyRing ring = running.Services.GetRequiredService<StoreKeyRing>();
        Assert.Equal(ExitCode.Done, rotated.Code);
        Assert.Contains($"The running server has taken this in: it seals new volumes with key {ring.ActiveKey}.", rotated.Error, StringComparison.Ordinal);
        Assert.Contains($"Made key {ring.ActiveKey},", rotated.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("The store's keys", (await running.RunAsync("status")).Output, StringComparison.Ordinal);

        CliRun other = await RunHere("rotate", "--new-key-file", _place.Combine("next.key"));
        Assert.Equal(ExitCode.Warnings, other.Code);
        Assert.Contains("! The running server goes on with the keys that it had", other.Error, StringComparison.Ordinal);
        Assert.Contains("systemctl restart monitas-server", other.Error, StringComparison.Ordinal);
        Assert.Contains("! The store's keys have changed", (await running.RunAsync("status")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StoreKeyRemove_TheLast_IsRefusedAndAServerOfAnotherStoreIsLeftAlone()
    {
        await RunAsync("init");
        CliRun last = await RunAsync("remove", "key file");
        Assert.Equal(ExitCode.Failed, last.Code);
        Assert.Contains("is the last that opens key", last.Error, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_place.Combine("words"), "correct horse battery\n", TestContext.Current.CancellationToken);
        CliRun added = await RunAsync("add-passphrase", "--passphrase-file", _place.Combine("words"), "--name", "office");
        Assert.Equal(ExitCode.Done, added.Code);
        Assert.Contains("has another store", added.Error, StringComparison.Ordinal);
        CliRun removed = await RunAsync("remove", "office");
        Assert.Equal(ExitCode.Done, removed.Code);
        Assert.Contains("Volumes made before keep it in their VOLUME.JSON", removed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("office", (await RunAsync("status")).Output, StringComparison.Ordinal);
    }

    private Task<CliRun> RunAsync(params string[] arguments) => _h.RunAsync(
        ["store", "key", .. arguments, "--set", $"server:store={_place.Combine("store")}", "--set", $"server:key-file={_place.Combine("store.key")}", "--set", "server:encryption=key-file"]);
}
