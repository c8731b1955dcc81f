using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Monitas.Contracts.Jobs;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Files;

/// <summary>
/// Gives the entries of an archive other owners, in their access control lists too: by rules, of which the first that fits holds; then, if
/// wanted, the machine's number of the same name; else the number stays. Not thread safe.
/// </summary>
internal sealed class OwnerMap
{
    private static readonly byte[] AccessList = "system.posix_acl_access"u8.ToArray();
    private static readonly byte[] DefaultList = "system.posix_acl_default"u8.ToArray();

    private readonly Ids _users;
    private readonly Ids _groups;

    /// <summary>Makes the map.</summary>
    /// <param name="lines">The rules; see <see cref="OwnerRule"/>.</param>
    /// <param name="byName">Does a name of the archive mean the machine's owner of that name?</param>
    /// <param name="users">The machine's users.</param>
    /// <param name="groups">The machine's groups.</param>
    /// <param name="notes">Is told of names that the machine does not have.</param>
    /// <exception cref="InvalidDataException">A rule makes no sense, or names somebody whom the machine does not have.</exception>
    internal OwnerMap(IReadOnlyList<string> lines, bool byName, AccountNames users, AccountNames groups, IWalkNotes notes)
    {
        _users = new Ids("user", users, byName, notes);
        _groups = new Ids("group", groups, byName, notes);
        List<string> faults = [];
        foreach (string line in lines)
        {
            if (OwnerRule.TryParse(line, out OwnerRule? rule, out string? fault))
            {
                (rule.IsGroup ? _groups : _users).Add(rule, faults);
            }
            else if (fault is not null)
            {
                faults.Add(fault + ".");
            }
        }
        if (faults.Count > 0)
        {
            throw new InvalidDataException($"The map of owners cannot be used: {string.Join(" ", faults)}");
        }
    }

    /// <summary>Learns an entry's names; a list of access rights holds numbers only, so all entries should be seen before the first is mapped.</summary>
    internal void Learn(ManifestEntry entry)
    {
        _users.Learn(entry.Uid, entry.UserName);
        _groups.Learn(entry.Gid, entry.GroupName);
    }

    /// <summary>The entry as the machine is to have it.</summary>
    internal ManifestEntry Map(ManifestEntry entry) => entry with
    {
        Uid = _users.Map(entry.Uid, entry.UserName, entry.Path),
        Gid = _groups.Map(entry.Gid, entry.GroupName, entry.Path),
        ExtendedAttributes = MapLists(entry),
    };

    private IReadOnlyList<ExtendedAttribute> MapLists(ManifestEntry entry)
    {
        ExtendedAttribute[]? mapped = null;
        for (int i = 0; i < entry.ExtendedAttributes.Count; i++)
        {
            ExtendedAttribute attribute = entry.ExtendedAttributes[i];
            if (attribute.Name.AsSpan().SequenceEqual(AccessList) || attribute.Name.AsSpan().SequenceEqual(DefaultList))
            {
                mapped ??= [.. entry.ExtendedAttributes];
                mapped[i] = new ExtendedAttribute(
                    attribute.Name, PosixAcl.Map(attribute.Value, uid => _users.Map(uid, [], entry.Path), gid => _groups.Map(gid, [], entry.Path)));
            }
        }
        return mapped ?? entry.ExtendedAttributes;
    }

    /// <summary>Users or groups.</summary>
    private sealed class Ids(string kind, AccountNames here, bool byName, IWalkNotes notes)
    {
        private readonly List<(OwnerRule Rule, byte[] Name, uint To)> _rules = [];
        private readonly Dictionary<uint, byte[]> _names = [];
        private readonly HashSet<byte[]> _unknown = new(PathComparer.Instance);

        internal void Add(OwnerRule rule, List<string> faults)
        {
            uint? to = rule.ToName.Length == 0 ? rule.To : here.FindId(Encoding.UTF8.GetBytes(rule.ToName));
            if (to is null)
            {
                faults.Add($"There is no {kind} '{rule.ToName}' on this machine.");
                return;
            }
            _rules.Add((rule, Encoding.UTF8.GetBytes(rule.FromName), to.Value));
        }

        internal void Learn(uint id, byte[] name)
        {
            if (name.Length > 0)
            {
                _names.TryAdd(id, name);
            }
        }

        internal uint Map(uint id, byte[] name, byte[] path)
        {
            name = name.Length > 0 ? name : _names.GetValueOrDefault(id, []);
            foreach ((OwnerRule rule, byte[] from, uint to) in _rules)
            {
                if (from.Length > 0 ? name.AsSpan().SequenceEqual(from) : id >= rule.First && id <= rule.Last)
                {
                    return from.Length > 0 ? to : to + (id - rule.First);
                }
            }
            if (!byName || name.Length == 0)
            {
                return id;
            }
            if (here.FindId(name) is { } same)
            {
                return same;
            }
            if (_unknown.Add(name))
            {
                notes.Warn(path, $"this and others belong to the {kind} {BytePath.ToDisplay(name)}, whom this machine does not have; they keep the number {id}");
            }
            return id;
        }
    }
}
