using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
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

    /// <summary>How soon firmware that has refused a loader asks for the next one.</summary>
    private static readonly TimeSpan RefusalTime = TimeSpan.FromMinutes(3);

    /// <summary>How long a refusal is believed. It is only inferred, so the loader is tried again one day.</summary>
    private static readonly TimeSpan RefusalMemory = TimeSpan.FromMinutes(10);

    private const int Capacity = 4096;

    private readonly ConcurrentDictionary<MacAddress, Entry> _entries = new();
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

        if (_entries.Count >= Capacity)
        {
            DropStale(now);
        }

        if (_entries.Count < Capacity || _entries.ContainsKey(mac))
        {
            _entries.AddOrUpdate(
                mac,
                _ => new Entry(now, smbiosUuid, address),
                (_, old) => old with { LastSeen = now, SmbiosUuid = smbiosUuid ?? old.SmbiosUuid, Address = address ?? old.Address });
        }
    }

    /// <summary>The same, from its message.</summary>
    public void Note(BootClient client, DhcpPacket request) =>
        Note(client.Mac, client.SmbiosUuid, request.Ciaddr.IsAny ? request.Options.Address(DhcpOption.RequestedAddress) : request.Ciaddr);

    /// <summary>Whether a machine is starting from the network now.</summary>
    public bool IsBooting(MacAddress mac) =>
        _entries.TryGetValue(mac, out Entry? entry) && clock.GetUtcNow() - entry.LastSeen < BootingTime;

    /// <summary>
    /// The last byte of a file was sent. Only iPXE matters here: firmware with Secure Boot on refuses it, and when it runs it asks by DHCP within seconds.
    /// </summary>
    public void NoteLoader(string fileName, MacAddress mac)
    {
        if (fileName == BootFileNames.Snponly)
        {
            Change(mac, entry => entry with { UnsignedSent = clock.GetUtcNow() });
        }
    }

    /// <summary>iPXE runs: it has asked by DHCP.</summary>
    public void NoteLoaderRuns(MacAddress mac) => Change(mac, entry => entry with { UnsignedSent = null, Refused = null });

    /// <summary>
    /// To be asked when firmware asks by DHCP. If it has just been sent an unsigned loader, which never asked for anything, then it has refused to
    /// start it: its Secure Boot is on, whatever was known of it.
    /// </summary>
    public bool HasRefusedLoader(MacAddress mac)
    {
        DateTimeOffset now = clock.GetUtcNow();
        Change(mac, entry => entry.UnsignedSent is { } sent && now - sent < RefusalTime ? entry with { UnsignedSent = null, Refused = now } : entry);
        return _entries.GetValueOrDefault(mac)?.Refused is { } refused && now - refused < RefusalMemory;
    }

    /// <summary>The SMBIOS UUID that a starting machine told; null when it told none, or one that is no identity, or is not known.</summary>
    public Guid? FindUuid(MacAddress mac) => Usable(_entries.GetValueOrDefault(mac)?.SmbiosUuid);

    /// <summary>A UUID, if it tells machines apart; null when several cards have told it: some boards all have the same.</summary>
    public Guid? Usable(Guid? smbiosUuid) => smbiosUuid is { } uuid && _uuids.IsShared(uuid) ? null : smbiosUuid;

    /// <summary>Which machine took an address while starting; the latest one when several did.</summary>
    public bool TryFind(Ipv4Address address, out MacAddress mac, out Guid? smbiosUuid)
    {
        KeyValuePair<MacAddress, Entry> found = _entries
            .Where(pair => pair.Value.Address == address)
            .OrderByDescending(pair => pair.Value.LastSeen)
            .FirstOrDefault();
        mac = found.Key;
        smbiosUuid = Usable(found.Value?.SmbiosUuid);
        return found.Value is not null;
    }

    private void Change(MacAddress mac, Func<Entry, Entry> change)
    {
        while (_entries.TryGetValue(mac, out Entry? before) && !_entries.TryUpdate(mac, change(before), before))
        {
        }
    }

    private void DropStale(DateTimeOffset now)
    {
        foreach ((MacAddress mac, Entry entry) in _entries)
        {
            if (now - entry.LastSeen >= BootingTime)
            {
                _entries.TryRemove(mac, out _);
            }
        }
    }

    private sealed record Entry(DateTimeOffset LastSeen, Guid? SmbiosUuid, Ipv4Address? Address)
    {
        public DateTimeOffset? UnsignedSent { get; init; }

        public DateTimeOffset? Refused { get; init; }
    }
}
