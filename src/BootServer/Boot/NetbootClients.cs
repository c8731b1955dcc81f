using System;
using System.Collections.Generic;
using System.Threading;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Boot;

/// <summary>
/// Who is starting from the network now: cards seen by DHCP, with the addresses that they took. TFTP and HTTP carry no MAC, so this is how
/// a transfer finds its machine. Bounded; safe to call from any thread.
/// </summary>
/// <param name="clock">Tells when an entry is stale.</param>
internal sealed class NetbootClients(TimeProvider clock)
{
    /// <summary>How long after its last DHCP message a machine counts as starting.</summary>
    public static readonly TimeSpan BootingTime = TimeSpan.FromMinutes(2);

    private const int Capacity = 4096;

    /// <summary>By card, each in its place of <see cref="_bySilence"/>.</summary>
    private readonly Dictionary<MacAddress, LinkedListNode<Entry>> _entries = [];

    /// <summary>The one that was silent longest is first: it makes room when there is none, so cards that somebody makes up cost nothing but each other.</summary>
    private readonly LinkedList<Entry> _bySilence = new();
    private readonly Lock _lock = new();
    private readonly SharedUuids _uuids = new(Capacity);

    /// <summary>A boot loader or firmware has asked by DHCP.</summary>
    /// <param name="mac">Its card.</param>
    /// <param name="smbiosUuid">Its SMBIOS UUID; null when it told none.</param>
    /// <param name="address">The address that it uses or takes; null when the message has none.</param>
    public void Note(MacAddress mac, Guid? smbiosUuid, Ipv4Address? address)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (smbiosUuid is { } told)
        {
            _uuids.Note(told, mac);
        }

        lock (_lock)
        {
            Entry before = Take(mac) ?? new Entry(mac, now, null, null);
            if (_entries.Count >= Capacity)
            {
                Take(_bySilence.First!.Value.Mac);
            }

            _entries[mac] = _bySilence.AddLast(before with { LastSeen = now, SmbiosUuid = smbiosUuid ?? before.SmbiosUuid, Address = address ?? before.Address });
        }
    }

    /// <summary>The same, from its message.</summary>
    public void Note(BootClient client, DhcpPacket request) =>
        Note(client.Mac, client.SmbiosUuid, request.Ciaddr.IsAny ? request.Options.Address(DhcpOption.RequestedAddress) : request.Ciaddr);

    /// <summary>Whether a machine is starting from the network now.</summary>
    public bool IsBooting(MacAddress mac) => Find(mac) is { } entry && clock.GetUtcNow() - entry.LastSeen < BootingTime;

    /// <summary>
    /// The last byte of a file was sent. Only iPXE matters here: firmware with Secure Boot on refuses it, and when it runs it asks by DHCP within seconds.
    /// </summary>
    public void NoteLoader(string fileName, MacAddress mac)
    {
        if (fileName == BootFileNames.Snponly)
        {
            Change(mac, refusals => refusals.AfterSending(clock.GetUtcNow()));
        }
    }

    /// <summary>iPXE runs: it has asked by DHCP.</summary>
    public void NoteLoaderRuns(MacAddress mac) => Change(mac, _ => LoaderRefusals.None);

    /// <summary>To be asked when firmware asks by DHCP: whether its Secure Boot is on, by what it did and by what its agent said.</summary>
    /// <param name="mac">Its card.</param>
    /// <param name="told">What its agent said last; null: nothing.</param>
    public bool? FindSecureBoot(MacAddress mac, bool? told)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return Change(mac, refusals => refusals.AfterAsking(now)).SecureBoot(told, now);
    }

    /// <summary>The SMBIOS UUID that a starting machine told; null when it told none, or one that is no identity, or is not known.</summary>
    public Guid? FindUuid(MacAddress mac) => Usable(Find(mac)?.SmbiosUuid);

    /// <summary>A UUID, if it tells machines apart; null when several cards have told it: some boards all have the same.</summary>
    public Guid? Usable(Guid? smbiosUuid) => smbiosUuid is { } uuid && _uuids.IsShared(uuid) ? null : smbiosUuid;

    /// <summary>Which machine took an address while starting; the latest one when several did.</summary>
    public bool TryFind(Ipv4Address address, out MacAddress mac, out Guid? smbiosUuid)
    {
        Entry? found = null;
        lock (_lock)
        {
            for (LinkedListNode<Entry>? node = _bySilence.Last; node is not null && found is null; node = node.Previous)
            {
                found = node.Value.Address == address ? node.Value : null;
            }
        }

        mac = found?.Mac ?? default;
        smbiosUuid = Usable(found?.SmbiosUuid);
        return found is not null;
    }

    private Entry? Find(MacAddress mac)
    {
        lock (_lock)
        {
            return _entries.GetValueOrDefault(mac)?.Value;
        }
    }

    /// <summary>Takes a card's entry out; null when there is none.</summary>
    private Entry? Take(MacAddress mac)
    {
        if (!_entries.Remove(mac, out LinkedListNode<Entry>? node))
        {
            return null;
        }

        _bySilence.Remove(node);
        return node.Value;
    }

    private LoaderRefusals Change(MacAddress mac, Func<LoaderRefusals, LoaderRefusals> change)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(mac, out LinkedListNode<Entry>? node))
            {
                return LoaderRefusals.None;
            }

            node.Value = node.Value with { Refusals = change(node.Value.Refusals) };
            return node.Value.Refusals;
        }
    }

    private sealed record Entry(MacAddress Mac, DateTimeOffset LastSeen, Guid? SmbiosUuid, Ipv4Address? Address)
    {
        public LoaderRefusals Refusals { get; init; } = LoaderRefusals.None;
    }
}
