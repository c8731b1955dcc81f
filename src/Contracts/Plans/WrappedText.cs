using System.Collections.Generic;
using System.Text;

namespace Monitas.Contracts.Plans;

/// <summary>Lines for a person that fit into <see cref="PlanText.Columns"/>.</summary>
internal static class WrappedText
{
    /// <summary>Adds a title and its lines; nothing when there are none.</summary>
    public static void List(StringBuilder text, string title, IReadOnlyList<(string Lead, string Line)> lines)
    {
        if (lines.Count == 0)
        {
            return;
        }

        text.Append('\n').Append(title).Append(":\n");
        foreach ((string lead, string line) in lines)
        {
            Line(text, lead, line);
        }
    }

    /// <summary>Sentences, each behind the mark.</summary>
    public static IReadOnlyList<(string Lead, string Line)> Marked(string mark, IReadOnlyList<string> sentences)
    {
        List<(string Lead, string Line)> lines = [];
        foreach (string sentence in sentences)
        {
            lines.Add(("  " + mark, sentence));
        }

        return lines;
    }

    /// <summary>Adds <paramref name="line"/> behind <paramref name="lead"/>; further lines are indented by the lead's width.</summary>
    public static void Line(StringBuilder text, string lead, string line)
    {
        text.Append(lead);
        int column = lead.Length;
        bool first = true;
        foreach (string word in line.Split(' '))
        {
            if (!first && column + 1 + word.Length > PlanText.Columns)
            {
                text.Append('\n').Append(' ', lead.Length);
                column = lead.Length;
                first = true;
            }

            if (!first)
            {
                text.Append(' ');
                column++;
            }

            text.Append(word);
            column += word.Length;
            first = false;
        }

        text.Append('\n');
    }
}
