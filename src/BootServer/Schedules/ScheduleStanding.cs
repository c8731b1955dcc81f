using System;
using System.Collections.Generic;

namespace Monitas.BootServer.Schedules;

/// <summary>How the server stands with its schedule's file.</summary>
/// <param name="File">The file.</param>
/// <param name="Lines">The lines that count.</param>
/// <param name="Errors">Why the file as it is now does not count; empty when it does.</param>
/// <param name="Since">When the lines that count were read; null before.</param>
internal sealed record ScheduleStanding(string File, IReadOnlyList<ScheduleLine> Lines, IReadOnlyList<ScheduleError> Errors, DateTimeOffset? Since);
