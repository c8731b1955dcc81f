using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Monitas.Lab.Network;

namespace Monitas.Vm.Tests;

/// <summary>A PC's way from power-on to its end, as rows of the tables in docs/benchmarks.md, in seconds.</summary>
/// <param name="SwitchedOn">When it was switched on.</param>
/// <param name="Questions">When it asked by DHCP.</param>
/// <param name="Files">What it asked for.</param>
/// <param name="End">When it was where it should be.</param>
internal sealed record StartTimeline(DateTimeOffset SwitchedOn, IReadOnlyList<DateTimeOffset> Questions, IReadOnlyList<FetchedFile> Files, DateTimeOffset End)
{
    /// <summary>Chain, addresses from, first file, kernel asked for, initramfs asked for, hello.</summary>
    public string ImageRow(NetbootSetting setting) => Row(setting, Since(First), Since(Time("vmlinuz")), Since(Time("initrd")), Since(End));

    /// <summary>Chain, addresses from, first DISCOVER, first file, last request, own disk's word, and that word after the DISCOVER and after the last request.</summary>
    public string OwnDiskRow(NetbootSetting setting)
    {
        DateTimeOffset? last = Questions.Concat(Files.Select(file => file.Time)).Cast<DateTimeOffset?>().Max();
        return Row(setting, Since(Discover), Since(First), Since(last), Since(End), Between(Discover, End), Between(last, End));
    }

    /// <summary>Each file in a line, and the end.</summary>
    public IEnumerable<string> Lines(string end) =>
    [
        .. Files.Select(file => $"{Since(file.Time)} s after power-on: {file.Protocol} {file.Name}"),
        $"{Since(End)} s after power-on: {end}",
    ];

    private DateTimeOffset? Discover => Questions.Count > 0 ? Questions[0] : null;

    private DateTimeOffset? First => Files.Count > 0 ? Files[0].Time : null;

    private DateTimeOffset? Time(string name) => Files.FirstOrDefault(file => file.Name.EndsWith(name, StringComparison.Ordinal))?.Time;

    private string Since(DateTimeOffset? moment) => Between(SwitchedOn, moment);

    private static string Between(DateTimeOffset? from, DateTimeOffset? to) =>
        from is { } start && to is { } end ? (end - start).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) : "";

    private static string Row(NetbootSetting setting, params string[] seconds) => $"| {setting.Chain} | {From(setting.Router)} | {string.Join(" | ", seconds)} |";

    private static string From(LanRouter router) => router switch
    {
        LanRouter.None => "us",
        LanRouter.NamesItself => "a router, we by proxy",
        LanRouter.NamesServer => "a router whose next server we are",
        LanRouter.NamesLoader => "a router that names the file, mode external",
        _ => throw new ArgumentOutOfRangeException(nameof(router)),
    };
}
