using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Dhcp.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp;

public sealed class LeaseTableTests
{
    private static readonly DhcpMessageType[] Kinds = [DhcpMessageType.Discover, DhcpMessageType.Request, DhcpMessageType.Decline, DhcpMessageType.Release];

    private static readonly Gen<(DhcpMessageType Type, ulong Mac, int Address, int Minutes)[]> Histories = Gen.Select(
        Gen.Int[0, 3].Select(i => Kinds[i]),
        Gen.ULong[1, 5],
        Gen.Int[99, 103],
        Gen.Int[0, 40]).Array[1, 60];

    [Fact]
    public void Decide_AnyHistory_NeverGivesOneAddressToTwoCards() =>
        Histories.Sample(history =>
        {
            DhcpScene scene = new(full: true);
            Dictionary<string, (ulong Mac, DateTimeOffset Until)> given = [];
            foreach ((DhcpMessageType type, ulong mac, int last, int minutes) in history)
            {
                scene.Clock.Advance(TimeSpan.FromMinutes(minutes));
                string address = $"10.0.0.{last}";
                DhcpPacket packet = type == DhcpMessageType.Release
                    ? DhcpScene.Message(type, mac, ciaddr: address)
                    : DhcpScene.Message(type, mac, address);
                DhcpPacket? reply = scene.Say(packet).Reply;
                if (type == DhcpMessageType.Release && given.TryGetValue(address, out (ulong Mac, DateTimeOffset) owner) && owner.Mac == mac)
                {
                    given.Remove(address);
                }

                if (reply?.MessageType is DhcpMessageType.Ack or DhcpMessageType.Offer)
                {
                    DateTimeOffset now = scene.Clock.GetUtcNow();
                    string got = reply.Yiaddr.ToString();
                    Assert.True(DhcpScene.Subnet.MayHandOut(reply.Yiaddr));
                    Assert.False(given.TryGetValue(got, out (ulong Mac, DateTimeOffset Until) holder) && holder.Mac != mac && holder.Until > now);
                    if (reply.MessageType == DhcpMessageType.Ack)
                    {
                        foreach (string old in given.Keys)
                        {
                            if (given[old].Mac == mac)
                            {
                                given.Remove(old);
                            }
                        }

                        given[got] = (mac, now + DhcpScene.Subnet.LeaseTime);
                    }
                }
                else if (type == DhcpMessageType.Decline && given.TryGetValue(address, out (ulong Mac, DateTimeOffset) declined) && declined.Mac == mac)
                {
                    given.Remove(address);
                }
            }
        });

    /// <summary>The table's shortcuts against a search of all addresses.</summary>
    [Fact]
    public void Choose_AnyHistory_IsWhatASearchOfAllAddressesFinds() =>
        Gen.Select(Gen.ULong[1, 12], Gen.Int[100, 107], Gen.Int[0, 2], Gen.Int[0, 90]).Array[1, 80].Sample(history =>
        {
            DhcpSubnet subnet = DhcpScene.Subnet with { Ranges = [DhcpScene.Range("10.0.0.100", "10.0.0.103"), DhcpScene.Range("10.0.0.105", "10.0.0.107")], DnsServers = [DhcpScene.Address("10.0.0.106")] };
            DateTimeOffset now = DateTimeOffset.UnixEpoch;
            LeaseTable table = LeaseTable.Empty.Prepare(subnet);
            foreach ((ulong mac, int last, int state, int seconds) in history)
            {
                now += TimeSpan.FromSeconds(seconds);
                Ipv4Address address = DhcpScene.Address($"10.0.0.{last}");
                table = state == 2 && mac > 9
                    ? table.Without(address)
                    : table.With(new DhcpLease(new MacAddress(mac), address, now + (state == 0 ? LeaseTable.OfferTime : TimeSpan.FromMinutes(mac)), state == 0 ? LeaseState.Offered : LeaseState.Bound), subnet);
                DhcpPacket request = DhcpScene.Message(DhcpMessageType.Discover, 99);
                Ipv4Address? chosen = table.Choose(request, subnet, now);
                Assert.Equal(table.Choose(request, subnet with { }, now), chosen);
                Assert.Equal(Search(table, subnet, now), chosen is not { } got ? "none" : !table.Leases.TryGetValue(got, out DhcpLease? lease) ? "fresh" : $"{lease.Expires:O} {got}");
            }
        });

    [Fact]
    public void Choose_OfALargeRange_GivesEachAddressOnce()
    {
        DhcpSubnet subnet = new(DhcpScene.Address("10.8.0.0"), 16) { Ranges = [DhcpScene.Range("10.8.0.0", "10.8.255.255")], Ours = [DhcpScene.Address("10.8.0.1")] };
        LeaseTable table = LeaseTable.Empty.Prepare(subnet);
        HashSet<Ipv4Address> given = [];
        for (ulong mac = 1; mac <= 65_533; mac++)
        {
            Ipv4Address address = table.Choose(DhcpScene.Message(DhcpMessageType.Discover, mac), subnet, DateTimeOffset.UnixEpoch)!.Value;
            Assert.True(given.Add(address));
            table = table.With(new DhcpLease(new MacAddress(mac), address, DateTimeOffset.UnixEpoch.AddHours(1), LeaseState.Bound), subnet);
        }

        Assert.All(given, address => Assert.True(subnet.MayHandOut(address)));
        for (ulong mac = 1_000_000; mac < 1_020_000; mac++)
        {
            Assert.Null(table.Choose(DhcpScene.Message(DhcpMessageType.Discover, mac), subnet, DateTimeOffset.UnixEpoch));
        }
    }

    private static string Search(LeaseTable table, DhcpSubnet subnet, DateTimeOffset now)
    {
        List<Ipv4Address> all = [.. Enumerable.Range(100, 8).Select(i => DhcpScene.Address($"10.0.0.{i}")).Where(subnet.MayHandOut)];
        List<DhcpLease> leases = [.. all.Where(table.Leases.ContainsKey).Select(address => table.Leases[address]).OrderBy(lease => lease.Expires).ThenBy(lease => lease.Address)];
        DhcpLease? oldest = leases.Find(lease => lease.Expires <= now) ?? leases.Find(lease => lease.State == LeaseState.Offered && lease.Expires <= now.AddSeconds(50));
        return leases.Count < all.Count ? "fresh" : oldest is null ? "none" : $"{oldest.Expires:O} {oldest.Address}";
    }
}
