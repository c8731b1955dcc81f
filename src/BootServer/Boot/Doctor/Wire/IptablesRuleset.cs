using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Monitas.BootServer.Boot.Doctor.Wire;

/// <summary>
/// Reads what iptables-save prints (iptables(8), iptables-extensions(8)), of the legacy kernel tables or of the nft ones. Pure.
/// <code>
/// *filter                                     a table
/// :INPUT DROP [0:0]                           a chain and its policy; "-" for a chain that is jumped to
/// -A INPUT ! -i lo -p udp --dport 69 -j DROP  a rule; words with blanks stand in "quotes"
/// COMMIT
/// </code>
/// </summary>
internal static class IptablesRuleset
{
    /// <summary>What comes in goes through the tables in this order (netfilter's priorities); nat decides nothing about it.</summary>
    private static readonly Dictionary<string, int> BaseChains = new()
    {
        ["raw PREROUTING"] = -300,
        ["mangle PREROUTING"] = -150,
        ["mangle INPUT"] = -149,
        ["filter INPUT"] = 0,
        ["security INPUT"] = 50,
    };

    /// <summary>Reads the text; false when it is something else.</summary>
    /// <param name="text">What the tool printed.</param>
    /// <param name="tool">"iptables-legacy" or "iptables-nft", for people.</param>
    /// <param name="ruleset">The rules.</param>
    public static bool TryParse(string text, string tool, out PacketFilterRules ruleset)
    {
        ruleset = new PacketFilterRules();
        string table = "";
        Dictionary<string, int> numbers = [];
        foreach (string line in text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0 && line[0] != '#'))
        {
            switch (line[0])
            {
                case '*':
                    table = line[1..];
                    break;
                case ':' when line[1..].Split(' ') is [string chain, string policy, ..]:
                    AddChain(ruleset, $"{table} {chain}", policy == "DROP", tool);
                    break;
                case '-' when Words(line) is [{ Text: "-A" }, var chain, .. var words]:
                    string key = $"{table} {chain.Text}";
                    int number = numbers[key] = numbers.GetValueOrDefault(key) + 1;
                    ruleset.AddRule(key, Rule(words, table, $"rule {number} of chain {key} ({tool})"));
                    break;
                default:
                    if (line != "COMMIT")
                    {
                        return false;
                    }

                    break;
            }
        }

        return true;
    }

    private static void AddChain(PacketFilterRules ruleset, string key, bool drops, string tool)
    {
        if (BaseChains.TryGetValue(key, out int priority))
        {
            ruleset.AddBaseChain(key, priority, drops ? $"chain {key} ({tool})" : "");
        }
    }

    private static FilterRule Rule(Word[] words, string table, string name)
    {
        List<(string Option, string Value, bool IsNot)> conditions = [];
        for (int i = 0; i < words.Length; i++)
        {
            bool isNot = words[i].IsNot;
            i += isNot ? 1 : 0;
            string option = i < words.Length ? words[i].Text : "";
            Word value = i + 1 < words.Length ? words[i + 1] : new Word("", IsQuoted: false);
            if (option is "-j" or "-g")
            {
                // All that follows belongs to the target.
                return new FilterRule((need, device) => All(conditions, need, device), Verdict(value.Text, option == "-g"), $"{table} {value.Text}", name);
            }

            // An option without a value is one that is not judged; the word after it may be an option again. A comment is a value whatever it says:
            // the tools put only those in quotes that need it.
            bool hasValue = option == "--comment" || (value.Text.Length > 0 && !value.IsNot && !value.IsOption);
            conditions.Add((option, hasValue ? value.Text : "", isNot));
            i += hasValue ? 1 : 0;
        }

        return new FilterRule((_, _) => false, FilterVerdict.GoOn, "", name);
    }

    private static FilterVerdict Verdict(string target, bool isGoto) => target switch
    {
        "ACCEPT" => FilterVerdict.Accept,
        "DROP" or "REJECT" or "TARPIT" => FilterVerdict.Drop,
        "RETURN" => FilterVerdict.Return,
        // An extension such as LOG is no chain of this table, so a jump there leads nowhere.
        _ => isGoto ? FilterVerdict.Goto : FilterVerdict.Jump,
    };

    private static bool? All(IReadOnlyList<(string Option, string Value, bool IsNot)> conditions, PortNeed need, string device)
    {
        bool?[] found = [.. conditions.Select(c => c.IsNot ? !Holds(c.Option, c.Value, need, device) : Holds(c.Option, c.Value, need, device))];
        return found.Contains(false) ? false : found.Contains(null) ? null : true;
    }

    private static bool? Holds(string option, string value, PortNeed need, string device) => option switch
    {
        "-p" => value == need.Protocol || value == "all",
        "-i" => value.EndsWith('+') ? device.StartsWith(value[..^1], StringComparison.Ordinal) : value == device,
        "--dport" or "--dports" => IsIn(value, need.Port),
        "--ctstate" or "--state" => value.Split(',').Contains("NEW"),
        "-m" or "--comment" => true,
        _ => null,
    };

    /// <summary>"69", "67:69", "67,69,4011:4012".</summary>
    private static bool? IsIn(string ports, int port)
    {
        foreach (string part in ports.Split(','))
        {
            string[] ends = part.Split(':');
            if (!int.TryParse(ends[0], CultureInfo.InvariantCulture, out int first) || !int.TryParse(ends[^1], CultureInfo.InvariantCulture, out int last))
            {
                return null;
            }

            if (port >= first && port <= last)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The words of a line; a word in quotes may hold blanks, and a backslash before a quote.</summary>
    private static Word[] Words(string line)
    {
        List<Word> words = [];
        System.Text.StringBuilder text = new();
        bool inQuotes = false;
        bool wasQuoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '\\' && inQuotes && i + 1 < line.Length)
            {
                text.Append(line[++i]);
            }
            else if (c == '"')
            {
                inQuotes = !inQuotes;
                wasQuoted = true;
            }
            else if (c == ' ' && !inQuotes)
            {
                words.Add(new Word(text.ToString(), wasQuoted));
                text.Clear();
                wasQuoted = false;
            }
            else
            {
                text.Append(c);
            }
        }

        words.Add(new Word(text.ToString(), wasQuoted));
        return [.. words.Where(word => word.IsQuoted || word.Text.Length > 0)];
    }

    /// <summary>One word of a rule. What stands in quotes is a value, whatever it looks like.</summary>
    private readonly record struct Word(string Text, bool IsQuoted)
    {
        public bool IsNot => !IsQuoted && Text == "!";

        public bool IsOption => !IsQuoted && Text.StartsWith('-');
    }
}
