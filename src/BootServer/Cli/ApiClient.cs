using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Cli;

/// <summary>Talks to the daemon on its Unix socket. Each failure is a <see cref="CliException"/> with its exit code.</summary>
internal sealed class ApiClient : IDisposable
{
    private const int CopyBufferBytes = 128 * 1024;

    private readonly HttpClient _http;
    private readonly string _socket;

    /// <summary>A client for this socket; nothing is opened before the first request.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="user">Who orders what is ordered; null for the person who has started this process.</param>
    public ApiClient(string socket, string? user = null)
    {
        _socket = socket;
        _http = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync, UseProxy = false, UseCookies = false })
        {
            BaseAddress = new Uri("http://monitas/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.Add(ApiRoutes.UserHeader, user ?? Environment.GetEnvironmentVariable("SUDO_USER") ?? Environment.UserName);
    }

    /// <summary>GET.</summary>
    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> answer, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, null, answer, cancellationToken);

    /// <summary>DELETE.</summary>
    public Task<T> DeleteAsync<T>(string path, JsonTypeInfo<T> answer, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, path, null, answer, cancellationToken);

    /// <summary>POST without a body.</summary>
    public Task<T> PostAsync<T>(string path, JsonTypeInfo<T> answer, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, null, answer, cancellationToken);

    /// <summary>POST with a body.</summary>
    public Task<TAnswer> PostAsync<TBody, TAnswer>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answer, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, new StringContent(JsonSerializer.Serialize(body, bodyType), Encoding.UTF8, "application/json"), answer, cancellationToken);

    /// <summary>GET of an answer in lines, as they come.</summary>
    public async IAsyncEnumerable<T> LinesAsync<T>(string path, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await RequestAsync(HttpMethod.Get, path, null, cancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await ReadLineAsync(reader, cancellationToken) is { } line)
        {
            yield return JsonSerializer.Deserialize(line, type) ?? throw Broken();
        }
    }

    /// <summary>GET of an answer in bytes, as they come.</summary>
    /// <returns>Does the answer say that the store is encrypted?</returns>
    /// <exception cref="IOException">The target cannot be written.</exception>
    public async Task<bool> CopyAsync(string path, Stream target, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await RequestAsync(HttpMethod.Get, path, null, cancellationToken);
        await using Stream source = await response.Content.ReadAsStreamAsync(cancellationToken);
        byte[] buffer = new byte[CopyBufferBytes];
        while (await ReadAsync(source, buffer, cancellationToken) is > 0 and int read)
        {
            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
        return response.Headers.TryGetValues(ApiRoutes.StoreEncryptedHeader, out IEnumerable<string>? said) && said.Contains("true");
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<T> SendAsync<T>(HttpMethod method, string path, HttpContent? body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await RequestAsync(method, path, body, cancellationToken);
        try
        {
            await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonSerializer.DeserializeAsync(stream, type, cancellationToken) ?? throw Broken();
        }
        catch (Exception e) when (e is IOException or HttpRequestException or JsonException)
        {
            throw Broken();
        }
    }

    private async Task<HttpResponseMessage> RequestAsync(HttpMethod method, string path, HttpContent? body, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = body };
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(e);
        }
        if (response.IsSuccessStatusCode)
        {
            return response;
        }
        using (response)
        {
            throw await RefusedAsync(response, cancellationToken);
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socket), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<int> ReadAsync(Stream source, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw Broken();
        }
    }

    private async Task<string?> ReadLineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw Broken();
        }
    }

    private static async Task<CliException> RefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string text = await response.Content.ReadAsStringAsync(cancellationToken);
        ErrorReply? error = response.Content.Headers.ContentType?.MediaType == "application/json" ? JsonSerializer.Deserialize(text, ApiJson.Default.ErrorReply) : null;
        ExitCode code = response.StatusCode switch
        {
            HttpStatusCode.BadRequest => ExitCode.BadUsage,
            HttpStatusCode.Conflict => ExitCode.Refused,
            _ => ExitCode.Failed,
        };
        return new CliException(code, error?.Message ?? $"The daemon answered {(int)response.StatusCode}: is it of another version?");
    }

    private CliException Unreachable(HttpRequestException e)
    {
        SocketError? error = (e.InnerException as SocketException)?.SocketErrorCode;
        return new CliException(ExitCode.Unreachable, error == SocketError.AccessDenied
            ? $"Permission to use {_socket} is denied: run this as root (sudo)."
            : $"The daemon cannot be reached on {_socket}: is monitas-server running (systemctl status monitas-server)?");
    }

    private CliException Broken() => new(ExitCode.Unreachable, $"The daemon on {_socket} has gone in the middle of its answer.");
}
