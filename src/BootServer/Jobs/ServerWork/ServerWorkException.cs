using System;

namespace Monitas.BootServer.Jobs.ServerWork;

/// <summary>A job of the server's own cannot be done; the message says why and what to do, in a sentence.</summary>
internal sealed class ServerWorkException(string message, Exception? cause = null) : Exception(message, cause);
