using System.IO;
using Monitas.BootServer.Boot.Doctor;

namespace Monitas.BootServer.Cli.Output;

/// <summary>Writes a start from the network as a short story.</summary>
internal static class BootStoryText
{
    /// <summary>Writes it, followed by an empty line.</summary>
    public static void Write(TextWriter output, BootStory story)
    {
        string who = story.Machine.Length > 0 ? story.Machine : "unknown machine";
        string where = story.Address.Length > 0 && story.Mac.Length > 0 ? $", {story.Address}" : "";
        output.WriteLine($"{who}  {(story.Mac.Length > 0 ? story.Mac : story.Address)}{where}  {Words.Of(story.Began)}");
        foreach (BootStoryLine line in story.Lines)
        {
            output.WriteLine($"  {"+" + BootStepText.Seconds(line.AfterMs),12}  {line.Text}");
        }
        output.WriteLine($"  {Mark(story.Verdict.Outcome)} {story.Verdict.Text}");
        if (story.Verdict.Mend.Length > 0)
        {
            output.WriteLine($"    What to do: {story.Verdict.Mend}");
        }
        output.WriteLine();
    }

    private static string Mark(BootOutcome outcome) => outcome switch
    {
        BootOutcome.Fine => "=",
        BootOutcome.Running => "~",
        _ => "!",
    };
}
