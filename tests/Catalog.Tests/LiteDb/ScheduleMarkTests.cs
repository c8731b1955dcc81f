using System;
using System.IO;
using System.Linq;
using Monitas.Catalog.LiteDb;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Xunit;

namespace Monitas.Catalog.Tests.LiteDb;

/// <summary>Up to which times the schedule is dealt with.</summary>
public sealed class ScheduleMarkTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("monitas-marks-").FullName;

    private static DateTimeOffset Noon { get; } = new(2026, 11, 28, 12, 0, 0, TimeSpan.FromHours(1));

    private string File => Path.Combine(_folder, "catalog.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Marks_AreReplacedAndForgotten_AndOutliveTheServer()
    {
        ScheduleMarkRecord desk = new() { Line = "backup daily 02:00", Machine = new MachineId(Guid.NewGuid()), Handled = Noon };
        ScheduleMarkRecord store = new() { Line = "prune daily 06:00", Machine = default, Handled = Noon, WokenFor = Noon.AddHours(1) };
        ScheduleMarkRecord later = desk with { Handled = Noon.AddDays(1) };
        using (LiteDbCatalog catalog = LiteDbCatalog.Open(File))
        {
            Assert.Empty(catalog.ListScheduleMarks());
            catalog.ChangeScheduleMarks([desk, store], []);
            catalog.ChangeScheduleMarks([later], [store with { Handled = Noon.AddDays(9) }]);
        }
        using LiteDbCatalog next = LiteDbCatalog.Open(File);
        Assert.Equal([later], next.ListScheduleMarks());
    }

    [Fact]
    public void Marks_OfLinesAsLongAsTheyMayBe_AreKept()
    {
        string line = "backup cron " + string.Join(',', Enumerable.Range(0, 125).Select(number => "123"));
        using LiteDbCatalog catalog = LiteDbCatalog.Open(File);
        catalog.ChangeScheduleMarks([new ScheduleMarkRecord { Line = line, Machine = new MachineId(Guid.NewGuid()), Handled = Noon }], []);
        Assert.Equal(line, Assert.Single(catalog.ListScheduleMarks()).Line);
    }
}
