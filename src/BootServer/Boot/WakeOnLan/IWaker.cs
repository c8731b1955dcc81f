using System.Collections.Generic;

namespace Monitas.BootServer.Boot.WakeOnLan;

/// <summary>Wakes machines.</summary>
internal interface IWaker
{
    /// <summary>Sends a magic packet for each card by each served interface. Whether a machine wakes cannot be seen from here.</summary>
    /// <param name="macs">The machine's cards.</param>
    /// <returns>Where the packets went, such as "10.0.0.255 by eth0".</returns>
    /// <exception cref="NetbootException">No interface can be used, or none of them lets a packet out.</exception>
    IReadOnlyList<string> Wake(IReadOnlyList<string> macs);
}
