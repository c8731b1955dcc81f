using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Disks;
using Monitas.Agent.Session;
using Monitas.Agent.Settings;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Cli;

/// <summary>`monitas-agent enroll URL --token T`.</summary>
internal static class EnrollCommand
{
    /// <summary>Enrols and stores the credential; a running daemon takes it up by itself.</summary>
    public static async Task<ExitCode> RunAsync(AgentSettings settings, string url, string tokenText, bool json, CancellationToken cancel)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? server) || server.Scheme != Uri.UriSchemeHttps)
        {
            throw new AgentException(ExitCode.BadUsage, $"'{url}' is not a server address. It looks like https://10.0.0.5:8443.");
        }
        if (!EnrollToken.TryParse(tokenText, out EnrollToken? token))
        {
            throw new AgentException(ExitCode.BadUsage, "This is not a whole token. Copy it again from: monitas-server machine token NAME");
        }
        if (!Environment.IsPrivilegedProcess)
        {
            throw AgentException.Refused("Only root can enrol a machine. Run this command with sudo.");
        }
        MachineFacts facts = await MachineInventory.ReadAsync(cancel).ConfigureAwait(false);
        Enrolment enrolment = await Enroller.EnrollAsync(server, token, facts, AgentEnvironment.Live, TimeProvider.System, cancel).ConfigureAwait(false);
        PrivateFile.Write(settings.EnrolmentFile, enrolment, AgentJson.Default.Enrolment);
        if (json)
        {
            EnrollAnswer answer = new() { Machine = enrolment.Machine, MachineName = enrolment.MachineName, Server = server };
            Console.Out.WriteLine(JsonSerializer.Serialize(answer, AgentJson.Default.EnrollAnswer));
        }
        else
        {
            Console.Out.WriteLine($"Enrolled at {server} as machine {enrolment.MachineName}. The daemon connects within seconds (monitas-agent status).");
        }
        return ExitCode.Done;
    }
}
