using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Monitas.Agent.Restart.Wire;

/// <summary>What `loginctl list-sessions --no-legend` says. Pure.</summary>
internal static class LoginText
{
    private const int FirstPerson = 1000;

    /// <summary>The names of those who are logged in, each once. The accounts of services, such as that of the login screen, are left out; root is not.</summary>
    public static IReadOnlyList<string> Users(string text) =>
    [
        .. text.Split('\n')
            .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length >= 3 && uint.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out uint id) && (id is 0 or >= FirstPerson))
            .Select(fields => fields[2]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];
}
