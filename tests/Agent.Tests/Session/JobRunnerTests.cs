using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Session;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.Agent.Tests.Session;

public sealed class JobRunnerTests : IDisposable
{
    private readonly Outbox _outbox = new();
    private readonly CancellationTokenSource _shutdown = new();

    [Fact]
    public async Task Start_SaidTwice_RunsTheJobOnce()
    {
        Executor executor = new(_ => Task.CompletedTask);
        using JobRunner runner = Runner(executor);

        runner.Start(Order(1));
        runner.Start(Order(1));

        JobFinished end = await EndAsync(runner, 1);
        Assert.Equal(JobOutcome.Succeeded, end.Outcome);
        Assert.Equal(1, executor.Calls);
    }

    [Fact]
    public async Task Start_JobThatThrows_EndsAsFailedWithItsSentence()
    {
        using JobRunner runner = Runner(new Executor(_ => throw new InvalidOperationException("The disk is gone.")));

        runner.Start(Order(1));

        JobFinished end = await EndAsync(runner, 1);
        Assert.Equal((JobOutcome.Failed, "The disk is gone."), (end.Outcome, end.Message));
    }

    [Fact]
    public async Task Cancel_RunningJob_EndsAsCancelled()
    {
        using JobRunner runner = Runner(new Executor(c => Task.Delay(Timeout.Infinite, c)));
        runner.Start(Order(1));

        runner.Cancel(new JobId(1));

        Assert.Equal(JobOutcome.Cancelled, (await EndAsync(runner, 1)).Outcome);
    }

    [Fact]
    public async Task Running_UntilTheEndIsConfirmed_HoldsTheJob()
    {
        using JobRunner runner = Runner(new Executor(_ => Task.CompletedTask));
        TaskCompletionSource confirmed = new();
        runner.Confirmed += (_, _) => confirmed.SetResult();
        runner.Start(Order(1));
        await EndAsync(runner, 1);

        Assert.Equal([new JobId(1)], runner.Running);
        _outbox.Confirm(new JobId(1));
        await confirmed.Task;

        Assert.Empty(runner.Running);
    }

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(false, false, false)]
    [InlineData(true, true, false)]
    public async Task Confirmed_WithOrWithoutTheWordToGo_IsToldToTheExecutor(bool go, bool isCancelled, bool expected)
    {
        Executor executor = new(_ => Task.CompletedTask);
        using JobRunner runner = Runner(executor);
        runner.Start(Order(1));
        await EndAsync(runner, 1);
        Assert.False(executor.Answer.IsCompleted);
        if (isCancelled)
        {
            runner.Cancel(new JobId(1));
        }

        _outbox.Confirm(new JobId(1), go);

        Assert.Equal(expected, await executor.Answer);
    }

    [Fact]
    public async Task Confirmed_WhatFollowsFails_IsSaidAsTheJobsFailure()
    {
        Executor executor = new(_ => Task.CompletedTask) { AnswerFault = "It does not restart." };
        using JobRunner runner = Runner(executor);
        runner.Start(Order(1));
        await EndAsync(runner, 1);
        _outbox.Confirm(new JobId(1), go: true);

        JobFinished end = await EndAsync(runner, 1);
        Assert.Equal((JobOutcome.Failed, "It does not restart."), (end.Outcome, end.Message));
    }

    public void Dispose()
    {
        _outbox.Dispose();
        _shutdown.Dispose();
    }

    private static StartJob Order(long job) => new() { Job = new JobId(job), Order = new BackupOrder() };

    private JobRunner Runner(Executor executor) => new(executor, _outbox, new SilentDisplay(), _shutdown.Token);

    private async Task<JobFinished> EndAsync(JobRunner runner, long job)
    {
        Assert.Contains(new JobId(job), runner.Running);
        while (true)
        {
            await _outbox.WaitAsync(TestContext.Current.CancellationToken);
            IReadOnlyList<AgentMessage> messages = _outbox.Take();
            if (messages.OfType<JobFinished>().FirstOrDefault() is { } end)
            {
                return end;
            }
        }
    }

    private sealed class Executor(Func<CancellationToken, Task> work) : IJobExecutor
    {
        private readonly TaskCompletionSource<bool> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Calls { get; private set; }

        /// <summary>Whether the server has said to go.</summary>
        public Task<bool> Answer => _answer.Task;

        /// <summary>Why what follows the server's answer fails; null: it does not.</summary>
        public string? AnswerFault { get; init; }

        public Task AnsweredAsync(Order order, bool go, CancellationToken cancel)
        {
            _answer.SetResult(go);
            return AnswerFault is null ? Task.CompletedTask : throw new InvalidOperationException(AnswerFault);
        }

        public async Task<JobFinished> ExecuteAsync(JobId job, Order order, CancellationToken cancel)
        {
            Calls++;
            await work(cancel);
            return new JobFinished { Job = job, Outcome = JobOutcome.Succeeded, Message = "Done." };
        }
    }

    private sealed class SilentDisplay : IAgentDisplay
    {
        public void Connected(string machineName, Uri server)
        {
        }

        public void Disconnected(string reason)
        {
        }

        public void Notice(string text)
        {
        }

        public void JobBegins(JobId job, string title)
        {
        }

        public void Progress(JobProgress progress)
        {
        }

        public void Log(JobLog line)
        {
        }

        public void JobEnds(JobFinished finished)
        {
        }
    }
}
