using System;

namespace Monitas.BootServer.Alerts.Sending;

/// <summary>Alerts could not be sent; the message says why and what to look at.</summary>
internal sealed class AlertException(string message, Exception? inner = null) : Exception(message, inner);
