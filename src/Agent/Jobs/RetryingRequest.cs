using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Jobs;

/// <summary>
/// Makes a request until it is answered: again and again with growing pauses while the server cannot be reached, once only when it
/// answers with a refusal. Thread safe.
/// </summary>
/// <param name="http">Makes the requests.</param>
/// <param name="clock">Times the pauses.</param>
/// <param name="log">Is told when the server says that it cannot answer for now, and when it does again.</param>
internal sealed class RetryingRequest(HttpClient http, TimeProvider clock, Action<string> log)
{
    private const int MaxErrorBytes = 64 * 1024;

    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private int _saidThatItWaits;

    /// <summary>Makes a request whose answer is short, and reads the answer; one that breaks off is asked for again.</summary>
    /// <exception cref="ArchiveServerException">The server refused, or could not be reached for ten minutes.</exception>
    internal Task<byte[]> SendForBytesAsync(HttpMethod method, string path, Func<HttpContent>? body, CancellationToken cancellationToken) =>
        SendAsync(method, path, body, ReadAllAsync, cancellationToken);

    /// <summary>Makes a request and opens the answer; null when there is no content. The caller disposes the stream.</summary>
    /// <exception cref="ArchiveServerException">The server refused, or could not be reached for ten minutes.</exception>
    internal Task<Stream?> SendForStreamAsync(HttpMethod method, string path, Func<HttpContent>? body, CancellationToken cancellationToken) =>
        SendAsync(method, path, body, OpenAsync, cancellationToken);

    private static async Task<byte[]> ReadAllAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
        {
            return await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<Stream?> OpenAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.NoContent)
        {
            response.Dispose();
            return null;
        }
        return await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path below the base address.</param>
    /// <param name="body">Makes the body anew for every attempt; null for none.</param>
    /// <param name="read">Takes what is wanted out of a successful answer, which is its own from then on.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ArchiveServerException">The server refused, or could not be reached for ten minutes.</exception>
    /// <remarks>The ten minutes count from the first failure on: until then the server was there, and may have worked for hours at a commit whose answer is then lost.</remarks>
    private async Task<T> SendAsync<T>(
        HttpMethod method, string path, Func<HttpContent>? body, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        long? firstFailure = null;
        for (TimeSpan pause = TimeSpan.FromSeconds(1); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            ArchiveServerException failure;
            try
            {
                T answer = await SendOnceAsync(method, path, body, read, cancellationToken).ConfigureAwait(false);
                if (firstFailure is not null && Interlocked.Exchange(ref _saidThatItWaits, 0) != 0)
                {
                    log("The server answers again; the job goes on.");
                }
                return answer;
            }
            catch (ArchiveServerException refused)
            {
                failure = refused;
            }
            firstFailure ??= clock.GetTimestamp();
            if (!failure.IsTransient || clock.GetElapsedTime(firstFailure.Value) + pause > GiveUpAfter)
            {
                throw failure;
            }
            // What the server gives as its reason is for the sysadmin; that it cannot be reached he sees himself, and sees it earlier.
            if (failure.Code is not null && Interlocked.Exchange(ref _saidThatItWaits, 1) == 0)
            {
                log($"{failure.Message} The job waits for {GiveUpAfter.TotalMinutes:0} minutes.");
            }
            await Task.Delay(pause, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<T> SendOnceAsync<T>(
        HttpMethod method, string path, Func<HttpContent>? body, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(method, path) { Content = body?.Invoke() };
        try
        {
            HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                return await read(response, cancellationToken).ConfigureAwait(false);
            }
            using (response)
            {
                throw await RefusalAsync(response, cancellationToken).ConfigureAwait(false);
            }
        }
        // A socket's own exception comes where a new connection breaks before HttpClient has asked it for its peer's address.
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException or TimeoutException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ArchiveServerException($"The server at {http.BaseAddress} cannot be reached: {failure.Message}", isTransient: true, inner: failure);
        }
    }

    private static async Task<ArchiveServerException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        bool transient = response.StatusCode
            is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
            or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
        ErrorReply? reply = await ReadReplyAsync(response, cancellationToken).ConfigureAwait(false);
        string message = reply?.Message ?? $"The server answered with status {(int)response.StatusCode} and no explanation; its log says more.";
        return new ArchiveServerException(message, transient, reply?.Code);
    }

    private static async Task<ErrorReply?> ReadReplyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            byte[] text = new byte[MaxErrorBytes];
            int length = await stream.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return JsonSerializer.Deserialize(text.AsSpan(0, length), ContractsJson.Default.ErrorReply);
        }
        catch (Exception odd) when (odd is JsonException or IOException or HttpRequestException)
        {
            return null;
        }
    }
}
