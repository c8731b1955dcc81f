using System;

namespace Monitas.BootServer.Backups;

/// <summary>The store is away, so nothing was done that would take its emptiness for the truth. The message says what to do. No IOException: nothing has failed half way.</summary>
internal sealed class StoreAwayException(string message) : Exception(message);
