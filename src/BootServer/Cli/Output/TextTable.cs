using System.Collections.Generic;
using System.Linq;
using Spectre.Console;

namespace Monitas.BootServer.Cli.Output;

/// <summary>Tables: with lines and colours for a person, in plain columns for everything else.</summary>
internal static class TextTable
{
    /// <summary>Writes a table, or one sentence when it has no rows.</summary>
    public static void Write(CliTerminal terminal, string empty, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<string>[] all = [.. rows];
        if (all.Length == 0)
        {
            terminal.Output.WriteLine(empty);
        }
        else if (terminal.IsInteractive)
        {
            WriteAnsi(terminal, columns, all);
        }
        else
        {
            WritePlain(terminal, columns, all);
        }
    }

    private static void WriteAnsi(CliTerminal terminal, IReadOnlyList<string> columns, IReadOnlyList<string>[] rows)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))));
        }
        foreach (IReadOnlyList<string> row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }
        terminal.Ansi.Write(table);
    }

    private static void WritePlain(CliTerminal terminal, IReadOnlyList<string> columns, IReadOnlyList<string>[] rows)
    {
        int[] widths = [.. columns.Select((column, i) => rows.Select(r => r[i].Length).Append(column.Length).Max())];
        foreach (IReadOnlyList<string> row in rows.Prepend(columns))
        {
            terminal.Output.WriteLine(string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
        }
    }
}
