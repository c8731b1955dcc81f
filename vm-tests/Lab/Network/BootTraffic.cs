using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;
using System.Threading;

namespace Monitas.Lab.Network;

/// <summary>
/// Watches the LAN for files that a PC fetches while it starts, by TFTP or HTTP, so that the timeline does not rest on what the
/// server says about itself. Fed with the text lines of tcpdump.
/// </summary>
public sealed partial class BootTraffic
{
    private readonly List<FetchedFile> _files = [];
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();

    /// <summary>Nothing seen yet.</summary>
    public BootTraffic(TimeProvider clock) => _clock = clock;

    /// <summary>What tcpdump must be called with.</summary>
    public static IReadOnlyList<string> TcpdumpArguments =>
    [
        "-i", Lan.Bridge, "-l", "-n", "-s", "400",
        "udp dst port 69 or (tcp dst port 80 and tcp[((tcp[12:1] & 0xf0) >> 2):4] = 0x47455420)",
    ];

    /// <summary>The files asked for since a moment, in order.</summary>
    public IReadOnlyList<FetchedFile> Since(DateTimeOffset moment)
    {
        lock (_lock)
        {
            return _files.FindAll(file => file.Time >= moment);
        }
    }

    /// <summary>Takes one line of tcpdump's output.</summary>
    public void OnLine(string line)
    {
        Match match = Request().Match(line);
        if (match.Success)
        {
            lock (_lock)
            {
                _files.Add(new FetchedFile(_clock.GetUtcNow(), match.Groups["protocol"].Value == "GET" ? "HTTP" : "TFTP", match.Groups["name"].Value));
            }
        }
    }

    [GeneratedRegex("""(?<protocol>RRQ|GET) "?(?<name>[^" ]+)"? """)]
    private static partial Regex Request();
}
