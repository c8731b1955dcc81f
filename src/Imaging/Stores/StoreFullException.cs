using System;
using System.IO;

namespace Monitas.Imaging.Stores;

/// <summary>The store has no room left for what is being written. Trying again helps once somebody has made room.</summary>
public sealed class StoreFullException : IOException
{
    /// <summary>Says which store is full.</summary>
    public StoreFullException(string store, Exception? innerException = null)
        : base($"The store '{store}' is full. Free some space there (monitas-server prune, or delete archives) and start the job again.", innerException)
    {
    }

    /// <summary>Always true: room can be made.</summary>
    public static bool IsTransient => true;
}
