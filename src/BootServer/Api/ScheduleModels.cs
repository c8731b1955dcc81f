using System;
using System.Collections.Generic;
using Monitas.BootServer.Schedules;
using Monitas.BootServer.Schedules.Deciding;

namespace Monitas.BootServer.Api;

/// <summary>The schedule as the sysadmin sees it.</summary>
/// <param name="File">The file.</param>
/// <param name="Since">When the lines were read that count; null when none was ever.</param>
/// <param name="Lines">The lines: of <see cref="ScheduleRoutes.ShowAsync"/> those that count.</param>
/// <param name="Errors">Why the file as it is now does not count; empty when it does.</param>
/// <param name="Notes">What is perhaps not meant so.</param>
internal sealed record ScheduleView(string File, DateTimeOffset? Since, IReadOnlyList<ScheduleLineView> Lines, IReadOnlyList<ScheduleError> Errors, IReadOnlyList<ScheduleError> Notes);

/// <summary>A line of the schedule.</summary>
/// <param name="Number">Its number in the file.</param>
/// <param name="Text">Its words.</param>
/// <param name="Machines">The machines that it means now; empty for a line about the store.</param>
/// <param name="IsAboutStore">Is it about the store?</param>
internal sealed record ScheduleLineView(int Number, string Text, IReadOnlyList<string> Machines, bool IsAboutStore);

/// <summary>The schedule at a glance.</summary>
/// <param name="Lines">How many lines count.</param>
/// <param name="Problem">Why the file does not count as it is now, and what to do; empty when it does.</param>
/// <param name="Next">What comes next; null when nothing does.</param>
/// <param name="Due">How many turns are due and wait.</param>
/// <param name="LongestDue">The one that has waited longest; null when none is due.</param>
internal sealed record ScheduleGlance(int Lines, string Problem, ScheduleTurn? Next, int Due, ScheduleTurn? LongestDue);

/// <summary>A schedule that is to be looked at before it counts.</summary>
/// <param name="Text">Its text; null for the server's own file as it is now.</param>
/// <param name="Name">What messages call it.</param>
internal sealed record ScheduleCheckRequest(string? Text, string Name);

/// <summary>The schedule's file as text.</summary>
/// <param name="File">The file; not read in a request.</param>
/// <param name="Text">Its text.</param>
/// <param name="Hash">The SHA-256 of its text in hexadecimal; in a request that of the text which is replaced.</param>
internal sealed record ScheduleFile(string File, string Text, string Hash);
