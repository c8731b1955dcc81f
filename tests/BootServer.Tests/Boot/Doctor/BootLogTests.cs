using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Tests.Tls;
using Xunit;

namespace Monitas.BootServer.Tests.Boot.Doctor;

public sealed class BootLogTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task Add_ThenANewStart_KnowsTheStepsOfBefore()
    {
        BootStep[] steps = [.. Steps.Of("D7@3/10.9.0.1 4 R 0.1 M:snponly.efi G O")];
        using (BootLog log = Open())
        {
            await log.StartAsync(TestContext.Current.CancellationToken);
            Array.ForEach(steps, log.Add);
            Assert.Equal(steps, log.Book.Steps(Steps.Mac));
            await log.StopAsync(TestContext.Current.CancellationToken);
        }

        using BootLog again = Open();
        Assert.Equal(steps, again.Book.Steps(Steps.Mac));
    }

    [Fact]
    public void Read_TornAndDamagedLines_AreSkipped()
    {
        BootLogFile file = new(_directory.Path);
        BootStep[] steps = [.. Steps.Of("D7 4 R")];
        file.Append([steps[0]]);
        File.AppendAllText(_directory.Combine("boot-log.ndjson"), "{\"time\":\"20");
        file.Append([steps[1]]);
        File.AppendAllText(_directory.Combine("boot-log.ndjson"), "[]\nnonsense\n{}\n");
        Assert.Equal(steps, file.Read());
    }

    [Fact]
    public void Append_MoreThanTheFileHolds_KeepsTheNewest()
    {
        BootLogFile file = new(_directory.Path);
        BootStep step = Steps.Of("D7")[0] with { Note = new string('x', 4000) };
        for (int i = 0; i < 6 << 9; i++)
        {
            file.Append([step with { AskingSeconds = i }]);
        }

        Assert.InRange(new DirectoryInfo(_directory.Path).GetFiles().Sum(f => f.Length), 1, 3 * BootLogFile.MaxBytes);
        Assert.Equal((6 << 9) - 1, file.Read().Last().AskingSeconds);
    }

    [Fact]
    public void Add_MoreThanTheBookHolds_DropsTheOldest()
    {
        BootLogBook book = new();
        BootStep step = Steps.Of("D7")[0];
        for (int i = 0; i < BootLogBook.MaxSteps + 10; i++)
        {
            book.Add(step with { AskingSeconds = i });
        }

        Assert.Equal(Enumerable.Range(10, BootLogBook.MaxSteps), book.Steps(Steps.Mac).Select(s => s.AskingSeconds));
        for (int i = 0; i < BootLogBook.MaxMachines; i++)
        {
            book.Add(step with { Mac = $"m{i}" });
        }

        Assert.Equal(BootLogBook.MaxMachines, book.Keys.Count);
        Assert.Empty(book.Steps(Steps.Mac));
        Assert.Equal($"m{BootLogBook.MaxMachines - 1}", book.Keys[^1]);
    }

    public void Dispose() => _directory.Dispose();

    private BootLog Open() => new(new ServerSettings { StateDirectory = _directory.Path }, NullLogger<BootLog>.Instance);
}
