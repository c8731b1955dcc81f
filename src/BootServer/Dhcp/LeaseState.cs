namespace Monitas.BootServer.Dhcp;

/// <summary>How an address stands.</summary>
internal enum LeaseState
{
    /// <summary>Offered, not yet taken. Not worth keeping in the file.</summary>
    Offered,

    /// <summary>Confirmed. After its time, or given back, it stays with its card as long as nobody else needs it.</summary>
    Bound,

    /// <summary>In use by a stranger: a client declined it, or it answered when it was probed. Nobody gets it until its time is over.</summary>
    Resting,
}
