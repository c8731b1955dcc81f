using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Monitas.BootServer.Schedules.Deciding;

/// <summary>How a line stands with a machine: which of its times is not dealt with, and when the next one comes. Pure.</summary>
/// <param name="Time">The line's time that is not dealt with, the newest if there are several; null when there is none.</param>
/// <param name="Due">When the machine's turn of it was.</param>
/// <param name="Next">When the machine's next turn is; null when there is none any more.</param>
internal sealed record MachineTurn(DateTimeOffset? Time, DateTimeOffset? Due, DateTimeOffset? Next)
{
    /// <summary>Without catch-up and window, so long after its turn a machine may still begin.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>Looks at a line and a machine.</summary>
    /// <param name="line">The line.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="handled">Up to when it is dealt with.</param>
    /// <param name="now">The time.</param>
    /// <param name="zone">The zone in which the line is meant.</param>
    internal static MachineTurn Of(ScheduleLine line, ScheduledMachine machine, DateTimeOffset handled, DateTimeOffset now, TimeZoneInfo zone)
    {
        TimeSpan delay = Delay(line, machine);
        DateTimeOffset reached = now - delay;
        DateTimeOffset? time = line.When.Latest(handled, reached, zone);
        DateTimeOffset? next = line.When.Next(handled > reached ? handled : reached, zone);
        return new MachineTurn(time, time + delay, next + delay);
    }

    /// <summary>Is it too late for this turn?</summary>
    internal bool IsOver(ScheduleLine line, DateTimeOffset now, TimeZoneInfo zone) =>
        Due is { } due && !line.CatchesUp && now >= (line.Window is { } window ? window.ClosesAfter(due, zone) : due + Patience);

    /// <summary>The part of the line's jitter that is this machine's: even among machines, and the same each time. In whole seconds.</summary>
    internal static TimeSpan Delay(ScheduleLine line, ScheduledMachine machine)
    {
        if (line.Jitter == TimeSpan.Zero)
        {
            return TimeSpan.Zero;
        }
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{line.Key}\n{machine.Id}"));
        return TimeSpan.FromSeconds(BinaryPrimitives.ReadUInt64LittleEndian(digest) % ((ulong)line.Jitter.TotalSeconds + 1));
    }
}
