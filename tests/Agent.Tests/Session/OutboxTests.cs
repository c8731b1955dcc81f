using System.Linq;
using System.Threading.Tasks;
using Monitas.Agent.Session;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.Agent.Tests.Session;

public sealed class OutboxTests
{
    private static readonly JobId Job = new(7);

    [Fact]
    public void Take_AfterManyProgressReports_GivesOnlyTheNewest()
    {
        using Outbox outbox = new();
        for (int i = 0; i < 100; i++)
        {
            outbox.Say(new JobProgress { Job = Job, Phase = JobPhase.Backup, DoneBytes = i });
        }

        JobProgress progress = Assert.IsType<JobProgress>(Assert.Single(outbox.Take()));

        Assert.Equal(99, progress.DoneBytes);
        Assert.Empty(outbox.Take());
    }

    [Fact]
    public void Take_AfterReconnection_SaysAnUnconfirmedEndAgain()
    {
        using Outbox outbox = new();
        Task confirmed = outbox.Finish(End());
        Assert.Single(outbox.Take());
        Assert.Empty(outbox.Take());

        outbox.SessionBegins();

        Assert.IsType<JobFinished>(Assert.Single(outbox.Take()));
        Assert.False(confirmed.IsCompleted);
    }

    [Fact]
    public async Task WaitForUrgentAsync_ProgressOnly_Waits_AndAnEndEndsTheWait()
    {
        using Outbox outbox = new();
        outbox.Say(new JobProgress { Job = Job, Phase = JobPhase.Backup, DoneBytes = 1 });
        Task urgent = outbox.WaitForUrgentAsync();
        Assert.False(urgent.IsCompleted);

        _ = outbox.Finish(End());
        await urgent;
        outbox.Take();

        Assert.False(outbox.WaitForUrgentAsync().IsCompleted);
        outbox.AskHello();
        Assert.True(outbox.WaitForUrgentAsync().IsCompleted);
    }

    [Fact]
    public async Task Confirm_OfAnEnd_ForgetsItAndTellsTheJob()
    {
        using Outbox outbox = new();
        Task confirmed = outbox.Finish(End());

        outbox.Confirm(Job);

        await confirmed;
        outbox.SessionBegins();
        Assert.Empty(outbox.Take());
    }

    [Fact]
    public void Say_MoreLinesThanAreKept_DropsTheOldestAndSaysSo()
    {
        using Outbox outbox = new();
        for (int i = 0; i < 2500; i++)
        {
            outbox.Say(new JobLog { Job = Job, Text = $"line {i}" });
        }

        JobLog[] lines = [.. outbox.Take().Cast<JobLog>()];

        Assert.Equal(2001, lines.Length);
        Assert.Contains("500 log lines were dropped", lines[0].Text, System.StringComparison.Ordinal);
        Assert.Equal("line 2499", lines[^1].Text);
    }

    [Fact]
    public async Task AskHello_WakesTheSessionOnceAndIsVoidForTheNextOne()
    {
        using Outbox outbox = new();
        outbox.AskHello();
        await outbox.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(outbox.TakeHelloAsked());
        Assert.False(outbox.TakeHelloAsked());

        outbox.AskHello();
        outbox.SessionBegins();
        Assert.False(outbox.TakeHelloAsked());
    }

    private static JobFinished End() => new() { Job = Job, Outcome = JobOutcome.Succeeded, Message = "Done." };
}
