using System;
using System.CommandLine;
using System.Runtime.InteropServices;
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
        RootCommand root = new("The virtual lab of Monitas: a LAN, a server and PCs on one machine.") { DemoCommand.Make(TimeProvider.System) };
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                Console.Error.WriteLine($"monitas-lab: {error.Message}");
            }

            return 2;
        }

        // Ctrl-C cancels, and the lab takes itself down before this returns; a guest that hangs must not prevent that.
        string signal = "";
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => signal = context.Signal.ToString());
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => signal = context.Signal.ToString());
        InvocationConfiguration configuration = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(1) };
        try
        {
            return await parsed.InvokeAsync(configuration);
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
