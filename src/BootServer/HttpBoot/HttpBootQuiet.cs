namespace Monitas.BootServer.HttpBoot;

/// <summary>Marks a request of a client that asks so often that nothing more is written about it for a while: it is served like any other.</summary>
internal sealed class HttpBootQuiet
{
    /// <summary>The only one that is needed.</summary>
    public static readonly HttpBootQuiet Mark = new();
}
