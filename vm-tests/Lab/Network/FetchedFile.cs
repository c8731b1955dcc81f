using System;

namespace Monitas.Lab.Network;

/// <summary>A file that a PC asked for over the network, by "TFTP" or "HTTP".</summary>
public sealed record FetchedFile(DateTimeOffset Time, string Protocol, string Name);
