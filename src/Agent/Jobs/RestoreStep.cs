namespace Monitas.Agent.Jobs;

/// <summary>A piece of work of a restore: an entry, or some spans of a large file.</summary>
/// <param name="Item">The entry.</param>
/// <param name="FirstSpan">The first span of this step.</param>
/// <param name="SpanCount">How many spans.</param>
/// <param name="Begins">Is it the entry's first step?</param>
/// <param name="Ends">Is it the entry's last step?</param>
internal readonly record struct RestoreStep(RestoreItem Item, int FirstSpan, int SpanCount, bool Begins, bool Ends);
