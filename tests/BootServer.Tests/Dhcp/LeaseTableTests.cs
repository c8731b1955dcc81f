using System;
using System.Collections.Generic;
using CsCheck;
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
}
