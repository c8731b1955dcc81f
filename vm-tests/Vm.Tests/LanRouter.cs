namespace Monitas.Vm.Tests;

/// <summary>Who gives out the addresses of a LAN.</summary>
public enum LanRouter
{
    /// <summary>The server under test.</summary>
    None,

    /// <summary>A router that knows nothing of it and names itself as next server, as most do.</summary>
    NamesItself,

    /// <summary>A router whose next server is the server under test.</summary>
    NamesServer,
}
