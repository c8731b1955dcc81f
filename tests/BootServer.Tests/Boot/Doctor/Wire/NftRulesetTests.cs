using System;
using System.Linq;
using System.Threading.Tasks;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Boot.Doctor.Wire;
using Monitas.BootServer.Tests.Networks;
using Xunit;

namespace Monitas.BootServer.Tests.Boot.Doctor.Wire;

public sealed class NftRulesetTests
{
    private static readonly PortNeed Tftp = new("udp", 69, "TFTP");
    private static readonly PortNeed Dhcp = new("udp", 67, "DHCP");
    private static readonly PortNeed Http = new("tcp", 80, "HTTP");

    /// <summary>Rules as a sysadmin writes them, read back from nft itself, and the ports that they close.</summary>
    [Theory]
    [InlineData("type filter hook input priority 0; policy accept;", "")]
    [InlineData("type filter hook input priority 0; policy drop; ct state established,related accept; tcp dport { 22, 80 } accept", "67 69")]
    [InlineData("type filter hook input priority 0; policy drop; udp dport { 67, 69, 4011 } accept", "80")]
    [InlineData("type filter hook input priority 0; policy drop; udp dport 60-70 accept; meta l4proto tcp accept", "")]
    [InlineData("type filter hook input priority 0; policy drop; iifname \"eth0\" accept", "")]
    [InlineData("type filter hook input priority 0; policy drop; iifname \"eth1\" accept", "67 69 80")]
    [InlineData("type filter hook input priority 0; policy drop; iifname != \"lo\" udp dport 69 accept; iifname \"lo\" accept", "67 80")]
    [InlineData("type filter hook input priority 0; policy accept; udp dport 69 counter drop", "69")]
    [InlineData("type filter hook input priority 0; policy accept; udp dport 69 reject; tcp dport != 22 drop", "69 80")]
    [InlineData("type filter hook input priority 0; policy accept; ip saddr 10.9.0.0/16 drop", "")]
    [InlineData("type filter hook input priority 0; policy accept; ct state invalid drop; udp dport 67 jump services", "67")]
    // What hangs on an address may be let in, so nothing is said of it.
    [InlineData("type filter hook input priority 0; policy drop; ip saddr 10.9.0.0/16 accept", "")]
    [InlineData("type filter hook input priority 0; policy drop; ip saddr 10.9.0.0/16 udp dport 69 accept", "67 80")]
    [InlineData("type filter hook input priority 0; policy accept; ip saddr 10.9.0.0/16 return; udp dport 69 drop", "")]
    [InlineData("type filter hook input priority 0; policy drop; ip saddr 10.9.0.0/16 return; udp dport 69 drop; accept", "69")]
    // The head of many a firewall.
    [InlineData("type filter hook input priority 0; policy drop; ct state vmap { established : accept, related : accept, invalid : drop }; iif lo accept; icmp type echo-request limit rate 5/second accept; ip6 saddr fe80::/10 accept; ct status dnat accept; tcp dport 22 accept", "67 69 80")]
    [InlineData("type filter hook input priority 0; policy accept; tcp dport vmap { 22 : accept, 80-81 : drop }; udp dport vmap { 67 : jump services, 69 : accept }", "67 80")]
    public async Task FindDrop_OfRulesThatNftTakes_NamesTheClosedPorts(string chain, string closed)
    {
        using VirtualLan lan = new();
        await VirtualLan.RunAsync(lan.Server, "nft", $"table inet filter {{\nchain services {{ counter drop; }}\nchain input {{ {chain.TrimEnd(';')}; }}\n}}");
        Assert.True(NftRuleset.TryParse(await VirtualLan.RunAsync(lan.Server, "nft", "-j", "list", "ruleset"), out PacketFilterRules ruleset));
        Assert.Equal(closed, string.Join(' ', new[] { Dhcp, Tftp, Http }.Where(need => ruleset.FindDrop(need, "eth0") is not null).Select(need => need.Port)));
    }

    [Fact]
    public async Task TryParse_EveryTruncationAndFlip_IsAnErrorOrARuleset()
    {
        using VirtualLan lan = new();
        await VirtualLan.RunAsync(lan.Server, "nft", "table inet filter {\nchain more { drop; }\nchain input { type filter hook input priority 0; policy drop; udp dport { 67, 60-65 } accept; tcp dport 80 jump more; }\n}");
        string text = await VirtualLan.RunAsync(lan.Server, "nft", "-j", "list", "ruleset");
        for (int length = 0; length < text.TrimEnd().Length; length++)
        {
            Assert.False(NftRuleset.TryParse(text[..length], out _));
        }

        Random random = new(7);
        for (int round = 0; round < 3000; round++)
        {
            char[] flipped = text.ToCharArray();
            flipped[random.Next(flipped.Length)] = (char)random.Next(32, 127);
            if (NftRuleset.TryParse(new string(flipped), out PacketFilterRules ruleset))
            {
                Judge(ruleset);
            }
        }
    }

    [Theory]
    [InlineData("{\"nftables\":[{\"chain\":{\"family\":\"inet\",\"table\":\"t\",\"name\":\"a\",\"hook\":\"input\"}},{\"rule\":{\"family\":\"inet\",\"table\":\"t\",\"chain\":\"a\",\"expr\":[{\"jump\":{\"target\":\"a\"}}]}}]}")]
    [InlineData("{\"nftables\":[]}")]
    [InlineData("{\"nftables\":[{\"chain\":{\"family\":\"inet\",\"table\":\"t\",\"name\":\"a\",\"hook\":\"input\"}},{\"rule\":{\"family\":\"inet\",\"table\":\"t\",\"chain\":\"a\",\"expr\":[{\"match\":{\"left\":{\"payload\":{\"field\":\"dport\"}},\"right\":{\"range\":[\"a\",\"b\"]}}},{\"drop\":null}]}}]}")]
    public void FindDrop_LoopsAndNothing_EndsWithoutAVerdict(string json)
    {
        Assert.True(NftRuleset.TryParse(json, out PacketFilterRules ruleset));
        Assert.Null(ruleset.FindDrop(Tftp, "eth0"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"nftables\":7}")]
    [InlineData("{\"nftables\":[{\"rule\":{\"family\":\"inet\",\"table\":\"t\",\"chain\":\"a\",\"expr\":[{\"match\":{\"left\":{\"meta\":{\"key\":\"iifname\"}},\"right\":\"\\ud800\"}}]}}]}")]
    public void TryParse_SomethingElse_IsRefused(string json) => Assert.False(NftRuleset.TryParse(json, out _));

    /// <summary>A damaged rule may say anything; that it says something without an exception is what counts.</summary>
    private static void Judge(PacketFilterRules ruleset) => Assert.InRange(ruleset.FindDrop(Tftp, "eth0")?.Length ?? 0, 0, 1000);
}
