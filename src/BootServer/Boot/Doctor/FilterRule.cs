using System;
using Monitas.BootServer.Boot.Doctor.Wire;

namespace Monitas.BootServer.Boot.Doctor;

/// <summary>One rule of a packet filter, of whatever kind.</summary>
/// <param name="Matches">Whether a new packet to a port, in by an interface, fulfils its conditions; null when that hangs on what is not known here (addresses, marks, sets by name).</param>
/// <param name="Verdict">What it does with such a packet.</param>
/// <param name="Target">The chain of a jump; empty otherwise.</param>
/// <param name="Words">The rule for a person, such as "rule 4 of chain inet filter input".</param>
internal sealed record FilterRule(Func<PortNeed, string, bool?> Matches, FilterVerdict Verdict, string Target, string Words);
