using System;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>
/// Sees whether an address is in use before it is offered (RFC 2131 2.2): by ARP on our own link, by ICMP echo behind a relay. The wait is
/// short, since firmware repeats its question within a second or two, and an address that was free is not probed again for a minute.
/// Its loop ends when the token of <see cref="RunAsync"/> is cancelled.
/// </summary>
/// <param name="server">The interface.</param>
/// <param name="ping">Asks an address that is not on our link.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Hears when probes are not possible.</param>
internal sealed class AddressProber(NetbootInterface server, Func<Ipv4Address, TimeSpan, Task<bool>> ping, TimeProvider clock, ILogger logger) : IDisposable
{
    /// <summary>A host on the same link answers within a few milliseconds.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan FreshTime = TimeSpan.FromMinutes(1);
    private const int Capacity = 4096;

    private readonly ConcurrentDictionary<Ipv4Address, TaskCompletionSource<MacAddress>> _waiting = new();
    private readonly ConcurrentDictionary<Ipv4Address, DateTimeOffset> _free = new();
    private readonly byte[] _buffer = new byte[PacketSocket.MaximumFrameBytes];
    private Socket? _socket;
    private MacAddress _card;

    /// <summary>Opens the socket. Where it is not permitted, a warning is logged and addresses are offered unprobed.</summary>
    public void Open()
    {
        try
        {
            _socket = PacketSocket.Open(server, PacketSocket.EtherTypeArp, []);
            _card = PacketSocket.CardOf(_socket);
        }
        catch (SocketException e)
        {
            NetbootLog.NoProbes(logger, e, server.Name);
        }
    }

    /// <summary>Whether an address is to be probed: not within a minute after the last time.</summary>
    public bool IsDue(Ipv4Address address) =>
        (_socket is not null || !server.Contains(address)) && !(_free.TryGetValue(address, out DateTimeOffset until) && until > clock.GetUtcNow());

    /// <summary>Probes an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="client">The card that it is for: its own answer does not count.</param>
    /// <returns>Who uses it, for a person; null: nobody answered.</returns>
    public async Task<string?> FindUserAsync(Ipv4Address address, MacAddress client)
    {
        string? user = server.Contains(address) ? await AskLinkAsync(address, client) : await ping(address, Wait) ? "another computer" : null;
        if (user is null)
        {
            if (_free.Count >= Capacity)
            {
                _free.Clear();
            }

            _free[address] = clock.GetUtcNow() + FreshTime;
        }

        return user;
    }

    /// <summary>Hears answers until the token is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => _socket is { } socket
        ? SocketLoop.RunAsync(server, 0, "looking for addresses in use", token => HearOneAsync(socket, token), logger, cancellationToken)
        : Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    private async ValueTask HearOneAsync(Socket socket, CancellationToken cancellationToken)
    {
        int length = await socket.ReceiveAsync(_buffer, SocketFlags.None, cancellationToken);
        if (ArpPacket.TryParse(_buffer.AsSpan(0, length), out ArpPacket packet)
            && _waiting.TryGetValue(packet.SenderAddress, out TaskCompletionSource<MacAddress>? waiting))
        {
            waiting.TrySetResult(packet.SenderCard);
        }
    }

    private async Task<string?> AskLinkAsync(Ipv4Address address, MacAddress client)
    {
        TaskCompletionSource<MacAddress> answer = _waiting.GetOrAdd(address, _ => new TaskCompletionSource<MacAddress>(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await _socket!.SendAsync(ArpPacket.Probe(_card, address).ToBytes(), SocketFlags.None);
            MacAddress user = await answer.Task.WaitAsync(Wait, clock);
            return user == client ? null : user.ToString();
        }
        catch (Exception e) when (e is TimeoutException or SocketException or ObjectDisposedException)
        {
            // Nobody, or nobody can be asked now.
            return null;
        }
        finally
        {
            _waiting.TryRemove(address, out _);
        }
    }
}
