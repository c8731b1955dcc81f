using System;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using Monitas.Agent.Session;
using Monitas.Agent.Settings;
using Monitas.Contracts.Jobs;

namespace Monitas.Agent.Cli;

/// <summary>`monitas-agent status`: enrolled, connected, busy?</summary>
internal static class StatusCommand
{
    /// <summary>Prints the status; exit code 5 when the daemon does not run or is not connected.</summary>
    public static Task<ExitCode> RunAsync(AgentSettings settings, bool json, TimeProvider clock)
    {
        Enrolment? enrolment = PrivateFile.Read(settings.EnrolmentFile, AgentJson.Default.Enrolment);
        AgentStatus? status = PrivateFile.Read(settings.StatusFile, AgentJson.Default.AgentStatus);
        bool runs = status is not null && Directory.Exists($"/proc/{status.ProcessId}");
        StatusAnswer answer = new()
        {
            Enrolled = enrolment is not null,
            Server = enrolment?.Server,
            MachineName = enrolment?.MachineName ?? "",
            DaemonRuns = runs,
            Connected = runs && status!.Connected,
            Since = runs ? status!.Since : null,
            Trouble = runs ? status!.Trouble : "The agent's daemon does not run. Start it: systemctl start monitas-agent",
            Job = runs ? status!.Job : null,
            JobText = runs ? status!.JobText : "",
        };
        Console.Out.WriteLine(json ? JsonSerializer.Serialize(answer, AgentJson.Default.StatusAnswer) : Text(answer, clock));
        return Task.FromResult(answer.Connected ? ExitCode.Done : ExitCode.Unreachable);
    }

    private static string Text(StatusAnswer answer, TimeProvider clock)
    {
        StringWriter text = new();
        text.WriteLine(answer.Enrolled
            ? $"Machine     {answer.MachineName}, enrolled at {answer.Server}"
            : "Machine     not enrolled; on the server: monitas-server machine token NAME");
        string since = answer.Since is { } time ? $" since {TimeZoneInfo.ConvertTime(time, clock.LocalTimeZone):yyyy-MM-dd HH:mm:ss}" : "";
        text.WriteLine($"Connection  {(answer.Connected ? "connected" : answer.DaemonRuns ? "not connected" : "daemon not running")}{since}");
        if (answer.Trouble.Length > 0)
        {
            text.WriteLine($"            {answer.Trouble}");
        }
        text.Write($"Job         {(answer.Job is { } job ? $"{answer.JobText} (job {job})" : "none")}");
        return text.ToString();
    }
}
