using System;
using System.Net;
using System.Net.Http;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Session;

/// <summary>Shows a one-time secret to the server and gets a credential for it.</summary>
internal static class Enroller
{
    /// <summary>Enrols this machine.</summary>
    /// <param name="server">The server's HTTPS address.</param>
    /// <param name="token">The secret and the pinned fingerprint.</param>
    /// <param name="facts">This machine.</param>
    /// <param name="environment">Decides the route, and whether certificate dates count.</param>
    /// <param name="clock">For the pauses of a PC that waits to be approved.</param>
    /// <param name="cancel">Ends the attempt.</param>
    /// <param name="waiting">Shows the code of a PC that the server does not know; called each time that the server says so.</param>
    /// <exception cref="AgentException">The server is not the right one, refuses, or cannot be reached.</exception>
    public static async Task<Enrolment> EnrollAsync(
        Uri server, EnrollToken token, MachineFacts facts, AgentEnvironment environment, TimeProvider clock, CancellationToken cancel, Action<PairingReply>? waiting = null)
    {
        bool bootImage = environment == AgentEnvironment.BootImage;
        try
        {
            string caPem = await PinnedServer.FetchCaAsync(server, token.CaFingerprint, cancel).ConfigureAwait(false);
            using HttpClient client = new(PinnedServer.Handler(caPem, bootImage)) { BaseAddress = server };
            EnrollRequest request = new() { Secret = token.Secret, AgentVersion = AgentVersion.Text, Facts = facts };
            EnrollReply? reply = null;
            while (reply is null)
            {
                using HttpResponseMessage response = await client
                    .PostAsJsonAsync(bootImage ? Routes.Boot : Routes.Enroll, request, ContractsJson.Default.EnrollRequest, cancel).ConfigureAwait(false);
                if (!response.IsSuccessStatusCode)
                {
                    throw AgentException.Refused(await ReasonAsync(response, cancel).ConfigureAwait(false));
                }
                if (response.StatusCode == HttpStatusCode.Accepted)
                {
                    PairingReply pairing = await ReadAsync(response, ContractsJson.Default.PairingReply, server, cancel).ConfigureAwait(false);
                    waiting?.Invoke(pairing);
                    await Task.Delay(TimeSpan.FromSeconds(Math.Clamp(pairing.AskAgainSeconds, 1, 60)), clock, cancel).ConfigureAwait(false);
                    continue;
                }
                reply = await ReadAsync(response, ContractsJson.Default.EnrollReply, server, cancel).ConfigureAwait(false);
            }
            return new Enrolment
            {
                Server = server,
                CaPem = caPem,
                Machine = reply.Machine,
                MachineName = reply.MachineName,
                Credential = reply.Credential,
                ServerTime = reply.ServerTime,
            };
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            throw AgentException.Unreachable(server, e);
        }
        catch (TaskCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw AgentException.Unreachable(server, e);
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, Uri server, CancellationToken cancel) =>
        await response.Content.ReadFromJsonAsync(type, cancel).ConfigureAwait(false) ?? throw AgentException.Refused($"{server} gave an empty answer.");

    private static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        try
        {
            ErrorReply? error = await response.Content.ReadFromJsonAsync(ContractsJson.Default.ErrorReply, cancel).ConfigureAwait(false);
            return error?.Message ?? $"The server refused with status {(int)response.StatusCode}.";
        }
        catch (JsonException)
        {
            return $"The server refused with status {(int)response.StatusCode}.";
        }
    }
}
