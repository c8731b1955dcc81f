using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Monitas.BootServer.Boot.Doctor.Wire;

/// <summary>Reads what `nft -j list ruleset` prints (libnftables-json(5)). Pure.</summary>
internal static class NftRuleset
{
    /// <summary>Reads the text; false when it is something else.</summary>
    public static bool TryParse(string json, out PacketFilterRules ruleset)
    {
        ruleset = new PacketFilterRules();
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            foreach (JsonElement item in document.RootElement.GetProperty("nftables").EnumerateArray())
            {
                Take(item, ruleset);
            }

            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return false;
        }
    }

    private static void Take(JsonElement item, PacketFilterRules ruleset)
    {
        if (item.TryGetProperty("chain", out JsonElement chain) && Text(chain, "hook") is "input" or "prerouting" && Text(chain, "family") is "ip" or "inet")
        {
            string key = Key(chain, Text(chain, "name"));
            ruleset.AddBaseChain(key, Priority(chain), Text(chain, "policy") == "drop" ? $"chain {key}" : "");
        }
        else if (item.TryGetProperty("rule", out JsonElement rule) && rule.GetProperty("expr").ValueKind == JsonValueKind.Array)
        {
            RequireText(rule);
            string key = Key(rule, Text(rule, "chain"));
            foreach (FilterRule read in Rules(rule.Clone(), $"rule {Number(rule, "handle")} of chain {key}"))
            {
                ruleset.AddRule(key, read);
            }
        }
    }

    /// <summary>Conditions are read when a port is asked for: a string that is none (half a surrogate pair) must be found out before that.</summary>
    /// <exception cref="InvalidOperationException">There is such a string.</exception>
    private static void RequireText(JsonElement item)
    {
        switch (item.ValueKind)
        {
            case JsonValueKind.String:
                _ = item.GetString();
                break;
            case JsonValueKind.Array:
                foreach (JsonElement child in item.EnumerateArray())
                {
                    RequireText(child);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty property in item.EnumerateObject())
                {
                    RequireText(property.Value);
                }

                break;
            default:
                break;
        }
    }

    /// <summary>A rule has one verdict, or several in a verdict map.</summary>
    private static IEnumerable<FilterRule> Rules(JsonElement rule, string words)
    {
        List<Func<PortNeed, string, bool?>> conditions = [];
        foreach (JsonElement part in rule.GetProperty("expr").EnumerateArray())
        {
            if (part.ValueKind != JsonValueKind.Object || part.EnumerateObject().FirstOrDefault() is not { Value.ValueKind: not JsonValueKind.Undefined } statement)
            {
                conditions.Add(static (_, _) => null);
                continue;
            }

            if (Verdict(statement) is { } verdict)
            {
                return [new FilterRule(All(conditions), verdict, Key(rule, Text(statement.Value, "target")), words)];
            }

            switch (statement.Name)
            {
                case "match":
                    conditions.Add((need, device) => IsFulfilled(statement.Value, need, device));
                    break;
                case "vmap":
                    return [.. Mapped(statement.Value).Select(pair => new FilterRule(
                        All([.. conditions, (need, device) => Compare(pair.Key, pair.Value, need, device)]), pair.Verdict, Key(rule, pair.Target), words))];
                case "counter" or "log" or "comment":
                    break;
                default:
                    conditions.Add(static (_, _) => null);
                    break;
            }
        }

        return [];
    }

    private static FilterVerdict? Verdict(JsonProperty statement) => statement.Name switch
    {
        "accept" => FilterVerdict.Accept,
        "drop" or "reject" => FilterVerdict.Drop,
        "return" => FilterVerdict.Return,
        "jump" => FilterVerdict.Jump,
        "goto" => FilterVerdict.Goto,
        _ => null,
    };

    /// <summary>The pairs of a verdict map: {"key": expression, "data": {"set": [[value, {"accept": null}], ...]}}. A map by name counts as one that may accept.</summary>
    private static IEnumerable<(JsonElement Key, JsonElement Value, FilterVerdict Verdict, string Target)> Mapped(JsonElement map)
    {
        JsonElement key = map.GetProperty("key");
        JsonElement data = map.GetProperty("data");
        if (data.ValueKind != JsonValueKind.Object || !data.TryGetProperty("set", out JsonElement set) || set.ValueKind != JsonValueKind.Array)
        {
            return [(default, default, FilterVerdict.Accept, "")];
        }

        return set.EnumerateArray()
            .Where(pair => pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2 && pair[1].ValueKind == JsonValueKind.Object)
            .Select(pair => (pair[0], pair[1].EnumerateObject().FirstOrDefault()))
            .Where(pair => pair.Item2.Value.ValueKind != JsonValueKind.Undefined)
            .Select(pair => (key, pair.Item1, Verdict(pair.Item2) ?? FilterVerdict.GoOn, Text(pair.Item2.Value, "target")));
    }

    private static Func<PortNeed, string, bool?> All(IReadOnlyList<Func<PortNeed, string, bool?>> conditions) => (need, device) =>
    {
        bool?[] found = [.. conditions.Select(condition => condition(need, device))];
        return found.Contains(false) ? false : found.Contains(null) ? null : true;
    };

    private static bool? IsFulfilled(JsonElement match, PortNeed need, string device)
    {
        if (match.ValueKind != JsonValueKind.Object || !match.TryGetProperty("left", out JsonElement left) || !match.TryGetProperty("right", out JsonElement right))
        {
            return null;
        }

        // A field of another protocol is not there at all, whether the rule says "is" or "is not".
        return IsOfAnotherProtocol(left, need) ? false : Text(match, "op") == "!=" ? !Compare(left, right, need, device) : Compare(left, right, need, device);
    }

    private static bool? Compare(JsonElement left, JsonElement right, PortNeed need, string device) =>
        left.ValueKind != JsonValueKind.Object ? null
        : IsOfAnotherProtocol(left, need) ? false
        : left.TryGetProperty("payload", out JsonElement payload) ? Text(payload, "field") switch
        {
            "dport" => Contains(right, need.Port),
            "protocol" or "nexthdr" => Contains(right, need.Protocol),
            _ => null,
        }
        : left.TryGetProperty("meta", out JsonElement meta) ? Text(meta, "key") switch
        {
            "l4proto" => Contains(right, need.Protocol),
            "iif" or "iifname" => Contains(right, device),
            "nfproto" => Contains(right, "ipv4"),
            _ => null,
        }
        : left.TryGetProperty("ct", out JsonElement ct) ? Text(ct, "key") switch
        {
            "state" => Contains(right, "new"),
            // What is new and meant for this computer was not redirected.
            "status" => Contains(right, "dnat") is true ? false : null,
            _ => null,
        }
        : null;

    private static bool IsOfAnotherProtocol(JsonElement left, PortNeed need) =>
        left.ValueKind == JsonValueKind.Object && left.TryGetProperty("payload", out JsonElement payload)
        && Text(payload, "protocol") is { Length: > 0 } protocol && protocol != need.Protocol && protocol is not ("th" or "ip" or "ether");

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
            range[0].ValueKind == JsonValueKind.Number && range[1].ValueKind == JsonValueKind.Number && range[0].TryGetInt32(out int first) && range[1].TryGetInt32(out int last) && port >= first && port <= last,
        _ => null,
    };

    private static int Priority(JsonElement chain) => chain.TryGetProperty("prio", out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int priority) ? priority : 0;

    private static string Key(JsonElement owner, string chain) => $"{Text(owner, "family")} {Text(owner, "table")} {chain}";

    private static string Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static string Number(JsonElement item, string name) => item.TryGetProperty(name, out JsonElement value) ? value.ToString() : "?";
}
