using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;

namespace Monitas.Lab.Network;

/// <summary>
/// Watches the LAN for what a PC asks for while it starts, by DHCP, TFTP or HTTP, so that the timeline does not rest on what the
/// server says about itself. Fed with the text lines of tcpdump; the times are those at which the kernel saw the packets.
/// </summary>
public sealed partial class BootTraffic
{
    private readonly List<FetchedFile> _files = [];
    private readonly List<(DateTimeOffset Time, string Mac)> _questions = [];
    private readonly Lock _lock = new();

    /// <summary>What tcpdump must be called with. In immediate mode a line comes with its packet and not up to a second later.</summary>
    public static IReadOnlyList<string> TcpdumpArguments =>
    [
        "-i", Lan.Bridge, "-l", "-n", "-tt", "--immediate-mode", "-s", "400",
        "udp dst port 67 or udp dst port 69 or (tcp dst port 80 and tcp[((tcp[12:1] & 0xf0) >> 2):4] = 0x47455420)",
    ];

    /// <summary>The files asked for since a moment, in order.</summary>
    public IReadOnlyList<FetchedFile> Since(DateTimeOffset moment)
    {
        lock (_lock)
        {
            return _files.FindAll(file => file.Time >= moment);
        }
    }

    /// <summary>When a card asked by DHCP since a moment, in order: the first is its DISCOVER.</summary>
    public IReadOnlyList<DateTimeOffset> QuestionsOf(string mac, DateTimeOffset moment)
    {
        lock (_lock)
        {
            return [.. _questions.Where(question => question.Mac == mac && question.Time >= moment).Select(question => question.Time)];
        }
    }

    /// <summary>Takes one line of tcpdump's output.</summary>
    public void OnLine(string line)
    {
        lock (_lock)
        {
            if (FileRequest().Match(line) is { Success: true } file)
            {
                _files.Add(new FetchedFile(TimeOf(file), file.Groups["protocol"].Value == "GET" ? "HTTP" : "TFTP", file.Groups["name"].Value));
            }
            else if (DhcpRequest().Match(line) is { Success: true } question)
            {
                _questions.Add((TimeOf(question), question.Groups["mac"].Value));
            }
        }
    }

    private static DateTimeOffset TimeOf(Match match) =>
        DateTimeOffset.UnixEpoch.AddTicks((long)(decimal.Parse(match.Groups["time"].Value, CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond));

    [GeneratedRegex("""^(?<time>\d+\.\d+) IP .*(?<protocol>RRQ|GET) "?(?<name>[^" ]+)"? """)]
    private static partial Regex FileRequest();

    [GeneratedRegex("""^(?<time>\d+\.\d+) IP .*BOOTP/DHCP, Request from (?<mac>[0-9a-f:]{17})""")]
    private static partial Regex DhcpRequest();
}
