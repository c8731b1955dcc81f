using System;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Session;

/// <summary>Makes HTTP clients that trust one CA and no other.</summary>
internal static class PinnedServer
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Gets the server's CA certificate and compares it with the fingerprint that came with the token or the kernel command
    /// line. This one request trusts nobody: only the fingerprint decides.
    /// </summary>
    /// <returns>The certificate as PEM.</returns>
    /// <exception cref="AgentException">The server answers with another CA: it is not the server that issued the token.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public static async Task<string> FetchCaAsync(Uri server, string fingerprint, CancellationToken cancel)
    {
        using SocketsHttpHandler handler = new()
        {
            ConnectTimeout = ConnectTimeout,
            UseProxy = false,
#pragma warning disable CA5359 // What comes over this connection is checked against the fingerprint below; nothing secret is sent.
            SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
#pragma warning restore CA5359
        };
        using HttpClient client = new(handler) { BaseAddress = server, MaxResponseContentBufferSize = 64 * 1024 };
        string pem = await client.GetStringAsync(Routes.Ca, cancel).ConfigureAwait(false);
        using X509Certificate2 ca = ParseCa(pem, server);
        string actual = Convert.ToHexStringLower(SHA256.HashData(ca.RawDataMemory.Span));
        if (!CryptographicOperations.FixedTimeEquals(Convert.FromHexString(actual), Convert.FromHexString(fingerprint)))
        {
            throw AgentException.Refused($"{server} is not the server that this token came from: its CA has the fingerprint {actual}, "
                + $"the token says {fingerprint}. Check the address, or make a new token on that server.");
        }
        return pem;
    }

    /// <summary>A handler that trusts only <paramref name="caPem"/>.</summary>
    /// <param name="caPem">The pinned CA certificate.</param>
    /// <param name="ignoreDates">In the boot image: a dead PC's clock may be years off.</param>
    public static SocketsHttpHandler Handler(string caPem, bool ignoreDates) => new()
    {
        ConnectTimeout = ConnectTimeout,
        UseProxy = false,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        ConnectCallback = ConnectAsync,
        SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { X509Certificate2.CreateFromPem(caPem) },
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
                VerificationFlags = ignoreDates ? X509VerificationFlags.IgnoreNotTimeValid : X509VerificationFlags.NoFlag,
            },
        },
    };

    /// <summary>A client for everything after enrolment. Has no overall timeout: a restore streams for hours.</summary>
    public static HttpClient Client(Enrolment enrolment, bool ignoreDates)
    {
        HttpClient client = new(Handler(enrolment.CaPem, ignoreDates)) { BaseAddress = enrolment.Server, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", enrolment.Credential);
        return client;
    }

    /// <summary>
    /// Connects with TCP keep-alive: a server that vanishes without a word is noticed within about a minute; while something is under way to it, when the kernel
    /// gives up sending that again (a quarter of an hour, tcp_retries2). TCP_USER_TIMEOUT would end that sooner, but also a connection on which a busy
    /// server takes nothing for a while.
    /// </summary>
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            await socket.ConnectAsync(context.DnsEndPoint, cancel).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static X509Certificate2 ParseCa(string pem, Uri server)
    {
        try
        {
            return X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException)
        {
            throw AgentException.Refused($"{server} did not answer with a CA certificate: is a Monitas server there?");
        }
    }
}
