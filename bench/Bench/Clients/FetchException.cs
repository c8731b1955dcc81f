using System;

namespace Monitas.Bench.Clients;

/// <summary>A file did not come, or not as it is.</summary>
public sealed class FetchException(string message) : Exception(message);
