using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Monitas.Integration.Tests;

/// <summary>A disk that is full, on the server's side and on the PC's, with the real programs: said in a sentence, and nothing is lost.</summary>
public sealed class FullDiskTests
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int DataBytes = 40 << 20;

    [Fact]
    public async Task BackupAndRestore_OntoFullDisks_SaySoAndWorkOnceThereIsRoom()
    {
        await using TestNetwork network = await TestNetwork.CreateAsync();
        string store = await network.MountSmallDiskAsync("store", 24);
        string target = await network.MountSmallDiskAsync("target", 8);
        string[] server = network.ServerArguments("off");
        string[] agent = network.AgentArguments();
        byte[] content = Noise();
        string data = Directory.CreateDirectory(Path.Combine(network.Folder, "data")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(data, "noise"), content, TestContext.Current.CancellationToken);
        await ConnectAsync(network, server, agent);

        ProcessResult full = await network.RunAsync(server, "backup", "desk", "--wait");
        Assert.True(full.ExitCode == Failed, full.ToString());
        Assert.Contains("full", full.Output + full.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(store, "*.iso", SearchOption.AllDirectories));

        await TestNetwork.ResizeAsync(store, 200);
        ProcessResult saved = await network.RunAsync(server, "backup", "desk", "--wait");
        Assert.True(saved.ExitCode == Done, saved.ToString());

        ProcessResult noRoom = await network.RunAsync(server, "restore", "desk", data, "--to", target, "--wait");
        Assert.True(noRoom.ExitCode == Failed, noRoom.ToString());
        Assert.Contains("No space left on device", noRoom.Output + noRoom.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(target, "noise*", SearchOption.AllDirectories));

        await TestNetwork.ResizeAsync(target, 100);
        ProcessResult restored = await network.RunAsync(server, "restore", "desk", data, "--to", target, "--wait");
        Assert.True(restored.ExitCode == Done, restored.ToString());
        string back = Directory.GetFiles(target, "noise", SearchOption.AllDirectories).Single();
        Assert.Equal(content, await File.ReadAllBytesAsync(back, TestContext.Current.CancellationToken));
    }

    private static async Task ConnectAsync(TestNetwork network, string[] server, string[] agent)
    {
        network.StartDaemon(server);
        await TestNetwork.UntilAsync(() => network.RunAsync(server, "status"), r => r.ExitCode == Done);
        using JsonDocument made = JsonDocument.Parse((await network.RunAsync(server, "machine", "token", "desk", "--json")).Output);
        string token = made.RootElement.GetProperty("token").GetString()!;
        ProcessResult enrolled = await network.RunAsync(agent, "enroll", "https://10.98.0.1:8443", "--token", token);
        Assert.True(enrolled.ExitCode == Done, enrolled.ToString());
        network.StartDaemon(agent);
        await TestNetwork.UntilAsync(() => network.RunAsync(server, "machine", "show", "desk", "--json"), r => r.Output.Contains("Live", StringComparison.Ordinal));
    }

    /// <summary>Bytes that do not compress.</summary>
    private static byte[] Noise()
    {
        byte[] bytes = new byte[DataBytes];
        new Random(20_261).NextBytes(bytes);
        return bytes;
    }
}
