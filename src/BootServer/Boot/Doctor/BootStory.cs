using System;
using System.Collections.Generic;

namespace Monitas.BootServer.Boot.Doctor;

/// <summary>One start from the network, told for people and, under <see cref="Steps"/>, in figures.</summary>
/// <param name="Mac">The card; empty when only its address is known.</param>
/// <param name="Address">The last address that it used; empty when none is known.</param>
/// <param name="Machine">The machine's name; empty when it is not known.</param>
/// <param name="Began">The first step.</param>
/// <param name="Ended">The last step so far.</param>
/// <param name="Lines">The steps in words.</param>
/// <param name="Verdict">What they mean.</param>
/// <param name="Steps">The steps in figures.</param>
internal sealed record BootStory(
    string Mac, string Address, string Machine, DateTimeOffset Began, DateTimeOffset Ended, IReadOnlyList<BootStoryLine> Lines, BootVerdict Verdict, IReadOnlyList<BootStep> Steps);

/// <summary>One line of a story.</summary>
/// <param name="Time">When.</param>
/// <param name="AfterMs">How long after the first step, in milliseconds.</param>
/// <param name="Text">What the machine did; it is the subject of the sentence.</param>
internal sealed record BootStoryLine(DateTimeOffset Time, long AfterMs, string Text);
