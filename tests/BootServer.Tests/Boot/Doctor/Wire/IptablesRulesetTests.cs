using System;
using System.Linq;
using System.Threading.Tasks;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Boot.Doctor.Wire;
using Monitas.BootServer.Tests.Networks;
using Xunit;

namespace Monitas.BootServer.Tests.Boot.Doctor.Wire;

public sealed class IptablesRulesetTests
{
    private static readonly PortNeed[] Needs = [new("udp", 67, "DHCP"), new("udp", 69, "TFTP"), new("tcp", 80, "HTTP"), new("udp", 4011, "PXE boot server")];

    /// <summary>Rules as a sysadmin gives them, taken by the real tools and printed by them again, and the ports that they close.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("-A INPUT -p udp --dport 69 -j DROP", "69")]
    [InlineData("-A INPUT -p udp --dport 69 -j REJECT --reject-with icmp-port-unreachable", "69")]
    [InlineData("-A INPUT -p udp -m multiport --dports 67,4000:4020 -m comment --comment closed -j DROP", "67 4011")]
    [InlineData("-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT|-A INPUT -i lo -j ACCEPT|-A INPUT -p icmp -j ACCEPT|-A INPUT -p tcp --dport 22 -j ACCEPT|-P INPUT DROP", "67 69 80 4011")]
    [InlineData("-P INPUT DROP|-A INPUT -i eth+ -p udp -j ACCEPT", "80")]
    [InlineData("-P INPUT DROP|-A INPUT ! -i eth1 -j ACCEPT", "")]
    [InlineData("-A INPUT ! -p tcp -j DROP", "67 69 4011")]
    [InlineData("-A INPUT -m state --state NEW -p tcp ! --dport 22 -j DROP", "80")]
    [InlineData("-N boot|-A boot -p udp --dport 67 -j RETURN|-A boot -p udp -j DROP|-A INPUT -j LOG|-A INPUT -j boot", "69 4011")]
    [InlineData("-N boot|-A INPUT -p udp -g boot|-A INPUT -j DROP|-P INPUT ACCEPT", "80")]
    [InlineData("-t raw -A PREROUTING -p udp --dport 69 -j DROP", "69")]
    [InlineData("-t mangle -P INPUT DROP|-t mangle -A INPUT -p tcp -j ACCEPT|-A INPUT -p tcp --dport 80 -j DROP", "67 69 80 4011")]
    // What hangs on an address or a rate may be let in or not: nothing is said of it.
    [InlineData("-A INPUT -s 10.9.0.0/16 -j DROP", "")]
    [InlineData("-P INPUT DROP|-A INPUT -s 10.9.0.0/16 -p udp -j ACCEPT", "80")]
    // As ufw begins: RETURN for what is meant for this computer, then DROP.
    [InlineData("-N local|-A local -m addrtype --dst-type LOCAL -j RETURN|-A local -j DROP|-A INPUT -j local|-A INPUT -p udp --dport 69 -j ACCEPT|-P INPUT DROP", "67 80 4011")]
    public async Task FindDrop_OfRulesThatIptablesTakes_NamesTheClosedPorts(string rules, string closed)
    {
        foreach (string tool in new[] { "iptables-legacy", "iptables-nft" })
        {
            using VirtualLan lan = new();
            foreach (string rule in rules.Split('|', StringSplitOptions.RemoveEmptyEntries))
            {
                await VirtualLan.RunAsync(lan.Server, tool, rule.Split(' '));
            }

            Assert.True(IptablesRuleset.TryParse(await VirtualLan.RunAsync(lan.Server, $"{tool}-save"), tool, out PacketFilterRules ruleset));
            Assert.Equal(closed, string.Join(' ', Needs.Where(need => ruleset.FindDrop(need, "eth0") is not null).Select(need => need.Port)));
        }
    }

    [Fact]
    public void FindDrop_ACommentWithBlanksAndQuotes_IsReadAsOneWord()
    {
        const string Saved = "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -p udp -m udp --dport 69 -m comment --comment \"not -j \\\"ACCEPT\\\"\" -j DROP\nCOMMIT\n";
        Assert.True(IptablesRuleset.TryParse(Saved, "iptables-legacy", out PacketFilterRules ruleset));
        Assert.Equal("rule 1 of chain filter INPUT (iptables-legacy) drops it", ruleset.FindDrop(Needs[1], "eth0"));
        Assert.Null(ruleset.FindDrop(Needs[0], "eth0"));
    }

    [Theory]
    [InlineData("-x")]
    [InlineData("-j")]
    [InlineData("!")]
    [InlineData("-j ACCEPT")]
    public async Task FindDrop_ACommentThatLooksLikeAnOption_IsAComment(string comment)
    {
        foreach (string tool in new[] { "iptables-legacy", "iptables-nft" })
        {
            using VirtualLan lan = new();
            await VirtualLan.RunAsync(lan.Server, tool, ["-A", "INPUT", "-p", "udp", "-m", "comment", "--comment", comment, "-m", "udp", "--dport", "69", "-j", "DROP"]);

            Assert.True(IptablesRuleset.TryParse(await VirtualLan.RunAsync(lan.Server, $"{tool}-save"), tool, out PacketFilterRules ruleset));
            Assert.Equal([69], Needs.Where(need => ruleset.FindDrop(need, "eth0") is not null).Select(need => need.Port));
        }
    }

    [Theory]
    [InlineData("{\"nftables\": []}")]
    [InlineData("iptables: not found")]
    [InlineData("*filter\n-X INPUT")]
    [InlineData("*filter\n\"-A\" INPUT -j DROP")]
    public void TryParse_SomethingElse_IsRefused(string text) => Assert.False(IptablesRuleset.TryParse(text, "iptables-legacy", out _));

    [Fact]
    public void FindDrop_ChainsThatJumpInACircle_ComesToAnEnd()
    {
        string circle = string.Concat(Enumerable.Repeat("-A boot -j boot\n", 40));
        Assert.True(IptablesRuleset.TryParse($"*filter\n:INPUT DROP [0:0]\n-A INPUT -j boot\n{circle}COMMIT\n", "iptables-nft", out PacketFilterRules ruleset));
        Assert.Equal("chain filter INPUT (iptables-nft) drops what no rule accepts", ruleset.FindDrop(Needs[0], "eth0"));
    }

    [Fact]
    public void TryParse_EveryTruncationAndFlip_IsAnErrorOrARuleset()
    {
        const string Saved = "*filter\n:INPUT DROP [0:0]\n:boot - [0:0]\n-A INPUT ! -i lo -p udp -m multiport --dports 67,69:70 -m comment --comment \"a \\\" b\" -j boot\n-A boot -p tcp -g boot\nCOMMIT\n";
        for (int length = 0; length <= Saved.Length; length++)
        {
            Judge(Saved[..length]);
        }

        Random random = new(7);
        for (int round = 0; round < 3000; round++)
        {
            char[] flipped = Saved.ToCharArray();
            flipped[random.Next(flipped.Length)] = (char)random.Next(10, 127);
            Judge(new string(flipped));
        }
    }

    /// <summary>A damaged rule may say anything; that it says something without an exception is what counts.</summary>
    private static void Judge(string text)
    {
        if (IptablesRuleset.TryParse(text, "iptables-legacy", out PacketFilterRules ruleset))
        {
            Assert.InRange(ruleset.FindDrop(Needs[1], "eth0")?.Length ?? 0, 0, 1000);
        }
    }
}
