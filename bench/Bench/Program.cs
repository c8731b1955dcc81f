using System;
using System.CommandLine;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Monitas.Bench.Cli;
using Monitas.Lab;

namespace Monitas.Bench;

/// <summary>The benchmarks' command line. Another benchmark is another command here and a folder beside Netboot.</summary>
public static class Program
{
    /// <summary>Runs one command; 0 when all was done and right, 1 when not, 2 for bad usage, 130 when broken off.</summary>
    public static async Task<int> Main(string[] arguments)
    {
        RootCommand root = new("Measures Monitas beside other tools, in turn, in the same run.") { NetbootCommand.Make(), ArchiveCommand.Make(), AnswersCommand.Make(), ClientCommand.Make() };
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                Console.Error.WriteLine($"monitas-bench: {error.Message}");
            }

            return 2;
        }

        // Ctrl-C cancels, and the network is taken down before this returns.
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
            Console.Error.WriteLine($"monitas-bench: broken off by {signal}.");
            return 130;
        }
        catch (LabException error)
        {
            Console.Error.WriteLine($"monitas-bench: {error.Message}");
            return 1;
        }
    }
}
