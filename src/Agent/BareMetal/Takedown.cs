using System.Collections.Generic;

namespace Monitas.Agent.BareMetal;

/// <summary>How something that a step has put together is taken apart again; what it held stays.</summary>
/// <param name="Program">The program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Text">What is taken apart, for people.</param>
internal sealed record Takedown(string Program, IReadOnlyList<string> Arguments, string Text);
