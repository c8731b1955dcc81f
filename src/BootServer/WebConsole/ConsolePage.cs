using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Components;
using Monitas.BootServer.Cli;
using MudBlazor;

namespace Monitas.BootServer.WebConsole;

/// <summary>
/// What all pages share: the sysadmin's interface, a sentence for what went wrong, and an end when the browser has gone.
/// </summary>
public abstract class ConsolePage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _closing = new();

    /// <summary>What keeps the page from showing anything; empty when nothing does.</summary>
    protected string Problem { get; set; } = "";

    /// <summary>Cancelled when the page is left.</summary>
    protected CancellationToken Closing => _closing.Token;

    [Inject]
    private protected ConsoleApi Api { get; set; } = null!;

    /// <summary>The time.</summary>
    [Inject]
    protected TimeProvider Clock { get; set; } = null!;

    /// <summary>Goes to other pages.</summary>
    [Inject]
    protected NavigationManager Navigation { get; set; } = null!;

    /// <summary>Short messages.</summary>
    [Inject]
    protected ISnackbar Snackbar { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Loads what the page shows; what goes wrong stands in <see cref="Problem"/>.</summary>
    protected async Task LoadAsync(Func<Task> load)
    {
        ArgumentNullException.ThrowIfNull(load);
        try
        {
            await load();
            Problem = "";
        }
        catch (CliException e)
        {
            Problem = e.Message;
        }
        catch (Exception) when (_closing.IsCancellationRequested)
        {
            // Nobody looks at the page any more.
        }
    }

    /// <summary>Does what a button says; what goes wrong is told in a message.</summary>
    /// <returns>Was it done?</returns>
    protected async Task<bool> TryAsync(Func<Task> act)
    {
        ArgumentNullException.ThrowIfNull(act);
        try
        {
            await act();
            return true;
        }
        catch (CliException e)
        {
            Snackbar.Add(e.Message, Severity.Error, options => options.RequireInteraction = true);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // Nobody looks at the page any more.
        }
        return false;
    }

    /// <summary>Loads again and again until the page is left.</summary>
    protected void Repeat(TimeSpan every, Func<Task> load) => _ = RepeatAsync(every, load);

    private async Task RepeatAsync(TimeSpan every, Func<Task> load)
    {
        try
        {
            using var timer = new PeriodicTimer(every, Clock);
            while (await timer.WaitForNextTickAsync(Closing))
            {
                await InvokeAsync(async () =>
                {
                    await LoadAsync(load);
                    StateHasChanged();
                });
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The page was left.
        }
    }
}
