using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Disks;
using Monitas.Agent.Restart.Wire;

namespace Monitas.Agent.Restart;

/// <summary>Asks systemd who is logged in on this machine.</summary>
internal static class LoggedInUsers
{
    /// <summary>Their names; empty where nobody is, or where nobody can tell.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(CancellationToken cancel)
    {
        if (ExternalTool.Find("loginctl") is null)
        {
            return [];
        }
        try
        {
            ToolResult result = await ExternalTool.TryRunAsync("loginctl", ["list-sessions", "--no-legend", "--no-pager"], cancel, TimeSpan.FromSeconds(5)).ConfigureAwait(false);
            return result.ExitCode == 0 ? LoginText.Users(result.Output) : [];
        }
        catch (ToolException)
        {
            // Of use to the sysadmin who is to restart this machine, and no more: a hello goes without it.
            return [];
        }
    }
}
