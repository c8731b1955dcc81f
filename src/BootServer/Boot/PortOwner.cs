using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Monitas.BootServer.Boot;

/// <summary>Finds the program that holds a port, so that the sysadmin need not.</summary>
internal static class PortOwner
{
    private const string TcpListening = "0A";
    private const string OwnProcess = "/proc/self";

    private static readonly string[] UdpTables = ["/proc/thread-self/net/udp", "/proc/thread-self/net/udp6"];
    private static readonly string[] TcpTables = ["/proc/thread-self/net/tcp", "/proc/thread-self/net/tcp6"];

    /// <summary>The program with a UDP socket on a port, as "name (process 123)"; null when it cannot be found.</summary>
    public static string? FindUdp(int port) => Find(Sockets(UdpTables, port, null));

    /// <summary>The program that listens on a TCP port, as "name (process 123)"; null when it cannot be found.</summary>
    public static string? FindTcp(int port) => Find(Sockets(TcpTables, port, TcpListening));

    /// <summary>Whether this process has a UDP socket on a port; another program may have one too, on another interface.</summary>
    public static bool HoldsUdp(int port) => HasOpen(OwnProcess, Sockets(UdpTables, port, null));

    /// <summary>Whether this process listens on a TCP port.</summary>
    public static bool HoldsTcp(int port) => HasOpen(OwnProcess, Sockets(TcpTables, port, TcpListening));

    /// <summary>The sentence about a taken port.</summary>
    /// <param name="protocol">"UDP" or "TCP".</param>
    /// <param name="port">The port.</param>
    /// <param name="owner">As the finding methods return it.</param>
    /// <param name="purpose">What we need the port for.</param>
    public static string Explain(string protocol, int port, string? owner, string purpose)
    {
        string advice = purpose == "DHCP" ? ", or set the DHCP mode to off" : "";
        string holder = owner ?? "another program";
        return $"{protocol} port {port}, needed for {purpose}, is taken by {holder}: stop that program or move it to another interface{advice}.";
    }

    /// <summary>
    /// Reads the inode numbers of the sockets on a port from the text of /proc/net/{udp,tcp}{,6} (proc(5)):
    /// <code>  sl  local_address rem_address   st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode</code>
    /// </summary>
    internal static IReadOnlyList<string> ParseInodes(string text, int port, string? state)
    {
        List<string> inodes = [];
        foreach (string line in text.Split('\n'))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 10)
            {
                continue;
            }

            int colon = fields[1].LastIndexOf(':');
            if (colon >= 0
                && int.TryParse(fields[1].AsSpan(colon + 1), NumberStyles.AllowHexSpecifier, null, out int local)
                && local == port
                && (state is null || fields[3] == state))
            {
                inodes.Add(fields[9]);
            }
        }

        return inodes;
    }

    /// <summary>What the links in /proc/PID/fd of the sockets on a port say.</summary>
    private static HashSet<string> Sockets(string[] tables, int port, string? state) =>
        [.. tables.SelectMany(table => ParseInodes(ReadOrEmpty(table), port, state)).Select(inode => $"socket:[{inode}]")];

    private static string? Find(HashSet<string> links)
    {
        foreach (string process in links.Count == 0 ? [] : Directory.GetDirectories("/proc"))
        {
            string id = Path.GetFileName(process);
            if (char.IsAsciiDigit(id[0]) && HasOpen(process, links))
            {
                return $"{ReadOrEmpty($"{process}/comm").Trim()} (process {id})";
            }
        }

        return null;
    }

    private static bool HasOpen(string process, HashSet<string> links)
    {
        try
        {
            foreach (string descriptor in Directory.GetFiles($"{process}/fd"))
            {
                if (new FileInfo(descriptor).LinkTarget is { } target && links.Contains(target))
                {
                    return true;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process has ended, or is another user's.
            return false;
        }

        return false;
    }

    private static string ReadOrEmpty(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
