using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Boot;

/// <summary>What the boot script put on the kernel's command line for the agent (PROTOCOL.md, Enrolment).</summary>
/// <param name="Server">monitas.url: the server's HTTPS address.</param>
/// <param name="Token">monitas.secret and monitas.ca.</param>
internal sealed record KernelArguments(Uri Server, EnrollToken Token)
{
    /// <summary>Reads /proc/cmdline's text.</summary>
    /// <param name="commandLine">The text.</param>
    /// <param name="arguments">The result.</param>
    /// <param name="why">What is missing or wrong, in words.</param>
    public static bool TryParse(string commandLine, [NotNullWhen(true)] out KernelArguments? arguments, out string why)
    {
        Dictionary<string, string> values = [];
        foreach (string word in commandLine.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                values[word[..equals]] = word[(equals + 1)..];
            }
        }
        arguments = null;
        why = "";
        if (!values.TryGetValue("monitas.url", out string? url) || !Uri.TryCreate(url, UriKind.Absolute, out Uri? server) || server.Scheme != Uri.UriSchemeHttps)
        {
            why = "The kernel command line has no valid monitas.url=https://SERVER:PORT.";
        }
        else if (!values.TryGetValue("monitas.secret", out string? secret) || !values.TryGetValue("monitas.ca", out string? fingerprint)
            || !EnrollToken.TryParse(new EnrollToken(secret, fingerprint).ToString(), out EnrollToken? token))
        {
            why = "The kernel command line has no valid monitas.secret= and monitas.ca=.";
        }
        else
        {
            arguments = new KernelArguments(server, token);
        }
        return arguments is not null;
    }
}
