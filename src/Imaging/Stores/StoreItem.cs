namespace Monitas.Imaging.Stores;

/// <summary>An object in a store.</summary>
/// <param name="Name">Its name.</param>
/// <param name="LengthBytes">Its length in bytes.</param>
public readonly record struct StoreItem(string Name, long LengthBytes);
