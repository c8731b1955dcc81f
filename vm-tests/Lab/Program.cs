using System;
using System.CommandLine;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Cli;
using Monitas.Lab.Network;

namespace Monitas.Lab;

/// <summary>The virtual lab's command line.</summary>
public static class Program
{
    /// <summary>Runs one command; 0 when all held, 1 when not, 2 for bad usage, 130 when broken off.</summary>
    public static async Task<int> Main(string[] arguments)
    {
        RootCommand root = new("The virtual lab of Monitas: a LAN, a server and PCs on one machine.")
        {
            DemoCommand.Make(TimeProvider.System), DiskCommand.Make(TimeProvider.System),
        };
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                Console.Error.WriteLine($"monitas-lab: {error.Message}");
            }

            return 2;
        }

        // The first signal cancels, and the lab takes itself down before this returns; the second one ends the process at once.
        using CancellationTokenSource stop = new();
        string signal = "";
        void Cancel(PosixSignalContext context)
        {
            context.Cancel = signal.Length == 0;
            signal = context.Signal.ToString();
            _ = stop.CancelAsync();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stop.Token);
        }
        catch (OperationCanceledException) when (signal.Length > 0)
        {
            Console.Error.WriteLine($"monitas-lab: broken off by {signal}; the virtual LAN is removed.");
            return 130;
        }
        finally
        {
            await NetworkNamespace.RemoveStaleAsync();
        }
    }
}
