using System;

namespace Monitas.Catalog.Records;

/// <summary>One line of a job's timeline.</summary>
/// <param name="Time">When.</param>
/// <param name="Stage">
/// A short fixed word: a <see cref="Monitas.Contracts.Jobs.JobState"/> or a <see cref="Monitas.Contracts.Messages.JobPhase"/> in camel case, or a stage of
/// the boot such as "dhcp", "loader", "kernel", "hello".
/// </param>
/// <param name="Text">One line for a person; may be empty.</param>
public sealed record JobEventRecord(DateTimeOffset Time, string Stage, string Text);
