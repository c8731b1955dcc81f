using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Dhcp;
using static Monitas.Fuzz.FuzzTarget;

namespace Monitas.Fuzz.Targets;

/// <summary>Lines of files that a power cut may have torn: the boot log and the journal of leases.</summary>
internal static class StoredLineTargets
{
    /// <summary>All of them.</summary>
    public static IEnumerable<FuzzTarget> All() =>
    [
        new("boot-log", [JsonSerializer.SerializeToUtf8Bytes(Step(), BootLogJson.Default.BootStep), .. Corpus.Texts("{\"time\":\"2026-01-01T00:00:00+00:00\",\"kind\":\"discover\"}")], 256 << 10, BootLogLine),
        new("lease-journal", Corpus.Texts(
            "{\"mac\":\"52:54:00:aa:bb:01\",\"address\":\"10.0.0.100\",\"expires\":\"2026-01-01T12:00:00+00:00\"}",
            "{\"mac\":\"\",\"address\":\"10.0.0.101\",\"expires\":\"0001-01-01T00:00:00+00:00\"}"), 256 << 10, LeaseLine),
    ];

    private static BootStep Step() => new()
    {
        Time = DateTimeOffset.UnixEpoch,
        Kind = BootStepKind.Discover,
        Mac = "52:54:00:aa:bb:01",
        Client = "UEFI firmware",
        Architecture = 7,
        File = "snponly.efi",
        Note = "Secure Boot is off",
    };

    private static void BootLogLine(ReadOnlySpan<byte> input)
    {
        if (BootLogFile.TryParse(Encoding.UTF8.GetString(input)) is { } step)
        {
            byte[] line = JsonSerializer.SerializeToUtf8Bytes(step, BootLogJson.Default.BootStep);
            Check(BootLogFile.TryParse(Encoding.UTF8.GetString(line)) is not null, "a step survives the way out and back");
        }
    }

    private static void LeaseLine(ReadOnlySpan<byte> input)
    {
        LeaseTable table = LeaseStore.Apply(LeaseTable.Empty, Encoding.UTF8.GetString(input));
        Check(table.Leases.Count <= 1, "one line is at most one lease");
    }
}
