using System;
using System.Collections.Generic;
using System.Globalization;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Wipes;

/// <summary>A certificate as a person reads it. Pure.</summary>
internal static class WipeCertificateText
{
    /// <summary>Names and values in the order in which they are shown; a name may be empty, for one more line of the value before it.</summary>
    public static IReadOnlyList<(string Name, string Value)> Lines(WipeCertificate certificate)
    {
        PlanTarget disk = certificate.Disk;
        List<(string Name, string Value)> lines =
        [
            ("Certificate", certificate.Number),
            ("Disk", Or(disk.Model, "model unknown")),
            ("Serial number", Or(disk.Serial, "none")),
            ("WWN", Or(disk.Wwn, "none")),
            ("Size", $"{disk.SizeBytes.ToString("#,0", CultureInfo.InvariantCulture)} bytes ({SizeText.Of(disk.SizeBytes)})"),
            ("Content before", Or(disk.Content, "blank")),
            ("Machine", $"{certificate.MachineName} ({Or(certificate.MachineModel, "model unknown")}, serial number {Or(certificate.MachineSerial, "unknown")})"),
            ("Result", $"Erased: {certificate.Level.ToString().ToUpperInvariant()} by {certificate.Standard}"),
            ("Method", certificate.TechniqueName),
            ("Verified", $"{certificate.Samples} samples of {certificate.SampleBytes} bytes over the whole disk were read back; none holds what was there"),
            ("Begun", Time(certificate.Begun)),
            ("Ended", Time(certificate.Ended)),
            ("Approved by", certificate.ApprovedBy),
            ("Plan", certificate.Plan),
            ("Agent", $"monitas-agent {certificate.AgentVersion}".TrimEnd()),
            ("Issued", Time(certificate.Issued)),
            ("Issuer's CA", certificate.Issuer),
        ];
        Add(lines, "Refused before", certificate.Refused);
        Add(lines, "Noticed", certificate.Notes);
        return lines;
    }

    private static void Add(List<(string Name, string Value)> lines, string name, IReadOnlyList<string> values)
    {
        for (int i = 0; i < values.Count; i++)
        {
            lines.Add((i == 0 ? name : "", values[i]));
        }
    }

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;

    private static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";
}
