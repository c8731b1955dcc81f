using System;

namespace Monitas.Fuzz;

/// <summary>A codec made something wrong out of an input.</summary>
/// <param name="claim">What does not hold.</param>
internal sealed class FuzzException(string claim) : Exception(claim);
