namespace Monitas.BootServer.HttpBoot;

/// <summary>Marks connections to the plain HTTP port. The mark, not the port's number, keeps boot files and the HTTPS interface apart.</summary>
internal sealed class HttpBootConnection
{
    /// <summary>The only one that is needed.</summary>
    public static readonly HttpBootConnection Mark = new();
}
