using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Jobs;

/// <summary>The server over HTTPS, by the routes of <see cref="Routes"/>. Thread safe.</summary>
/// <param name="http">Has the base address, the pinned CA, the credential, and no time limit; it is not disposed here.</param>
/// <param name="job">The job that all requests are about.</param>
/// <param name="clock">Times the pauses between attempts.</param>
/// <param name="progress">Where to say that the job waits for the server, and why.</param>
internal sealed class HttpArchiveServer(HttpClient http, JobId job, TimeProvider clock, IJobProgress progress) : IArchiveServer
{
    private readonly RetryingRequest _request = new(http, clock, progress.Log);

    /// <inheritdoc/>
    public Task<Stream?> OpenBaseManifestAsync(CancellationToken cancellationToken) =>
        _request.SendForStreamAsync(HttpMethod.Get, Path(Routes.BaseManifest), null, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool[]> MissingAsync(IReadOnlyList<ChunkId> ids, CancellationToken cancellationToken)
    {
        byte[] body = Pack(ids);
        byte[] answer = await _request
            .SendForBytesAsync(HttpMethod.Post, Path(Routes.MissingChunks), () => Bytes(body), cancellationToken).ConfigureAwait(false);
        return answer.Length == ids.Count
            ? Array.ConvertAll(answer, one => one != 0)
            : throw new ArchiveServerException($"The server answered for {answer.Length} chunks instead of {ids.Count}; is it of another version?", isTransient: false);
    }

    /// <inheritdoc/>
    public Task SendChunksAsync(IReadOnlyList<ReadOnlyMemory<byte>> frames, CancellationToken cancellationToken) =>
        _request.SendForBytesAsync(HttpMethod.Post, Path(Routes.Chunks), () => new FramesContent(frames), cancellationToken);

    /// <inheritdoc/>
    public Task PutLayoutAsync(MachineLayout layout, CancellationToken cancellationToken)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(layout, ContractsJson.Default.MachineLayout);
        return _request.SendForBytesAsync(HttpMethod.Put, Path(Routes.Layout), () => Bytes(body, "application/json"), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ArchiveReceipt> CommitAsync(Stream manifest, CancellationToken cancellationToken)
    {
        byte[] answer = await _request
            .SendForBytesAsync(HttpMethod.Post, Path(Routes.Commit), () => new RereadContent(manifest), cancellationToken).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(answer, ContractsJson.Default.ArchiveReceipt) ?? throw new JsonException();
        }
        catch (JsonException odd)
        {
            throw new ArchiveServerException("The server's receipt for the archive cannot be read; is it of another version?", isTransient: false, inner: odd);
        }
    }

    /// <inheritdoc/>
    public Task<Stream> OpenManifestAsync(CancellationToken cancellationToken) =>
        OpenAsync(HttpMethod.Get, Path(Routes.Manifest), null, cancellationToken);

    /// <inheritdoc/>
    public Task<Stream> FetchChunksAsync(IReadOnlyList<ChunkId> ids, CancellationToken cancellationToken)
    {
        byte[] body = Pack(ids);
        return OpenAsync(HttpMethod.Post, Path(Routes.FetchChunks), () => Bytes(body), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Stream> FetchCheckedChunkAsync(ChunkId id, CancellationToken cancellationToken)
    {
        byte[] body = Pack([id]);
        return OpenAsync(HttpMethod.Post, $"{Path(Routes.FetchChunks)}?{Routes.CheckChunks}", () => Bytes(body), cancellationToken);
    }

    /// <summary>The passphrases of the LUKS devices that the job's approved plan makes.</summary>
    /// <exception cref="ArchiveServerException">The server refused, or cannot be reached.</exception>
    public async Task<RebuildKeys> FetchRebuildKeysAsync(CancellationToken cancellationToken)
    {
        byte[] answer = await _request.SendForBytesAsync(HttpMethod.Post, Path(Routes.RebuildKeys), null, cancellationToken).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(answer, ContractsJson.Default.RebuildKeys) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            // Without the cause, whose message may show a part of the answer.
            throw new ArchiveServerException("The server's passphrases cannot be read; is it of another version?", isTransient: false);
        }
    }

    /// <summary>The credential of the system that a prep clones onto this machine.</summary>
    /// <exception cref="ArchiveServerException">The server refused, or cannot be reached.</exception>
    public async Task<EnrollReply> FetchCloneCredentialAsync(CancellationToken cancellationToken)
    {
        byte[] answer = await _request.SendForBytesAsync(HttpMethod.Post, Path(Routes.CloneCredential), null, cancellationToken).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(answer, ContractsJson.Default.EnrollReply) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            // Without the cause, whose message may show a part of the answer.
            throw new ArchiveServerException("The server's credential for the new system cannot be read; is it of another version?", isTransient: false);
        }
    }

    private async Task<Stream> OpenAsync(HttpMethod method, string path, Func<HttpContent>? body, CancellationToken cancellationToken) =>
        await _request.SendForStreamAsync(method, path, body, cancellationToken).ConfigureAwait(false) ?? Stream.Null;

    private string Path(string route) => route.Replace("{job}", job.ToString(), StringComparison.Ordinal);

    private static ByteArrayContent Bytes(byte[] body, string type = "application/octet-stream") =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    private static byte[] Pack(IReadOnlyList<ChunkId> ids)
    {
        byte[] body = new byte[ids.Count * ChunkId.SizeBytes];
        for (int i = 0; i < ids.Count; i++)
        {
            ids[i].WriteTo(body.AsSpan(i * ChunkId.SizeBytes));
        }
        return body;
    }
}
