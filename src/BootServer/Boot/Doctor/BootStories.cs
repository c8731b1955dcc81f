using System;
using System.Collections.Generic;
using System.Linq;

namespace Monitas.BootServer.Boot.Doctor;

/// <summary>Cuts the steps of one machine into starts. Pure.</summary>
internal static class BootStories
{
    /// <summary>Firmware asks again after 4, 8, 16 and 32 seconds, and a loader may wait for a person; what comes later is another start.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(3);

    /// <summary>The starts, oldest first. Steps must be in order of time.</summary>
    public static IReadOnlyList<IReadOnlyList<BootStep>> Split(IReadOnlyList<BootStep> steps)
    {
        List<List<BootStep>> boots = [];
        foreach (BootStep step in steps)
        {
            if (boots.Count == 0 || Begins(step, boots[^1]))
            {
                boots.Add([]);
            }

            boots[^1].Add(step);
        }

        return boots;
    }

    /// <summary>A DISCOVER begins a start when the one before has come to its end; anything begins one after a long pause.</summary>
    private static bool Begins(BootStep step, List<BootStep> current)
    {
        TimeSpan gap = step.Time - current[^1].Time;
        bool over = current.Any(s => s.Kind is BootStepKind.Hello or BootStepKind.LocalDisk or BootStepKind.Script);
        return step.Kind == BootStepKind.Discover
            ? over || gap >= Pause
            : gap >= Pause && step.Kind is not (BootStepKind.Hello or BootStepKind.Waiting);
    }
}
