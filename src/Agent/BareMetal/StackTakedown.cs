using System;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Disks;

namespace Monitas.Agent.BareMetal;

/// <summary>Takes volume groups, LUKS devices and arrays down again, the last made first.</summary>
internal static class StackTakedown
{
    private const int Attempts = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Takes all down; udev's probing may hold one for a moment, so failure is tried again.</summary>
    /// <exception cref="ToolException">One is in use.</exception>
    public static async Task RunAsync(RebuildContext context, CancellationToken ct)
    {
        while (context.NextTakedown() is { } takedown)
        {
            context.Log($"Closing {takedown.Text}");
            for (int attempt = 1; ; attempt++)
            {
                await DiskNodes.SettleAsync(ct).ConfigureAwait(false);
                if (attempt == Attempts)
                {
                    await ExternalTool.RunAsync(takedown.Program, takedown.Arguments, ct).ConfigureAwait(false);
                    break;
                }

                if ((await ExternalTool.TryRunAsync(takedown.Program, takedown.Arguments, ct).ConfigureAwait(false)).ExitCode == 0)
                {
                    break;
                }

                await Task.Delay(Pause, ct).ConfigureAwait(false);
            }

            context.TakenDown();
        }
    }

    /// <summary>As <see cref="RunAsync"/>, but goes on past what does not come down and never throws: for the way out after a failure.</summary>
    public static async Task AbandonAsync(RebuildContext context)
    {
        while (context.NextTakedown() is { } takedown)
        {
            context.TakenDown();
            try
            {
                await ExternalTool.TryRunAsync(takedown.Program, takedown.Arguments, CancellationToken.None).ConfigureAwait(false);
            }
            catch (ToolException)
            {
                // The failure that brought us here is the one to tell; the next run starts by taking apart what lies on its disks.
                continue;
            }
        }
    }
}
