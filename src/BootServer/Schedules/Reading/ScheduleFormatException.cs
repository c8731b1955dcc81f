using System;

namespace Monitas.BootServer.Schedules.Reading;

/// <summary>A part of a schedule's line makes no sense; the message is a sentence for the sysadmin.</summary>
internal sealed class ScheduleFormatException(string message) : Exception(message);
