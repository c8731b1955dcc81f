using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Boot.Doctor.Wire;

namespace Monitas.BootServer.Boot.Doctor;

/// <summary>
/// The chains of a packet filter that see what comes in, and whether they are sure to drop a new datagram or connection to a port. Pure. Where a
/// condition cannot be judged both ways are followed, and only what is dropped on both is reported: what is reported is so.
/// </summary>
internal sealed class PacketFilterRules
{
    private const int MaxDepth = 16;

    private readonly List<(string Chain, int Priority, string PolicyDrop)> _baseChains = [];
    private readonly Dictionary<string, List<FilterRule>> _rules = [];

    private enum End
    {
        Undecided,
        Accepted,
        Dropped,
        Returned,
    }

    /// <summary>Adds a chain through which all that comes in goes.</summary>
    /// <param name="chain">Its unique name.</param>
    /// <param name="priority">Chains run in ascending order.</param>
    /// <param name="policyDrop">What it is called when its policy is to drop; empty when that is to accept.</param>
    public void AddBaseChain(string chain, int priority, string policyDrop) => _baseChains.Add((chain, priority, policyDrop));

    /// <summary>Adds a rule at the end of a chain.</summary>
    public void AddRule(string chain, FilterRule rule)
    {
        if (!_rules.TryGetValue(chain, out List<FilterRule>? rules))
        {
            _rules[chain] = rules = [];
        }

        rules.Add(rule);
    }

    /// <summary>The rule (or chain policy) that drops what comes to a port by an interface, in words; null when nothing is sure to drop it.</summary>
    public string? FindDrop(PortNeed need, string device)
    {
        foreach ((string chain, _, string policyDrop) in _baseChains.OrderBy(c => c.Priority))
        {
            End end = Run(chain, need, device, [], out string rule);
            if (end == End.Dropped)
            {
                return $"{rule} drops it";
            }

            if (end != End.Accepted && policyDrop.Length > 0)
            {
                return $"{policyDrop} drops what no rule accepts";
            }
        }

        return null;
    }

    /// <param name="chain">The chain to go through.</param>
    /// <param name="need">The port.</param>
    /// <param name="device">The interface.</param>
    /// <param name="within">The chains that led here. The kernel takes no rules that jump in a circle; a text may hold such all the same.</param>
    /// <param name="dropping">The rule that drops, in words.</param>
    private End Run(string chain, PortNeed need, string device, HashSet<string> within, out string dropping)
    {
        dropping = "";
        bool mayHaveReturned = false;
        List<FilterRule> rules = within.Count < MaxDepth && !within.Contains(chain) ? _rules.GetValueOrDefault(chain, []) : [];
        HashSet<string> path = rules.Count > 0 ? [.. within, chain] : within;
        foreach (FilterRule rule in rules)
        {
            bool? matches = rule.Matches(need, device);
            End end = matches is false ? End.Undecided : Apply(rule, need, device, path, out dropping);
            if (end == End.Accepted)
            {
                return end;
            }

            if (end == End.Returned)
            {
                if (matches is true)
                {
                    return End.Undecided;
                }

                mayHaveReturned = true;
            }

            if (end == End.Dropped && matches is true)
            {
                return mayHaveReturned ? End.Undecided : end;
            }
        }

        return End.Undecided;
    }

    private End Apply(FilterRule rule, PortNeed need, string device, HashSet<string> path, out string dropping)
    {
        dropping = rule.Words;
        switch (rule.Verdict)
        {
            case FilterVerdict.Accept:
                return End.Accepted;
            case FilterVerdict.Drop:
                return End.Dropped;
            case FilterVerdict.Return:
                return End.Returned;
            case FilterVerdict.Jump or FilterVerdict.Goto:
                End end = Run(rule.Target, need, device, path, out dropping);
                return end == End.Undecided && rule.Verdict == FilterVerdict.Goto ? End.Returned : end;
            default:
                return End.Undecided;
        }
    }
}
