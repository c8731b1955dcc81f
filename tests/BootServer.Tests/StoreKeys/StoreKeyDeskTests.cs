using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.StoreKeys;
using Monitas.BootServer.Tests.Tls;
using Monitas.Imaging.Sealing;
using Xunit;

namespace Monitas.BootServer.Tests.StoreKeys;

public sealed class StoreKeyDeskTests : IDisposable
{
    private static readonly PassphraseCost Cheap = new(64, 1, 1);

    private readonly TemporaryDirectory _place = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string KeyFile => _place.Combine("store.key");

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Init_KeyFile_MakesOneThatOnlyItsOwnerReadsAndThatOpensTheKey()
    {
        StoreKeyDesk desk = Desk();
        Assert.Empty((await desk.ReportAsync(Cancel)).Keys);
        IReadOnlyList<string> said = await desk.InitAsync(Cancel);

        Assert.Contains(said, line => line.Contains("show-recovery", StringComparison.Ordinal));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
        StoreKeyReport report = await desk.ReportAsync(Cancel);
        Assert.Null(report.Problem);
        Assert.True(Assert.Single(report.Keys).Opens);
        Assert.Equal(report.Active, report.Keys[0].Key);
        StoreKeyException again = await Assert.ThrowsAsync<StoreKeyException>(async () => await desk.InitAsync(Cancel));
        Assert.Contains("rotate", again.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShowRecovery_TypedIntoAFile_OpensTheStore()
    {
        await Desk().InitAsync(Cancel);
        string sheet = await Desk().RecoverAsync("backup", Cancel);
        Assert.All(sheet.Split('\n'), line => Assert.InRange(line.Length, 0, 86));
        File.Delete(KeyFile);
        Assert.Contains("cannot be read", (await Desk().ReportAsync(Cancel)).Problem, StringComparison.Ordinal);
        string[] lines = [.. sheet.Split('\n').Select(line => line.Trim()).SkipWhile(line => line != "monitas-store-key 1").Take(10)];
        await File.WriteAllTextAsync(KeyFile, string.Join('\n', lines).ToUpperInvariant().Replace("MONITAS-STORE-KEY", "monitas-store-key", StringComparison.Ordinal), Cancel);

        Assert.Null((await Desk().ReportAsync(Cancel)).Problem);
        await File.WriteAllTextAsync(KeyFile, string.Join('\n', lines).Replace(lines[4], lines[4][..^1] + (lines[4][^1] == '0' ? '1' : '0'), StringComparison.Ordinal), Cancel);
        Assert.Contains("group 4 is mistyped", (await Desk().ReportAsync(Cancel)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddPassphrase_ThenWithoutTheKeyFile_OpensTheKeys()
    {
        await Desk().InitAsync(Cancel);
        await Desk().AddPassphraseAsync("correct horse battery\n"u8.ToArray(), "the test", "office", Cancel);
        await File.WriteAllTextAsync(_place.Combine("passphrase"), "correct horse battery\n", Cancel);

        StoreKeyReport report = await Desk(PassphraseOnly).ReportAsync(Cancel);
        Assert.Null(report.Problem);
        Assert.True(report.Keys[0].Opens);
        Assert.Contains("office", report.Keys[0].OpenedBy);
        await File.WriteAllTextAsync(_place.Combine("passphrase"), "correct horse batterz\n", Cancel);
        Assert.Contains("is opened by", (await Desk(PassphraseOnly).ReportAsync(Cancel)).Problem, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreKeyException>(async () => await Desk().AddPassphraseAsync("short"u8.ToArray(), "the test", "other", Cancel));
        await Assert.ThrowsAsync<StoreKeyException>(async () => await Desk().AddPassphraseAsync("correct horse battery"u8.ToArray(), "the test", "office", Cancel));
    }

    [Fact]
    public async Task Rotate_WithANewKeyFile_OpensAllAndTheOldOneOnlyWhatWasBefore()
    {
        await Desk().InitAsync(Cancel);
        await Desk().AddPassphraseAsync("correct horse battery"u8.ToArray(), "the test", "office", Cancel);
        string next = _place.Combine("next.key");
        IReadOnlyList<string> said = await Desk().RotateAsync(next, Cancel);

        Assert.Contains(said, line => line.Contains("'office'", StringComparison.Ordinal));
        StoreKeyReport report = await Desk(settings => settings with { KeyFile = next }).ReportAsync(Cancel);
        Assert.Equal([true, true], report.Keys.Select(key => key.Opens));
        Assert.Equal(report.Active, report.Keys[1].Key);
        report = await Desk().ReportAsync(Cancel);
        Assert.NotNull(report.Problem);
        Assert.Equal([true, false], report.Keys.Select(key => key.Opens));
    }

    [Fact]
    public async Task Rotate_WithoutOne_KeepsTheKeyFile()
    {
        await Desk().InitAsync(Cancel);
        await Desk().RotateAsync(null, Cancel);
        StoreKeyReport report = await Desk().ReportAsync(Cancel);
        Assert.Equal([true, true], report.Keys.Select(key => key.Opens));
        Assert.Null(report.Problem);
    }

    [Fact]
    public async Task ShowRecovery_OfAPassphraseStore_MakesASheetThatOpensIt()
    {
        await File.WriteAllTextAsync(_place.Combine("passphrase"), "correct horse battery\n", Cancel);
        await Desk(PassphraseOnly).InitAsync(Cancel);
        string first = await Desk(PassphraseOnly).RecoverAsync("backup", Cancel);
        string sheet = await Desk(PassphraseOnly).RecoverAsync("backup", Cancel);
        await File.WriteAllTextAsync(KeyFile, Lines(sheet), Cancel);
        Assert.Null((await Desk().ReportAsync(Cancel)).Problem);
        await File.WriteAllTextAsync(KeyFile, Lines(first), Cancel);
        Assert.NotNull((await Desk().ReportAsync(Cancel)).Problem);

        static string Lines(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim()).SkipWhile(line => line != "monitas-store-key 1").Take(10));
    }

    [Fact]
    public async Task Remove_OnePassphrase_NoLongerOpensAndTheLastStays()
    {
        await Desk().InitAsync(Cancel);
        await Desk().AddPassphraseAsync("correct horse battery"u8.ToArray(), "the test", "office", Cancel);
        await File.WriteAllTextAsync(_place.Combine("passphrase"), "correct horse battery\n", Cancel);
        Assert.True((await Desk(PassphraseOnly).ReportAsync(Cancel)).Keys[0].Opens);

        IReadOnlyList<string> said = await Desk().RemoveAsync("office", Cancel);

        Assert.Contains(said, line => line.Contains("VOLUME.JSON", StringComparison.Ordinal));
        Assert.False((await Desk(PassphraseOnly).ReportAsync(Cancel)).Keys[0].Opens);
        Assert.Null((await Desk().ReportAsync(Cancel)).Problem);
        StoreKeyException last = await Assert.ThrowsAsync<StoreKeyException>(() => Desk().RemoveAsync(KeyFileId(), Cancel));
        Assert.Contains("is the last", last.Message, StringComparison.Ordinal);
        StoreKeyException unknown = await Assert.ThrowsAsync<StoreKeyException>(() => Desk().RemoveAsync("office", Cancel));
        Assert.Contains($"'key file {KeyFileId()}'", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remove_WhatTheSettingsRelyOn_IsRefusedUntilAnotherIsShownToOpen()
    {
        await Desk().InitAsync(Cancel);
        await Desk().AddPassphraseAsync("correct horse battery"u8.ToArray(), "the test", "office", Cancel);
        string keyFile = KeyFileId();
        StoreKeyException refused = await Assert.ThrowsAsync<StoreKeyException>(() => Desk().RemoveAsync(keyFile, Cancel));
        Assert.Contains("would be opened by office only", refused.Message, StringComparison.Ordinal);
        Assert.Null((await Desk().ReportAsync(Cancel)).Problem);

        await File.WriteAllTextAsync(_place.Combine("passphrase"), "correct horse battery\n", Cancel);
        await Desk(PassphraseOnly).RemoveAsync(keyFile, Cancel);
        Assert.NotNull((await Desk().ReportAsync(Cancel)).Problem);
        Assert.Null((await Desk(PassphraseOnly).ReportAsync(Cancel)).Problem);
    }

    private string KeyFileId() => StoreSecretFiles.ReadKeyFile(KeyFile).Id.ToString();

    private ServerSettings PassphraseOnly(ServerSettings settings) =>
        settings with { Encryption = StoreEncryption.Passphrase, KeyFile = null, PassphraseFile = _place.Combine("passphrase") };

    private StoreKeyDesk Desk(Func<ServerSettings, ServerSettings>? change = null)
    {
        ServerSettings settings = new() { Store = _place.Combine("store"), Encryption = StoreEncryption.KeyFile, KeyFile = KeyFile };
        Directory.CreateDirectory(settings.Store);
        return new StoreKeyDesk(change is null ? settings : change(settings), TimeProvider.System, Cheap);
    }
}
