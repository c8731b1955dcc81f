using System.Collections.Generic;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.WakeOnLan;

namespace Monitas.BootServer.Tests.Boot.WakeOnLan;

/// <summary>Remembers what it was asked to wake.</summary>
internal sealed class FakeWaker : IWaker
{
    public List<string> Woken { get; } = [];

    public string Failure { get; set; } = "";

    public IReadOnlyList<string> Wake(IReadOnlyList<string> macs)
    {
        Woken.AddRange(macs);
        return Failure.Length > 0 ? throw new NetbootException(Failure) : ["10.0.0.255 by eth0"];
    }
}
