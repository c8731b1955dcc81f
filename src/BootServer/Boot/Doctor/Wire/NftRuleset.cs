using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Monitas.BootServer.Boot.Doctor.Wire;

/// <summary>
/// Reads what `nft -j list ruleset` prints (libnftables-json(5)) and tells whether a new datagram or connection to a port would be dropped before
/// it reaches a program. Pure. A condition that cannot be judged (addresses, marks, sets by name) counts as not fulfilled, so a rule that
/// may or may not drop is not reported: what is reported is so.
/// </summary>
internal sealed class NftRuleset
{
    private const int MaxDepth = 16;

    private readonly List<JsonElement> _baseChains = [];
    private readonly Dictionary<string, List<JsonElement>> _rules = [];

    private enum End
    {
        Undecided,
        Accepted,
        Dropped,
        Returned,
    }

    /// <summary>Reads the text; false when it is something else.</summary>
    public static bool TryParse(string json, out NftRuleset ruleset)
    {
        ruleset = new NftRuleset();
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            foreach (JsonElement item in document.RootElement.GetProperty("nftables").EnumerateArray())
            {
                ruleset.Take(item);
            }

            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return false;
        }
    }

    /// <summary>The rule (or chain policy) that drops what comes to a port by an interface, in words; null when nothing is sure to drop it.</summary>
    public string? FindDrop(PortNeed need, string device)
    {
        foreach (JsonElement chain in _baseChains.OrderBy(Priority))
        {
            End end = Run(Key(chain, Text(chain, "name")), need, device, 0, out string rule);
            if (end == End.Dropped)
            {
                return rule;
            }

            if (end != End.Accepted && Text(chain, "policy") == "drop")
            {
                return $"chain {Text(chain, "family")} {Text(chain, "table")} {Text(chain, "name")} drops what no rule accepts";
            }
        }

        return null;
    }

    private void Take(JsonElement item)
    {
        if (item.TryGetProperty("chain", out JsonElement chain) && Text(chain, "hook") is "input" or "prerouting" && Text(chain, "family") is "ip" or "inet")
        {
            _baseChains.Add(chain.Clone());
        }
        else if (item.TryGetProperty("rule", out JsonElement rule) && rule.GetProperty("expr").ValueKind == JsonValueKind.Array)
        {
            string key = Key(rule, Text(rule, "chain"));
            if (!_rules.TryGetValue(key, out List<JsonElement>? rules))
            {
                _rules[key] = rules = [];
            }

            rules.Add(rule.Clone());
        }
    }

    private End Run(string chain, PortNeed need, string device, int depth, out string dropping)
    {
        dropping = "";
        foreach (JsonElement rule in depth < MaxDepth ? _rules.GetValueOrDefault(chain, []) : [])
        {
            End end = Apply(rule, need, device, depth, out dropping);
            if (end is End.Accepted or End.Dropped)
            {
                return end;
            }

            if (end == End.Returned)
            {
                break;
            }
        }

        return End.Undecided;
    }

    private End Apply(JsonElement rule, PortNeed need, string device, int depth, out string dropping)
    {
        dropping = "";
        foreach (JsonElement part in rule.GetProperty("expr").EnumerateArray())
        {
            if (part.ValueKind != JsonValueKind.Object || part.EnumerateObject().FirstOrDefault() is not { Value.ValueKind: not JsonValueKind.Undefined } statement)
            {
                return End.Undecided;
            }

            switch (statement.Name)
            {
                case "match" when !IsFulfilled(statement.Value, need, device):
                    return End.Undecided;
                case "match" or "counter" or "log" or "comment":
                    break;
                case "accept":
                    return End.Accepted;
                case "drop" or "reject":
                    dropping = $"rule {Number(rule, "handle")} of chain {Text(rule, "family")} {Text(rule, "table")} {Text(rule, "chain")} drops it";
                    return End.Dropped;
                case "return":
                    return End.Returned;
                case "jump" or "goto":
                    End end = Run(Key(rule, Text(statement.Value, "target")), need, device, depth + 1, out dropping);
                    return end == End.Undecided && statement.Name == "goto" ? End.Returned : end;
                default:
                    return End.Undecided;
            }
        }

        return End.Undecided;
    }

    private static bool IsFulfilled(JsonElement match, PortNeed need, string device)
    {
        if (match.ValueKind != JsonValueKind.Object || !match.TryGetProperty("left", out JsonElement left) || !match.TryGetProperty("right", out JsonElement right))
        {
            return false;
        }

        bool? equal = left.ValueKind != JsonValueKind.Object ? null
            : left.TryGetProperty("payload", out JsonElement payload) && Text(payload, "field") == "dport" ? IsPort(payload, right, need)
            : left.TryGetProperty("payload", out payload) && Text(payload, "field") is "protocol" or "nexthdr" ? Contains(right, need.Protocol)
            : left.TryGetProperty("meta", out JsonElement meta) ? Text(meta, "key") switch
            {
                "l4proto" => Contains(right, need.Protocol),
                "iif" or "iifname" => Contains(right, device),
                "nfproto" => Contains(right, "ipv4"),
                _ => null,
            }
            : left.TryGetProperty("ct", out JsonElement ct) && Text(ct, "key") == "state" ? Contains(right, "new")
            : null;
        return equal is { } known && known == Text(match, "op") is not "!=";
    }

    /// <summary>A rule about another protocol's port is for other packets, whether it says "is" or "is not".</summary>
    private static bool? IsPort(JsonElement payload, JsonElement right, PortNeed need) =>
        Text(payload, "protocol") == need.Protocol || Text(payload, "protocol") == "th" ? Contains(right, need.Port) : null;

    /// <summary>Whether a value, set or list holds a word; null for a set by name, which is not in the rule.</summary>
    private static bool? Contains(JsonElement right, string word) => right.ValueKind switch
    {
        JsonValueKind.String when right.GetString()!.StartsWith('@') => null,
        JsonValueKind.String => right.GetString() == word,
        JsonValueKind.Array => right.EnumerateArray().Any(item => Contains(item, word) == true),
        JsonValueKind.Object when right.TryGetProperty("set", out JsonElement set) => Contains(set, word),
        _ => null,
    };

    private static bool? Contains(JsonElement right, int port) => right.ValueKind switch
    {
        JsonValueKind.Number => right.TryGetInt32(out int value) && value == port,
        JsonValueKind.Array => right.EnumerateArray().Any(item => Contains(item, port) == true),
        JsonValueKind.Object when right.TryGetProperty("set", out JsonElement set) => Contains(set, port),
        JsonValueKind.Object when right.TryGetProperty("range", out JsonElement range) && range.ValueKind == JsonValueKind.Array && range.GetArrayLength() == 2 =>
            range[0].TryGetInt32(out int first) && range[1].TryGetInt32(out int last) && port >= first && port <= last,
        _ => null,
    };

    private static int Priority(JsonElement chain) => chain.TryGetProperty("prio", out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : 0;

    private static string Key(JsonElement owner, string chain) => $"{Text(owner, "family")} {Text(owner, "table")} {chain}";

    private static string Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static string Number(JsonElement item, string name) => item.TryGetProperty(name, out JsonElement value) ? value.ToString() : "?";
}
