namespace Monitas.Agent.Images;

/// <summary>A run of bytes of a device.</summary>
/// <param name="StartBytes">Where it begins.</param>
/// <param name="LengthBytes">Its length.</param>
internal readonly record struct Extent(long StartBytes, long LengthBytes)
{
    /// <summary>The first byte behind it.</summary>
    public long EndBytes => StartBytes + LengthBytes;
}
