using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Preps.Files;

/// <summary>Reads the settings of a disk's line.</summary>
/// <param name="fail">Gets each thing that is wrong, and what to write instead.</param>
internal sealed class PrepDiskLine(Action<string> fail)
{
    /// <summary>A disk of 500 GB has not 500 GB to the byte: "size=500G" allows for so much to either side.</summary>
    private const int TolerancePercent = 10;

    private static readonly string[] Buses = ["ata", "mmc", "nvme", "sas", "sata", "scsi", "usb", "virtio"];

    /// <summary>The disk, without partitions; what is wrong counts as not said.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="settings">The settings by key; "size&gt;" and "size&lt;" for bounds.</param>
    public PrepDisk Read(string name, Dictionary<string, string> settings)
    {
        PrepDiskChoice choice = new()
        {
            Serial = settings.GetValueOrDefault("serial", ""),
            Wwn = settings.GetValueOrDefault("wwn", ""),
            Bus = OneOf(settings, "bus", Buses),
            Rotation = OneOf(settings, "rotation", ["yes", "no"]) switch { "yes" => true, "no" => false, _ => null },
        };
        return new PrepDisk(name, WithSize(choice, settings), OneOf(settings, "table", ["gpt", "mbr"]) == "mbr", []);
    }

    private PrepDiskChoice WithSize(PrepDiskChoice choice, Dictionary<string, string> settings)
    {
        string size = settings.GetValueOrDefault("size", "").ToLowerInvariant();
        if (size.Length > 0 && settings.Keys.Any(k => k is "size<" or "size>"))
        {
            fail("the disk's size is said both exactly and by a bound: keep one of them.");
        }

        if (size is "smallest" or "largest")
        {
            return choice with { IsSmallest = size == "smallest" };
        }

        if (size.Length > 0)
        {
            long bytes = Bytes(size);
            return bytes == 0 ? choice : choice with { LeastBytes = bytes - (bytes / 100 * TolerancePercent), MostBytes = bytes + (bytes / 100 * TolerancePercent) };
        }

        long least = settings.TryGetValue("size>", out string? from) ? Bytes(from) : 0;
        long most = settings.TryGetValue("size<", out string? to) ? Bytes(to) : 0;
        if (most > 0 && least > most)
        {
            fail($"no disk is both at least {from} and at most {to}.");
        }

        return choice with { LeastBytes = least, MostBytes = most > 0 ? most : long.MaxValue };
    }

    private long Bytes(string text)
    {
        if (char.IsAsciiDigit(text[0]) && SizeText.TryParse(text, out long bytes) && bytes is > 0 and <= PrepSize.MostBytes)
        {
            return bytes;
        }

        fail($"'{text}' is no size of a disk: write such as size=500G, size>=100G, size<=2T, size=smallest or size=largest.");
        return 0;
    }

    private string OneOf(Dictionary<string, string> settings, string key, string[] words)
    {
        string value = settings.GetValueOrDefault(key, "").ToLowerInvariant();
        if (value.Length > 0 && !words.Contains(value))
        {
            fail($"{key}={settings[key]} means nothing: write one of {string.Join(", ", words.Select(w => $"{key}={w}"))}.");
            return "";
        }

        return value;
    }
}
