using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Jobs;
using Monitas.Agent.Restart;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.Agent.Tests.Restart;

public sealed class BootImageDownloadTests : IDisposable
{
    private static readonly byte[] Kernel = Encoding.ASCII.GetBytes("all of the kernel");

    private readonly string _file = Path.GetTempFileName();
    private readonly Answers _server = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fetch_AsOrdered_IsInTheFile()
    {
        _server.Next.Enqueue(Kernel);
        Assert.Equal(_file, await FetchAsync());
        Assert.Equal(Kernel, await File.ReadAllBytesAsync(_file, Cancel));
        Assert.Equal("/agent/v1/jobs/7/boot/vmlinuz", Assert.Single(_server.Asked));
    }

    [Fact]
    public async Task Fetch_BreaksOffOnce_IsAskedForAgainFromItsBegin()
    {
        _server.Next.Enqueue(Kernel[..5]);
        _server.Next.Enqueue(Kernel);
        await FetchAsync();
        Assert.Equal(Kernel, await File.ReadAllBytesAsync(_file, Cancel));
    }

    [Theory]
    [InlineData("all of the kerneL", "its SHA-256 is another one")]
    [InlineData("all of the kernel.", "is longer than the 17 bytes")]
    [InlineData("all of", "broke off after 6 of 17 bytes")]
    [InlineData("", "broke off after 0 of 17 bytes")]
    public async Task Fetch_NotAsOrdered_FailsAndSaysHow(string came, string said)
    {
        for (int attempt = 0; attempt < 3; attempt++)
        {
            _server.Next.Enqueue(Encoding.ASCII.GetBytes(came));
        }
        IOException wrong = await Assert.ThrowsAsync<IOException>(FetchAsync);
        Assert.Contains(said, wrong.Message, StringComparison.Ordinal);
        Assert.Empty(_server.Next);
    }

    [Fact]
    public async Task Fetch_ServerRefuses_IsNotAskedAgain()
    {
        _server.Next.Enqueue(null);
        await Assert.ThrowsAsync<ArchiveServerException>(FetchAsync);
        Assert.Single(_server.Asked);
    }

    [Theory]
    [InlineData(false, """{"type":"jobFinishedReceived","job":7}""")]
    [InlineData(true, """{"type":"jobFinishedReceived","go":true,"job":7}""")]
    public void JobFinishedReceived_WithAndWithoutTheWordToGo_IsThisJson(bool go, string json)
    {
        using JsonDocument expected = JsonDocument.Parse(json);
        using JsonDocument actual = JsonDocument.Parse(JsonSerializer.Serialize(new JobFinishedReceived { Job = new JobId(7), Go = go }, ContractsJson.Default.ServerMessage));
        Assert.True(JsonElement.DeepEquals(expected.RootElement, actual.RootElement), actual.RootElement.GetRawText());
        Assert.Equal(go, Assert.IsType<JobFinishedReceived>(JsonSerializer.Deserialize(json, ContractsJson.Default.ServerMessage)).Go);
    }

    public void Dispose()
    {
        _server.Dispose();
        File.Delete(_file);
    }

    private async Task<string> FetchAsync()
    {
        using HttpClient http = new(_server, disposeHandler: false) { BaseAddress = new Uri("https://server.example:8443") };
        BootImageFile file = new("vmlinuz", Kernel.Length, Convert.ToHexStringLower(SHA256.HashData(Kernel)));
        return await new BootImageDownload(http, new JobId(7), TimeProvider.System, _ => { }).FetchAsync(file, _file, Cancel);
    }

    /// <summary>A server that gives these bytes, one answer after the other; null for a refusal.</summary>
    private sealed class Answers : HttpMessageHandler
    {
        public Queue<byte[]?> Next { get; } = [];

        public List<string> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!.AbsolutePath);
            return Task.FromResult(Next.Dequeue() is { } bytes
                ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(bytes) }
                : new HttpResponseMessage(HttpStatusCode.Forbidden));
        }
    }
}
