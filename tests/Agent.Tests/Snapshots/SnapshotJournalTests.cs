using System;
using System.IO;
using System.Threading.Tasks;
using Monitas.Agent.Snapshots;
using Monitas.Agent.Tests.Files;
using Xunit;

namespace Monitas.Agent.Tests.Snapshots;

public sealed class SnapshotJournalTests : IDisposable
{
    private readonly ScratchDisk _disk = new();

    [Theory]
    [InlineData("/dev/sda1 name")]
    [InlineData("/x\nmount /boot")]
    [InlineData("100%0A \u007f\t%")]
    [InlineData("/größe\r")]
    public void Read_AnyName_IsOneLeftoverAndTheSame(string name)
    {
        SnapshotLeftover[] written = [new SnapshotLeftover(SnapshotLeftover.Freeze, name), new SnapshotLeftover(SnapshotLeftover.Lvm, "a/b")];
        SnapshotJournal journal = new(Path.Combine(_disk.Root, "journal"));
        journal.Add(written[1]);
        journal.Add(written[0]);

        Assert.Equal(written, journal.Read());
        Assert.Equal(2, File.ReadAllLines(Path.Combine(_disk.Root, "journal")).Length);

        journal.Replace(written);
        Assert.Equal(written, journal.Read());
        journal.Replace([]);
        Assert.Empty(Directory.GetFiles(_disk.Root));
    }

    [Fact]
    public async Task Cleaner_MountsElsewhere_AreNotOurs()
    {
        string victim = _disk.Make("victim");
        Python.Command("/usr/bin/mount", "-t", "tmpfs", "none", victim);
        SnapshotSettings settings = new() { Directory = Path.Combine(_disk.Root, "place"), JournalFile = Path.Combine(_disk.Root, "journal") };
        new SnapshotJournal(settings.JournalFile).Add(new SnapshotLeftover(SnapshotLeftover.Mount, victim));

        await new SnapshotCleaner(settings).RunAsync(Assert.Fail, TestContext.Current.CancellationToken);

        Python.Command("/usr/bin/umount", victim);
    }

    [Fact]
    public async Task Cleaner_LvmSnapshotThatLvsDoesNotList_IsForgotten()
    {
        SnapshotSettings settings = new() { Directory = Path.Combine(_disk.Root, "place"), JournalFile = Path.Combine(_disk.Root, "journal") };
        new SnapshotJournal(settings.JournalFile).Add(new SnapshotLeftover(SnapshotLeftover.Lvm, "monitas_no_such_group/monitas-0"));

        await new SnapshotCleaner(settings).RunAsync(Assert.Fail, TestContext.Current.CancellationToken);

        Assert.False(File.Exists(settings.JournalFile));
    }

    public void Dispose() => _disk.Dispose();
}
