using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Boot;

/// <summary>
/// Learns which "next server" the LAN's own DHCP servers name to a PC that starts from the network, by asking when the server starts, soon
/// again while nobody answers, and every hour after that. Safe to call from any thread; its loop ends when its token is cancelled.
/// </summary>
/// <param name="server">The interface.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Hears what was learned.</param>
internal sealed class LanNextServers(NetbootInterface server, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan PauseUntilHeard = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PauseOnceHeard = TimeSpan.FromHours(1);

    private volatile IReadOnlyList<Ipv4Address>? _heard;

    /// <summary>The next server that each of them names; null: none has answered yet.</summary>
    public IReadOnlyList<Ipv4Address>? Heard => _heard;

    /// <summary>Asks until the token is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                Learn(await LanDhcpProbe.AskAsync(server, LanDhcpProbe.UsualWait, clock, cancellationToken));
            }
            catch (SocketException e)
            {
                NetbootLog.LanNotAsked(logger, e, server.Name);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(_heard is null ? PauseUntilHeard : PauseOnceHeard, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Takes the answers of one round; a round without answers takes nothing back.</summary>
    internal void Learn(IReadOnlyList<LanDhcpOffer> offers)
    {
        List<Ipv4Address> next = offers.Where(offer => !offer.IsPxeOnly).Select(offer => offer.NextServer).Distinct().ToList();
        if (next.Count > 0 && (_heard is not { } before || !next.ToHashSet().SetEquals(before)))
        {
            _heard = next;
            NetbootLog.NextServersHeard(logger, server.Name, string.Join(", ", next), GrubRoute.Find(DhcpMode.Proxy, server.Address, 0, 0, next).Reason);
        }
    }
}
