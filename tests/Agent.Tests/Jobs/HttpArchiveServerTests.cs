using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using Monitas.Agent.Jobs;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.Agent.Tests.Jobs;

public sealed class HttpArchiveServerTests : IDisposable
{
    private readonly Answers _answers = new();
    private readonly HttpClient _http;
    private readonly FakeTimeProvider _clock = new() { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
    private readonly RecordingProgress _progress = new();
    private readonly HttpArchiveServer _server;

    public HttpArchiveServerTests()
    {
        _http = new HttpClient(_answers) { BaseAddress = new Uri("https://server:8443/"), Timeout = Timeout.InfiniteTimeSpan };
        _server = new HttpArchiveServer(_http, new JobId(17), _clock, _progress);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Missing_Ids_SendsThirtyTwoBytesEach()
    {
        _answers.Next(HttpStatusCode.OK, [0, 1]);

        bool[] missing = await _server.MissingAsync([ChunkId.Of("a"u8), ChunkId.Of("b"u8)], Token);

        Assert.Equal([false, true], missing);
        Assert.Equal("POST /agent/v1/jobs/17/chunks/missing", Assert.Single(_answers.Requests));
        byte[] expected = new byte[64];
        ChunkId.Of("a"u8).WriteTo(expected);
        ChunkId.Of("b"u8).WriteTo(expected.AsSpan(32));
        Assert.Equal(expected, _answers.Bodies[0]);
    }

    [Fact]
    public async Task OpenBaseManifest_NoContent_IsNull()
    {
        _answers.Next(HttpStatusCode.NoContent, []);

        Assert.Null(await _server.OpenBaseManifestAsync(Token));
    }

    [Fact]
    public async Task SendChunks_ServerUnreachableThrice_SendsTheSameBodyAgain()
    {
        _answers.Fail(new HttpRequestException("Connection refused"));
        _answers.Fail(new SocketException((int)SocketError.NotConnected));
        _answers.Next(HttpStatusCode.ServiceUnavailable, []);
        _answers.Next(HttpStatusCode.NoContent, []);

        await WithTimeAsync(_server.SendChunksAsync(["one"u8.ToArray(), "two"u8.ToArray()], Token));

        Assert.Equal(4, _answers.Requests.Count);
        Assert.All(_answers.Bodies, body => Assert.Equal("onetwo", Encoding.UTF8.GetString(body)));
    }

    [Fact]
    public async Task Commit_AnswerLost_SendsTheManifestFromItsBeginAgain()
    {
        string receipt = $$"""{"archive":"{{Guid.NewGuid():N}}","volume":"{{Guid.NewGuid():N}}","volumeBytes":5}""";
        _answers.Fail(new IOException("reset"));
        _answers.Next(HttpStatusCode.OK, Encoding.UTF8.GetBytes(receipt));
        using MemoryStream manifest = new("manifest"u8.ToArray());
        manifest.Position = 8;

        Task<ArchiveReceipt> commit = _server.CommitAsync(manifest, Token);
        await WithTimeAsync(commit);

        Assert.Equal(5, (await commit).VolumeBytes);
        Assert.All(_answers.Bodies, body => Assert.Equal("manifest", Encoding.UTF8.GetString(body)));
    }

    [Fact]
    public async Task Commit_AnswerLostAfterAnHour_AsksAgain()
    {
        _answers.Next(() =>
        {
            _clock.Advance(TimeSpan.FromHours(1));
            throw new IOException("reset");
        });
        _answers.Next(HttpStatusCode.OK, Encoding.UTF8.GetBytes($$"""{"archive":"{{Guid.NewGuid():N}}","volume":"{{Guid.NewGuid():N}}","volumeBytes":5}"""));

        Task<ArchiveReceipt> commit = _server.CommitAsync(new MemoryStream("manifest"u8.ToArray()), Token);
        await WithTimeAsync(commit);

        Assert.Equal(5, (await commit).VolumeBytes);
    }

    [Fact]
    public async Task AnyCall_Refusal_IsNotRepeatedAndShowsTheSentence()
    {
        _answers.Next(HttpStatusCode.InsufficientStorage, """{"code":"StoreFull","message":"The store is full; delete old archives."}"""u8.ToArray());

        ArchiveServerException failure = await Assert.ThrowsAsync<ArchiveServerException>(() => _server.SendChunksAsync([], Token));

        Assert.Equal("The store is full; delete old archives.", failure.Message);
        Assert.Equal(ErrorCode.StoreFull, failure.Code);
        Assert.False(failure.IsTransient);
        Assert.Single(_answers.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("null")]
    public async Task AnyCall_RefusalWithoutSentence_SaysTheStatus(string body)
    {
        _answers.Next(HttpStatusCode.NotFound, Encoding.UTF8.GetBytes(body));

        ArchiveServerException failure = await Assert.ThrowsAsync<ArchiveServerException>(() => _server.OpenManifestAsync(Token));

        Assert.Contains("404", failure.Message);
    }

    [Fact]
    public async Task AnyCall_ServerAwayTooLong_GivesUpInPlainWords()
    {
        _answers.FailForEver(new HttpRequestException("Connection refused"));

        ArchiveServerException failure = await Assert.ThrowsAsync<ArchiveServerException>(() => WithTimeAsync(_server.OpenManifestAsync(Token)));

        Assert.StartsWith("The server at https://server:8443/ cannot be reached: ", failure.Message);
        Assert.True(failure.IsTransient);
        Assert.InRange(_answers.Requests.Count, 10, 40);
    }

    [Fact]
    public async Task FetchChunks_StoreIsAwayForAWhile_AsksAgainUntilItIsBack()
    {
        byte[] away = """{"code":"StoreAway","message":"The store is away; mount it."}"""u8.ToArray();
        _answers.Next(HttpStatusCode.ServiceUnavailable, away);
        _answers.Next(HttpStatusCode.ServiceUnavailable, away);
        _answers.Next(HttpStatusCode.OK, "frame"u8.ToArray());

        Task<Stream> fetch = _server.FetchChunksAsync([ChunkId.Of("a"u8)], Token);
        await WithTimeAsync(fetch);

        using StreamReader frames = new(await fetch);
        Assert.Equal("frame", await frames.ReadToEndAsync(Token));
        Assert.Equal(["The store is away; mount it. The job waits for 10 minutes.", "The server answers again; the job goes on."], _progress.Lines);
    }

    [Fact]
    public async Task FetchChunks_StoreIsAwayTooLong_GivesUpAndSaysSo()
    {
        _answers.NextForEver(HttpStatusCode.ServiceUnavailable, """{"code":"StoreAway","message":"The store is away; mount it."}"""u8.ToArray());

        ArchiveServerException failure = await Assert.ThrowsAsync<ArchiveServerException>(() => WithTimeAsync(_server.FetchChunksAsync([ChunkId.Of("a"u8)], Token)));

        Assert.Equal(ErrorCode.StoreAway, failure.Code);
        Assert.Equal("The store is away; mount it.", failure.Message);
        Assert.InRange(_answers.Requests.Count, 10, 40);
    }

    [Fact]
    public async Task Missing_AnswerOfOtherLength_IsRefused()
    {
        _answers.Next(HttpStatusCode.OK, [1]);

        await Assert.ThrowsAsync<ArchiveServerException>(() => _server.MissingAsync([ChunkId.Of("a"u8), ChunkId.Of("b"u8)], Token));
    }

    public void Dispose()
    {
        _http.Dispose();
        _answers.Dispose();
    }

    private async Task WithTimeAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(1, Token);
        }
        await task;
    }

    /// <summary>Answers in the place of a server.</summary>
    private sealed class Answers : HttpMessageHandler
    {
        private readonly Queue<Func<HttpResponseMessage>> _queue = new();
        private Func<HttpResponseMessage>? _always;

        public List<string> Requests { get; } = [];

        public List<byte[]> Bodies { get; } = [];

        public void Next(HttpStatusCode status, byte[] body) => Next(() => new HttpResponseMessage(status) { Content = new ByteArrayContent(body) });

        public void Next(Func<HttpResponseMessage> answer) => _queue.Enqueue(answer);

        public void Fail(Exception failure) => Next(() => throw failure);

        public void NextForEver(HttpStatusCode status, byte[] body) => _always = () => new HttpResponseMessage(status) { Content = new ByteArrayContent(body) };

        public void FailForEver(Exception failure) => _always = () => throw failure;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add($"{request.Method} {request.RequestUri!.AbsolutePath}");
            Bodies.Add(request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken));
            return (_always ?? _queue.Dequeue())();
        }
    }
}
