using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.BareMetal.Wire;
using Monitas.Agent.Disks;
using Monitas.Contracts.Plans;
using Xunit;

namespace Monitas.Agent.Tests.BareMetal;

public sealed class KeyFileTests : IDisposable
{
    private const string Passphrase = "correct horse battery staple";
    private readonly string _directory = Directory.CreateTempSubdirectory("monitas-key-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void IsRandom_RandomBytes_FromThirtyTwoOn()
    {
        byte[] key = SHA512.HashData("a key"u8);

        Assert.True(KeyFileStrength.IsRandom(key));
        Assert.True(KeyFileStrength.IsRandom(key.AsSpan(0, 32)));
        Assert.False(KeyFileStrength.IsRandom(key.AsSpan(0, 31)));
    }

    [Fact]
    public void IsRandom_WhatAPersonWritesOrWhatRepeats_IsNot()
    {
        Assert.False(KeyFileStrength.IsRandom([]));
        Assert.False(KeyFileStrength.IsRandom(new byte[512]));
        Assert.False(KeyFileStrength.IsRandom([.. Enumerable.Repeat((byte)0xFF, 512)]));
        Assert.False(KeyFileStrength.IsRandom(Encoding.UTF8.GetBytes("Zwölf große Boxkämpfer jagen Viktor quer über den Sylter Deich, 0123456789")));
        Assert.False(KeyFileStrength.IsRandom(Encoding.ASCII.GetBytes(Convert.ToHexString(SHA512.HashData("a key"u8)))));
    }

    /// <summary>cryptsetup is the judge of the commands, on a file in the place of a disk.</summary>
    [Fact]
    public async Task AddKey_RandomKey_IsInAnUnstretchedSlotThatIsTriedFirst()
    {
        string disk = Path.Combine(_directory, "disk");
        string file = Path.Combine(_directory, "key");
        await using (FileStream made = File.Create(disk))
        {
            made.SetLength(32 << 20);
        }

        await File.WriteAllBytesAsync(file, SHA512.HashData("a key"u8), Cancel);
        await ExternalTool.RunAsync("cryptsetup", ["luksFormat", "--batch-mode", "--type", "luks2", "--pbkdf", "pbkdf2", "--pbkdf-force-iterations", "5000", "--key-file=-", disk], Cancel, input: Passphrase);
        AddKeyFile step = new() { Encryption = "luks0", File = "/etc/key", Description = "" };

        await ExternalTool.RunAsync("cryptsetup", CryptsetupCommand.AddKey(step, disk, file, isRandom: true), Cancel, input: Passphrase);
        await ExternalTool.RunAsync("cryptsetup", CryptsetupCommand.TryKeyFileFirst(disk), Cancel);
        await ExternalTool.RunAsync("cryptsetup", CryptsetupCommand.TryKey(step, disk, file), Cancel);

        ToolResult dump = await ExternalTool.RunAsync("cryptsetup", ["luksDump", "--dump-json-metadata", disk], Cancel);
        JsonNode slot = JsonNode.Parse(dump.Output)!["keyslots"]!["1"]!;
        Assert.Equal(2, (int)slot["priority"]!);
        Assert.Equal(("pbkdf2", 1000), ((string)slot["kdf"]!["type"]!, (int)slot["kdf"]!["iterations"]!));
    }
}
