using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Monitas.Contracts.Layouts;

namespace Monitas.Agent.BareMetal.Wire;

/// <summary>The arguments of mdadm. Pure.</summary>
internal static class MdadmCommand
{
    private const string Missing = "missing";

    /// <summary>The arguments that make an array the way it was. Every size carries its unit; --run answers mdadm's questions.</summary>
    /// <param name="array">The array.</param>
    /// <param name="node">The node that it gets, such as "/dev/md100".</param>
    /// <param name="members">The nodes of its members in the order of their slots; those that it has fewer than it is made for are "missing".</param>
    /// <param name="spares">The nodes of its spares.</param>
    public static IReadOnlyList<string> Create(LayoutArray array, string node, IReadOnlyList<string> members, IReadOnlyList<string> spares)
    {
        bool takesAll = array.Level is "raid0" or "linear";
        int missing = Math.Max(0, array.RaidDevices - members.Count);
        return
        [
            "--create", node, "--run", "--quiet", "--level=" + array.Level, "--metadata=" + array.Metadata, "--uuid=" + array.Uuid, .. Names(array),
            "--raid-devices=" + Number(array.RaidDevices), .. Option(spares.Count > 0, "--spare-devices=" + Number(spares.Count)),
            .. Option(array.ChunkBytes > 0, "--chunk=" + Kibibytes(array.ChunkBytes)), .. Option(array.Layout.Length > 0, "--layout=" + array.Layout),
            .. Option(!takesAll, array.Bitmap ? "--bitmap=internal" : "--bitmap=none"), .. Option(array.DataOffsetBytes > 0, "--data-offset=" + Kibibytes(array.DataOffsetBytes)),
            .. Option(!takesAll && array.ComponentBytes > 0, "--size=" + Kibibytes(array.ComponentBytes)), .. members, .. Enumerable.Repeat(Missing, missing), .. spares,
        ];
    }

    /// <summary>The arguments that ask for an array's facts as NAME=VALUE lines.</summary>
    public static IReadOnlyList<string> Detail(string node) => ["--detail", "--export", node];

    /// <summary>The arguments that stop an array.</summary>
    public static IReadOnlyList<string> Stop(string node) => ["--stop", node];

    /// <summary>What differs between the plan and what <see cref="Detail"/> told, in words; empty when nothing does.</summary>
    /// <param name="array">The array as planned.</param>
    /// <param name="detail">What was told.</param>
    /// <param name="sizeBytes">The size of the new array's device.</param>
    public static string Difference(LayoutArray array, IReadOnlyDictionary<string, string> detail, long sizeBytes)
    {
        (string Name, string Wanted)[] expected = [("MD_UUID", array.Uuid), ("MD_LEVEL", array.Level), ("MD_DEVICES", Number(array.RaidDevices)), ("MD_METADATA", array.Metadata)];
        foreach ((string name, string wanted) in expected)
        {
            string found = detail.GetValueOrDefault(name, "");
            if (!string.Equals(found, wanted, StringComparison.OrdinalIgnoreCase))
            {
                return $"{name} is '{found}' instead of '{wanted}'";
            }
        }

        return sizeBytes < array.SizeBytes ? $"it has {sizeBytes} bytes instead of {array.SizeBytes}" : "";
    }

    /// <summary>The name's part before the first ':' is the home host; without one mdadm would put this PC's own in front.</summary>
    private static IEnumerable<string> Names(LayoutArray array)
    {
        int colon = array.SetName.IndexOf(':', StringComparison.Ordinal);
        string host = colon > 0 ? array.SetName[..colon] : "<none>";
        string name = array.SetName[(colon + 1)..];
        return ["--homehost=" + host, .. Option(name.Length > 0, "--name=" + name)];
    }

    private static IEnumerable<string> Option(bool given, string text) => given ? [text] : [];

    private static string Kibibytes(long bytes) => Number(bytes / 1024) + "K";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
