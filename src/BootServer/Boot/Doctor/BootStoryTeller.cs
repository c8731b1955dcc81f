using System;
using System.Collections.Generic;
using System.Linq;

namespace Monitas.BootServer.Boot.Doctor;

/// <summary>Makes stories of steps: leaves out what is only protocol, gathers repetitions, and names silences. Pure.</summary>
internal static class BootStoryTeller
{
    /// <summary>A pause that is worth a word.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    /// <summary>Tells all starts of one machine, oldest first.</summary>
    /// <param name="steps">Its steps in order.</param>
    /// <param name="machine">Its name; empty when it is not known.</param>
    /// <param name="around">What else is known; <see cref="BootSurroundings.NextBoot"/> is set here.</param>
    public static IReadOnlyList<BootStory> Tell(IReadOnlyList<BootStep> steps, string machine, BootSurroundings around)
    {
        IReadOnlyList<IReadOnlyList<BootStep>> boots = BootStories.Split(steps);
        return [.. boots.Select((boot, i) => TellOne(boot, machine, around with { NextBoot = i + 1 < boots.Count ? boots[i + 1][0].Time : null }))];
    }

    private static BootStory TellOne(IReadOnlyList<BootStep> boot, string machine, BootSurroundings around)
    {
        BootVerdict verdict = BootDiagnosis.Read(boot, around);
        List<BootStoryLine> lines = Lines(boot);
        TimeSpan idle = (around.NextBoot ?? around.Now) - boot[^1].Time;
        if (verdict.Outcome == BootOutcome.Trouble && idle >= Silence)
        {
            lines.Add(Line(boot, boot[^1].Time + idle, $"asked nothing more for {BootStepText.Seconds((long)idle.TotalMilliseconds)}"));
        }

        return new BootStory(
            boot[^1].Mac, boot.Select(s => s.Address).LastOrDefault(a => a.Length > 0) ?? "", machine, boot[0].Time, boot[^1].Time, lines, verdict, boot);
    }

    private static List<BootStoryLine> Lines(IReadOnlyList<BootStep> boot)
    {
        List<BootStoryLine> lines = [];
        BootStep[] told = [.. boot.Where((step, i) => IsTold(step, boot.Skip(i + 1)))];
        for (int i = 0; i < told.Length;)
        {
            int count = 1;
            while (i + count < told.Length && IsRepetition(told[i], told[i + count]))
            {
                count++;
            }

            TimeSpan span = told[i + count - 1].Time - told[i].Time;
            string times = count > 1 ? $" ({count} times in {BootStepText.Seconds((long)span.TotalMilliseconds)})" : "";
            lines.Add(Line(boot, told[i].Time, BootStepText.Of(told[i]) + times));
            i += count;
        }

        return lines;
    }

    /// <summary>A beginning is told only while there is no end; a question for the size only when the file was not fetched afterwards.</summary>
    private static bool IsTold(BootStep step, IEnumerable<BootStep> later) => step.Kind switch
    {
        BootStepKind.TransferBegun => !later.Any(s => s.File == step.File && s.Kind is BootStepKind.TransferDone or BootStepKind.SizeRead or BootStepKind.TransferFailed),
        BootStepKind.SizeRead => !later.Any(s => s.File == step.File && s.Kind is BootStepKind.TransferDone or BootStepKind.TransferFailed),
        _ => true,
    };

    private static bool IsRepetition(BootStep a, BootStep b) =>
        (a.Kind, a.File, a.Answered, a.IsIpxe, a.Architecture, a.Failure) == (b.Kind, b.File, b.Answered, b.IsIpxe, b.Architecture, b.Failure)
        && a.Kind is BootStepKind.Discover or BootStepKind.Request or BootStepKind.BootServer or BootStepKind.TransferFailed;

    private static BootStoryLine Line(IReadOnlyList<BootStep> boot, DateTimeOffset time, string text) =>
        new(time, (long)(time - boot[0].Time).TotalMilliseconds, text);
}
