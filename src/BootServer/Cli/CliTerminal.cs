using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Spectre.Console;

namespace Monitas.BootServer.Cli;

/// <summary>Where a command reads and writes.</summary>
internal sealed class CliTerminal
{
    private const int PlainWidth = 160;

    private readonly TextReader _input;

    /// <summary>A terminal over these streams.</summary>
    /// <param name="output">For results.</param>
    /// <param name="error">For errors and for what goes on meanwhile.</param>
    /// <param name="input">For answers.</param>
    /// <param name="isInteractive">A person sits before it: ask, colour, and redraw a progress line.</param>
    public CliTerminal(TextWriter output, TextWriter error, TextReader input, bool isInteractive)
    {
        Output = output;
        Error = error;
        _input = input;
        IsInteractive = isInteractive;
        Ansi = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isInteractive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isInteractive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (!isInteractive)
        {
            Ansi.Profile.Width = PlainWidth;
        }
    }

    /// <summary>For results.</summary>
    public TextWriter Output { get; }

    /// <summary>For errors.</summary>
    public TextWriter Error { get; }

    /// <summary>Reads one answer; null at the end of the input. The process's own input knows no cancelling, so it is read aside.</summary>
    public Task<string?> ReadLineAsync(CancellationToken cancellationToken) => Task.Run(_input.ReadLine, cancellationToken).WaitAsync(cancellationToken);

    /// <summary>Reads a secret, of which nothing is shown where a person types it; null at the end of the input.</summary>
    public Task<string?> ReadSecretAsync(string question, CancellationToken cancellationToken)
    {
        if (!IsInteractive)
        {
            return ReadLineAsync(cancellationToken);
        }
        Error.Write(question);
        return Task.Run(ReadKeys, cancellationToken).WaitAsync(cancellationToken);
    }

    private string? ReadKeys()
    {
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }
        Error.WriteLine();
        return typed.ToString();
    }

    /// <summary>Does a person sit before it?</summary>
    public bool IsInteractive { get; }

    /// <summary>For tables and colours.</summary>
    public IAnsiConsole Ansi { get; }

    /// <summary>The process's own terminal.</summary>
    public static CliTerminal OfProcess() => new(Console.Out, Console.Error, Console.In, !Console.IsInputRedirected && !Console.IsOutputRedirected);
}
