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

    /// <summary>A router that also names the file to boot; the server under test only gives files out (mode external).</summary>
    NamesLoader,
}
