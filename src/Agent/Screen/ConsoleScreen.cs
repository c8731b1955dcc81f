using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Monitas.Agent.Interop;
using Monitas.Agent.Session;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Screen;

/// <summary>
/// The boot image's display: draws <see cref="ScreenText"/> on the machine's own screen and writes plain lines to the system
/// console (a serial line on machines that have one). Thread-safe; a timer redraws so that the remaining time goes on.
/// </summary>
internal sealed class ConsoleScreen : IAgentDisplay, IDisposable
{
    private const int StandardColumns = 80;
    private const int StandardRows = 25;
    private const int MaxColumns = 132;
    private const int KeptLines = 40;
    private static readonly TimeSpan RedrawEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PlainProgressEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly FileStream? _screen;
    private readonly TextWriter _console;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private ScreenState _state = new();
    private DateTimeOffset _lastPlainProgress;

    /// <param name="screen">The virtual terminal, or null when the machine has none.</param>
    /// <param name="console">Gets one plain line for each thing that happens.</param>
    /// <param name="clock">For rates and times.</param>
    public ConsoleScreen(FileStream? screen, TextWriter console, TimeProvider clock)
    {
        (_screen, _console, _clock) = (screen, console, clock);
        _timer = clock.CreateTimer(_ => Redraw(), null, TimeSpan.Zero, RedrawEvery);
    }

    /// <inheritdoc/>
    public void Connected(string machineName, Uri server) => Change(
        s => s with { MachineName = machineName, Server = server.Authority, Connection = $"Connected to the server {server.Authority}.", Trouble = false, Pairing = null },
        $"Connected to {server.Authority} as machine {machineName}.");

    /// <inheritdoc/>
    public void Disconnected(string reason) => Change(s => s with { Connection = reason, Trouble = true }, reason);

    /// <summary>The server does not know this PC: shows its code until it is approved. Shown again and again, said once.</summary>
    public void Pairing(string code, MachineFacts facts, Uri server, string advice)
    {
        ImmutableList<string> self =
        [
            .. new[]
            {
                facts.Model,
                facts.SerialNumber.Length > 0 ? $"serial number {facts.SerialNumber}" : "",
                string.Join(", ", facts.MacAddresses),
            }.Where(line => line.Length > 0),
        ];
        PairingScreen shown = new(code, server.Authority, advice, self);
        bool isNew;
        lock (_lock)
        {
            isNew = _state.Pairing?.Code != code || _state.Trouble;
        }
        if (isNew)
        {
            Change(s => s with { Pairing = shown, Connection = "", Trouble = false }, $"The server {server.Authority} does not know this PC. Pairing code: {code}. {advice}");
        }
    }

    /// <inheritdoc/>
    public void Notice(string text) => Change(s => AddLine(s with { Pairing = null }, text, warning: false), text);

    /// <inheritdoc/>
    public void JobBegins(JobId job, string title) => Change(
        s => s with { Job = $"{title} (job {job})", Result = "", Failed = false, Progress = null, Step = "" }, $"Job {job}: {title} begins.");

    /// <inheritdoc/>
    public void Progress(JobProgress progress)
    {
        lock (_lock)
        {
            DateTimeOffset now = _clock.GetUtcNow();
            bool newPhase = _state.Progress?.Phase != progress.Phase;
            // A report without figures announces a step; one with figures tells how far the step is.
            bool announces = progress is { DoneBytes: 0, TotalBytes: 0, DoneFiles: 0, Text.Length: > 0 } && progress.Text != _state.Step;
            _state = _state with { Progress = progress, PhaseBegan = newPhase || announces ? now : _state.PhaseBegan };
            if (announces)
            {
                _state = AddLine(_state with { Step = progress.Text }, progress.Text, warning: false);
                _console.WriteLine($"Monitas: {progress.Text}");
            }
            else if (now - _lastPlainProgress >= PlainProgressEvery && progress.TotalBytes > 0)
            {
                _lastPlainProgress = now;
                _console.WriteLine($"Monitas: {ScreenText.Figures(_state, now)}");
            }
        }
    }

    /// <inheritdoc/>
    public void Log(JobLog line)
    {
        // A step is announced by its progress already; the line is for the server's log.
        if (line.Text != _state.Step)
        {
            Change(s => AddLine(s, line.Text, line.Warning), (line.Warning ? "Warning: " : "") + line.Text);
        }
    }

    /// <inheritdoc/>
    public void JobEnds(JobFinished finished)
    {
        bool failed = finished.Outcome is JobOutcome.Failed or JobOutcome.Cancelled;
        string result = failed ? $"{finished.Outcome}: {finished.Message}" : finished.Message;
        Change(s => s with { Result = result, Failed = failed }, result);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        Redraw();
        _screen?.Dispose();
    }

    private ScreenState AddLine(ScreenState state, string text, bool warning)
    {
        ScreenState added = state with { Lines = state.Lines.Add(new ScreenLine(_clock.GetLocalNow(), text, warning)) };
        return added.Lines.Count > KeptLines ? added with { Lines = added.Lines.RemoveAt(0) } : added;
    }

    private void Change(Func<ScreenState, ScreenState> change, string plainLine)
    {
        lock (_lock)
        {
            _state = change(_state);
            _console.WriteLine($"Monitas: {plainLine}");
        }
        Redraw();
    }

    private void Redraw()
    {
        lock (_lock)
        {
            if (_screen is not { CanWrite: true })
            {
                return;
            }
            // Asked anew each time: a graphics driver that loads late changes the size.
            (int columns, int rows) = LinuxTerminal.Size(_screen.SafeFileHandle) ?? (StandardColumns, StandardRows);
            _screen.Write(Encoding.ASCII.GetBytes(ScreenText.Render(_state, _clock.GetUtcNow(), Math.Clamp(columns, StandardColumns, MaxColumns), Math.Max(rows, StandardRows))));
            _screen.Flush();
        }
    }
}
