using System.IO;

namespace Monitas.Imaging.Sealing;

/// <summary>A store is sealed, and the key that is there does not open it. Trying again does not help; the right key does.</summary>
public sealed class StoreKeyException : IOException
{
    /// <summary>Says what is missing.</summary>
    public StoreKeyException(string message)
        : base(message)
    {
    }
}
