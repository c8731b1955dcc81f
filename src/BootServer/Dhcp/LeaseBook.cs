using System;
using System.Threading;

namespace Monitas.BootServer.Dhcp;

/// <summary>The leases of all interfaces as they are now. Safe to call from any thread.</summary>
/// <param name="store">Keeps them; null: in memory only.</param>
internal sealed class LeaseBook(LeaseStore? store)
{
    private readonly Lock _lock = new();
    private LeaseTable _leases = store?.Load() ?? LeaseTable.Empty;

    /// <summary>The leases now.</summary>
    public LeaseTable Leases
    {
        get
        {
            lock (_lock)
            {
                return _leases;
            }
        }
    }

    /// <summary>Makes a decision and takes its leases over. They are not on the disk yet.</summary>
    public T Decide<T>(Func<LeaseTable, (T Decision, LeaseTable Leases)> decide)
    {
        lock (_lock)
        {
            (T decision, _leases) = decide(_leases);
            return decision;
        }
    }

    /// <summary>Keeps what is new; on return it is on the disk, and clients may hear of it (RFC 2131 4.3.2: committed to stable storage).</summary>
    /// <exception cref="System.IO.IOException">It cannot be kept: nothing may be promised.</exception>
    public void Save()
    {
        lock (_lock)
        {
            _leases = store?.Save(_leases) ?? (_leases with { Unsaved = [] });
        }
    }
}
