using System;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text.Json;
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
    /// <param name="cancel">Ends the attempt.</param>
    /// <exception cref="AgentException">The server is not the right one, refuses, or cannot be reached.</exception>
    public static async Task<Enrolment> EnrollAsync(Uri server, EnrollToken token, MachineFacts facts, AgentEnvironment environment, CancellationToken cancel)
    {
        bool bootImage = environment == AgentEnvironment.BootImage;
        try
        {
            string caPem = await PinnedServer.FetchCaAsync(server, token.CaFingerprint, cancel).ConfigureAwait(false);
            using HttpClient client = new(PinnedServer.Handler(caPem, bootImage)) { BaseAddress = server };
            EnrollRequest request = new() { Secret = token.Secret, AgentVersion = AgentVersion.Text, Facts = facts };
            using HttpResponseMessage response = await client
                .PostAsJsonAsync(bootImage ? Routes.Boot : Routes.Enroll, request, ContractsJson.Default.EnrollRequest, cancel).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw AgentException.Refused(await ReasonAsync(response, cancel).ConfigureAwait(false));
            }
            EnrollReply reply = await response.Content.ReadFromJsonAsync(ContractsJson.Default.EnrollReply, cancel).ConfigureAwait(false)
                ?? throw AgentException.Refused($"{server} gave an empty answer.");
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
        catch (HttpRequestException e)
        {
            throw AgentException.Unreachable(server, e);
        }
        catch (TaskCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw AgentException.Unreachable(server, e);
        }
    }

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
