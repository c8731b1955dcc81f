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
                (_, old) => new Entry(now, smbiosUuid ?? old.SmbiosUuid, address ?? old.Address));
        }
    }

    /// <summary>Whether a machine is starting from the network now.</summary>
    public bool IsBooting(MacAddress mac) =>
        _entries.TryGetValue(mac, out Entry? entry) && clock.GetUtcNow() - entry.LastSeen < BootingTime;

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

    private sealed record Entry(DateTimeOffset LastSeen, Guid? SmbiosUuid, Ipv4Address? Address);
}
