namespace Monitas.Imaging.Stores;

/// <summary>How much room a store has.</summary>
/// <param name="TotalBytes">All of it, in bytes; 0 when the store cannot say.</param>
/// <param name="FreeBytes">What is free for us, in bytes; <see cref="long.MaxValue"/> when the store cannot say.</param>
public readonly record struct StoreSpace(long TotalBytes, long FreeBytes);
