using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.StoreKeys;
using Monitas.BootServer.Tests.Agents;
using Monitas.BootServer.Tests.Backups;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Sealing;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.BootServer.Tests.StoreKeys;

/// <summary>The lines of a sealed volume's README.TXT, run as they stand there with only the names put in: with a recovery sheet, and with a passphrase.</summary>
public sealed partial class SealedReadmeTests : ServedTests
{
    private readonly TestContent _content = new(seed: 60, files: 4, fileBytes: 100_000);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("--key sheet")]
    [InlineData("--passphrase-file passphrase")]
    public async Task Readme_EveryCommandInIt_DoesWhatItSays(string secret)
    {
        (string archive, string readme) = await SealAsync();
        string[] commands = [.. Command().Matches(readme).Select(match => match.Value.Trim())];
        Assert.Equal(4, commands.Length);
        Assert.Contains("--passphrase-file FILE instead of --key FILE", readme, StringComparison.Ordinal);

        string[] said = [.. commands.Select(command => Shell(Line(command, secret, archive)).Said)];

        Assert.Contains(archive, said[0], StringComparison.Ordinal);
        Assert.Contains("/file-0003", said[1], StringComparison.Ordinal);
        Assert.Equal(_content.Raw[1], await File.ReadAllBytesAsync(Place.Combine("fstab"), Cancel));
        Assert.Equal(_content.Raw[2], await File.ReadAllBytesAsync(Place.Combine("target/file-0002"), Cancel));
    }

    [Theory]
    [InlineData("--key other", "the key file other")]
    [InlineData("--passphrase-file wrong", "the passphrase in wrong")]
    [InlineData("--key other --passphrase-file wrong", "the key file other and the passphrase in wrong")]
    public async Task Extract_WrongSecret_IsToldAtOnceAndNothingIsMade(string secret, string named)
    {
        (string archive, string readme) = await SealAsync();
        StoreSecretFiles.WriteKeyFile(Place.Combine("other"));
        await File.WriteAllTextAsync(Place.Combine("wrong"), "correct horse batterz\n", Cancel);

        foreach (Match command in Command().Matches(readme))
        {
            (int code, string said) = Shell(Line(command.Value.Trim(), secret, archive));

            Assert.Equal(1, code);
            Assert.StartsWith($"WRONG: {named} opens no volume here.", said, StringComparison.Ordinal);
            Assert.Contains("the passphrase 'office' (--passphrase-file)", said, StringComparison.Ordinal);
            Assert.Single(said.TrimEnd().Split('\n'));
        }
        Assert.False(Directory.Exists(Place.Combine("target")));
    }

    [Fact]
    public async Task Extract_NoSecret_SaysWhichOneIsWanted()
    {
        (_, string readme) = await SealAsync();

        (int code, string said) = Shell("python3 EXTRACT.PY list store");

        Assert.Equal(1, code);
        string key = KeyId().Match(readme).Groups[1].Value;
        Assert.Contains($"it is sealed with key {key}; give what opens that: key file ", said, StringComparison.Ordinal);
    }

    /// <summary>A store that a key file and a passphrase open, with one archive; "sheet" is the key as typed from the recovery sheet.</summary>
    private async Task<(string Archive, string Readme)> SealAsync()
    {
        await Server.DisposeAsync();
        StoreKeyDesk desk = new(Sealed(new ServerSettings { Store = Place.Combine("store") }), TimeProvider.System, new PassphraseCost(64, 1, 1));
        await desk.InitAsync(Cancel);
        await desk.AddPassphraseAsync("correct horse battery"u8.ToArray(), "the test", "office", Cancel);
        IEnumerable<string> sheet = (await desk.RecoverAsync("backup", Cancel)).Split('\n').Select(line => line.Trim());
        await File.WriteAllLinesAsync(Place.Combine("sheet"), sheet.SkipWhile(line => line != "monitas-store-key 1").Take(10), Cancel);
        await File.WriteAllTextAsync(Place.Combine("passphrase"), "correct horse battery\n", Cancel);
        await RestartAsync(change: Sealed);
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        ArchiveReceipt receipt = await BackupClient.BackUpAsync(Server, agent, _content);
        await BackupClient.BackUpAsync(Server, agent, new TestContent(seed: 61, files: 1, fileBytes: 1000));
        Shell($"bsdtar -xf store/{VolumeNames.OfVolume(receipt.Volume)} README.TXT EXTRACT.PY; chmod u+w README.TXT EXTRACT.PY");
        return (receipt.Archive.ToString(), await File.ReadAllTextAsync(Place.Combine("README.TXT"), Cancel));
    }

    private ServerSettings Sealed(ServerSettings settings) => settings with { Encryption = StoreEncryption.KeyFile, KeyFile = Place.Combine("store.key") };

    private static string Line(string command, string secret, string archive) => DirectoryWord().Replace(
        command.Replace("--key KEY-FILE", secret, StringComparison.Ordinal).Replace("ARCHIVE", archive, StringComparison.Ordinal)
            .Replace("TARGET-DIRECTORY", "target", StringComparison.Ordinal).Replace("/etc/fstab", "/file-0001", StringComparison.Ordinal)
            .Replace("/home/anna", "/file-0002", StringComparison.Ordinal),
        "store");

    private (int Code, string Said) Shell(string line)
    {
        ProcessStartInfo start = new("/bin/sh", ["-c", $"exec 2>&1; {line}"]) { WorkingDirectory = Place.Path, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said);
    }

    [GeneratedRegex("^  python3 .*$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex("THE KEY of this volume is ([0-9a-f]{16})")]
    private static partial Regex KeyId();

    [GeneratedRegex(@"\bDIRECTORY\b")]
    private static partial Regex DirectoryWord();
}
