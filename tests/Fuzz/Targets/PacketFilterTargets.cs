using System;
using System.Collections.Generic;
using System.Text;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Boot.Doctor.Wire;
using static Monitas.Fuzz.FuzzTarget;

namespace Monitas.Fuzz.Targets;

/// <summary>The rules of a packet filter, as iptables-save and nft print them: read, and asked what they close.</summary>
internal static class PacketFilterTargets
{
    private static readonly PortNeed[] Needs = [new("udp", 69, "TFTP"), new("tcp", 80, "HTTP")];

    /// <summary>All of them.</summary>
    public static IEnumerable<FuzzTarget> All() =>
    [
        new("iptables-save", Corpus.Texts(
            "*raw\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n*filter\n:INPUT DROP [0:0]\n:boot - [0:0]\n-A INPUT ! -i lo -p udp -m multiport --dports 67,69:70 -m comment --comment \"a \\\" -j b\" -j boot\n-A boot -p tcp -g boot\n-A boot -j RETURN\nCOMMIT\n",
            "# made\n*filter\n:INPUT ACCEPT [1:2]\n-A INPUT -m conntrack --ctstate RELATED,NEW -j ACCEPT\n-A INPUT -s 10.0.0.0/8 -p udp --dport 69 -j DROP\nCOMMIT\n"), 4 << 20, Iptables),
        new("nft-json", Corpus.Texts(
            """{"nftables":[{"chain":{"family":"inet","table":"filter","name":"input","hook":"input","prio":0,"policy":"drop"}},{"rule":{"family":"inet","table":"filter","chain":"input","handle":4,"expr":[{"match":{"op":"==","left":{"payload":{"protocol":"udp","field":"dport"}},"right":{"set":[67,{"range":[69,70]}]}}},{"counter":null},{"jump":{"target":"boot"}}]}}]}""",
            """{"nftables":[{"rule":{"family":"inet","table":"filter","chain":"boot","handle":5,"expr":[{"vmap":{"key":{"meta":{"key":"iifname"}},"data":{"set":[["lo",{"accept":null}],["eth0",{"goto":{"target":"x"}}]]}}},{"match":{"op":"!=","left":{"ct":{"key":"state"}},"right":["new","\u00e9"]}},{"drop":null}]}}]}"""), 4 << 20, Nft),
    ];

    private static void Iptables(ReadOnlySpan<byte> input)
    {
        if (IptablesRuleset.TryParse(Encoding.UTF8.GetString(input), "iptables-nft", out PacketFilterRules rules))
        {
            Ask(rules);
        }
    }

    private static void Nft(ReadOnlySpan<byte> input)
    {
        if (NftRuleset.TryParse(Encoding.UTF8.GetString(input), out PacketFilterRules rules))
        {
            Ask(rules);
        }
    }

    private static void Ask(PacketFilterRules rules)
    {
        foreach (PortNeed need in Needs)
        {
            Check(rules.FindDrop(need, "eth0") is null or { Length: > 0 }, "a rule that closes a port is named");
        }
    }
}
