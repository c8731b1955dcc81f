using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>
/// The other DHCP and boot servers that were heard. They are shown, never fought: in proxy mode one of them hands out the addresses, and that
/// is as it should be. Safe to call from any thread. Each is logged once, and once more when it turns out to give boot files too; a client that makes
/// servers up fills neither the memory nor the log.
/// </summary>
/// <param name="mode">How we take part ourselves: it decides what is worth a warning.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Hears of each.</param>
internal sealed class DhcpRivals(DhcpMode mode, TimeProvider clock, ILogger logger)
{
    /// <summary>How many are kept; then the one that was silent longest makes room.</summary>
    public const int Capacity = 64;

    /// <summary>The most that are told of in one hour.</summary>
    public const int MaximumToldAnHour = 2 * Capacity;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Dictionary<(string Interface, Ipv4Address Server), DhcpRival> _rivals = [];
    private readonly Lock _lock = new();
    private DateTimeOffset _hourEnds;
    private int _told;

    /// <summary>Our addresses on all served interfaces: two of them may be on the same LAN, and each hears the other.</summary>
    public IReadOnlyCollection<Ipv4Address> Ours { get; set; } = [];

    /// <summary>All that are known, by interface and address.</summary>
    public IReadOnlyList<DhcpRival> List()
    {
        lock (_lock)
        {
            return [.. _rivals.Values.OrderBy(rival => rival.Interface, StringComparer.Ordinal).ThenBy(rival => rival.Server)];
        }
    }

    /// <summary>A server's message was heard that is not ours.</summary>
    /// <param name="server">The interface that it was heard on.</param>
    /// <param name="reply">The message.</param>
    /// <param name="card">The card that sent it: the server's, or the relay's.</param>
    /// <param name="source">The address that it came from; stands in when option 54 is missing.</param>
    public void HearServer(NetbootInterface server, DhcpPacket reply, MacAddress card, Ipv4Address source)
    {
        Ipv4Address address = reply.Options.Address(DhcpOption.ServerIdentifier) ?? source;
        if (!reply.IsReply || IsOurs(server, address) || address.IsAny)
        {
            return;
        }

        string file = WireText.Shown(reply.File.Length > 0 ? reply.File : reply.Options.Text(DhcpOption.BootFileName));
        string vendorClass = WireText.Shown(reply.Options.Text(DhcpOption.VendorClass));
        Note(server, address, rival => rival with
        {
            Card = card,
            GivesAddresses = rival.GivesAddresses || !reply.Yiaddr.IsAny,
            NextServer = reply.Siaddr.IsAny ? rival.NextServer : reply.Siaddr,
            BootFile = file.Length > 0 ? file : rival.BootFile,
            VendorClass = vendorClass.Length > 0 ? vendorClass : rival.VendorClass,
        });
    }

    /// <summary>A client took the offer of another server: its REQUEST says so to all.</summary>
    /// <param name="server">The interface that it was heard on.</param>
    /// <param name="chosen">The server that it named (option 54).</param>
    public void HearClientsChoice(NetbootInterface server, Ipv4Address chosen)
    {
        if (!IsOurs(server, chosen) && !chosen.IsAny)
        {
            Note(server, chosen, rival => rival with { GivesAddresses = true });
        }
    }

    private bool IsOurs(NetbootInterface server, Ipv4Address address) => address == server.Address || Ours.Contains(address);

    private void Note(NetbootInterface server, Ipv4Address address, Func<DhcpRival, DhcpRival> learn)
    {
        DateTimeOffset now = clock.GetUtcNow();
        DhcpRival? before;
        DhcpRival after;
        int told;
        lock (_lock)
        {
            before = _rivals.GetValueOrDefault((server.Name, address));
            if (before is null && _rivals.Count >= Capacity)
            {
                _rivals.Remove(_rivals.MinBy(pair => pair.Value.LastSeen).Key);
            }

            after = learn(before ?? new DhcpRival(server.Name, address, null, false, null, "", "", now, now, 0));
            after = after with { LastSeen = now, Count = after.Count + 1 };
            _rivals[(server.Name, address)] = after;
            told = IsNews(before, after) ? CountTold(now) : 0;
        }

        if (told == MaximumToldAnHour)
        {
            NetbootLog.TooManyRivals(logger, server.Name, told);
        }
        else if (told is > 0 and < MaximumToldAnHour)
        {
            Tell(before, after);
        }
    }

    private static bool IsNews(DhcpRival? before, DhcpRival after) =>
        (after.GivesBootFiles && before is not { GivesBootFiles: true }) || (after.GivesAddresses && before is not { GivesAddresses: true });

    private int CountTold(DateTimeOffset now)
    {
        if (now >= _hourEnds)
        {
            (_hourEnds, _told) = (now + Hour, 0);
        }

        return ++_told;
    }

    private void Tell(DhcpRival? before, DhcpRival after)
    {
        string card = after.Card?.ToString() ?? "not known";
        if (after.GivesBootFiles && before is not { GivesBootFiles: true })
        {
            NetbootLog.RivalBootServer(logger, after.Interface, after.Server.ToString(), card, after.BootFile, after.VendorClass);
        }

        if (after.GivesAddresses && before is not { GivesAddresses: true })
        {
            if (mode == DhcpMode.Full)
            {
                NetbootLog.RivalAddressServer(logger, after.Interface, after.Server.ToString(), card);
            }
            else
            {
                NetbootLog.AddressServer(logger, after.Interface, after.Server.ToString(), card);
            }
        }
    }
}
