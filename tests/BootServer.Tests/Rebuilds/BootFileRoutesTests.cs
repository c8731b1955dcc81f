using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Tests.Agents;
using Monitas.BootServer.Tests.Tls;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.BootServer.Tests.Rebuilds;

/// <summary>The order to go into the boot image, over real connections: its files, and its secret.</summary>
public sealed class BootFileRoutesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly byte[] _kernel = Encoding.ASCII.GetBytes("a kernel");
    private readonly byte[] _initramfs = RandomNumberGenerator.GetBytes(300_000);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Order_NamesFilesThatThatMachineGetsAndNoOther()
    {
        await using TestServer server = await TestServer.StartAsync(_directory, bootImage: MakeImage());
        using TestAgent agent = await server.ConnectAsync("desk-1");
        using TestAgent other = await server.ConnectAsync("desk-2", "52:54:00:00:00:02");
        JobId job = await OrderAsync(server, agent);
        EnterBootImageOrder order = Assert.IsType<EnterBootImageOrder>((await agent.ExpectAsync<StartJob>()).Order);

        Assert.Equal(_kernel, await GetAsync(agent, job, order.Kernel));
        Assert.Equal(_initramfs, await GetAsync(agent, job, order.Initramfs));
        Assert.Equal(("vmlinuz", "initrd.img"), (order.Kernel.Name, order.Initramfs.Name));
        foreach ((TestAgent who, string file, HttpStatusCode status) in new[]
        {
            (agent, "manifest.json", HttpStatusCode.NotFound),
            (agent, "..%2Fmanifest.json", HttpStatusCode.NotFound),
            (other, "vmlinuz", HttpStatusCode.Forbidden),
        })
        {
            using HttpResponseMessage answer = await who.Http.GetAsync(Path(job, file), Cancel);
            Assert.Equal(status, answer.StatusCode);
        }

        await server.Jobs.CancelAsync(job, "the test", Cancel);
        using HttpResponseMessage over = await agent.Http.GetAsync(Path(job, "vmlinuz"), Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, over.StatusCode);
    }

    [Fact]
    public async Task Order_CommandLineHasASecretOfThisJobForOneStart()
    {
        await using TestServer server = await TestServer.StartAsync(_directory, bootImage: MakeImage());
        using TestAgent agent = await server.ConnectAsync("desk-1");
        JobId job = await OrderAsync(server, agent);
        EnterBootImageOrder order = Assert.IsType<EnterBootImageOrder>((await agent.ExpectAsync<StartJob>()).Order);

        string[] words = order.CommandLine.Split(' ');
        Assert.Equal("root=/dev/ram0", words[0]);
        Assert.Contains($"monitas.ca={server.CaFingerprint}", words);
        Assert.DoesNotContain(words, word => word.StartsWith("monitas.mac=", StringComparison.Ordinal));
        string secret = words.Single(word => word.StartsWith("monitas.secret=", StringComparison.Ordinal))["monitas.secret=".Length..];
        using HttpResponseMessage first = await server.PostEnrollAsync(Routes.Boot, secret, TestServer.Facts("52:54:00:00:00:01", "image-1"));
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        using HttpResponseMessage second = await server.PostEnrollAsync(Routes.Boot, secret, TestServer.Facts("52:54:00:00:00:01", "image-2"));
        Assert.Equal(HttpStatusCode.Unauthorized, second.StatusCode);
        Assert.Equal(job, Assert.Single(server.Catalog.ListOpenJobs()).Id);
    }

    [Theory]
    [InlineData(false, "Network boot is switched off")]
    [InlineData(true, "is damaged, so nobody could tell")]
    public async Task Order_NoImageToGive_IsSaid(bool withImage, string said)
    {
        string image = MakeImage();
        await File.WriteAllTextAsync(System.IO.Path.Combine(image, "manifest.json"), "{", Cancel);
        await using TestServer server = await TestServer.StartAsync(_directory, bootImage: withImage ? image : null);
        using TestAgent agent = await server.ConnectAsync("desk-1");
        JobId job = await OrderAsync(server, agent);
        Assert.Contains(said, server.Catalog.FindJob(job)!.Message, StringComparison.Ordinal);
        Assert.Equal((JobState.WaitingForMachine, RestartStage.Over), (server.Catalog.FindJob(job)!.State, server.Catalog.FindJob(job)!.Restart));
    }

    private static async Task<JobId> OrderAsync(TestServer server, TestAgent agent)
    {
        JobParameters parameters = new() { Restart = RestartWay.Kexec, PreApproved = true };
        return (await server.Jobs.CreateAsync(JobKind.Wipe, server.Catalog.FindMachine(agent.Machine)!, parameters, "the test", Cancel)).Id;
    }

    private static string Path(JobId job, string file) =>
        Routes.BootImageFile.Replace("{job}", job.ToString(), StringComparison.Ordinal).Replace("{file}", file, StringComparison.Ordinal);

    private static async Task<byte[]> GetAsync(TestAgent agent, JobId job, BootImageFile file)
    {
        byte[] got = await agent.Http.GetByteArrayAsync(Path(job, file.Name), Cancel);
        Assert.Equal((file.Bytes, file.Sha256), (got.Length, Convert.ToHexStringLower(SHA256.HashData(got))));
        return got;
    }

    private string MakeImage()
    {
        string image = _directory.Combine("image");
        Directory.CreateDirectory(image);
        File.WriteAllBytes(System.IO.Path.Combine(image, "vmlinuz"), _kernel);
        File.WriteAllBytes(System.IO.Path.Combine(image, "initrd.img"), _initramfs);
        File.WriteAllText(System.IO.Path.Combine(image, "manifest.json"), $$"""{"format":1,"files":[{{Entry("vmlinuz", _kernel)}},{{Entry("initrd.img", _initramfs)}}]}""");
        return image;
    }

    private static string Entry(string name, byte[] content) =>
        $$"""{"name":"{{name}}","bytes":{{content.Length}},"sha256":"{{Convert.ToHexStringLower(SHA256.HashData(content))}}"}""";
}
