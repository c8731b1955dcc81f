using System.Collections.Generic;
using System.Net;
using System.Threading;

namespace Monitas.BootServer.Tftp;

/// <summary>
/// Keeps count of the transfers, so that no client starves others. A client may hold as many as half of the places that are free then:
/// whoever takes all that it gets leaves a third of them, and the next who does the same a ninth. Safe to call from any thread.
/// </summary>
internal sealed class TftpAdmission
{
    /// <summary>The most transfers at once. Each costs a socket and about 1 KiB.</summary>
    public const int MaximumTransfers = 1024;

    private readonly Lock _lock = new();

    /// <summary>By client and request: lpxelinux asks for its next file from the same port before our end of the last transfer is done.</summary>
    private readonly HashSet<(IPEndPoint Client, string Request)> _running = [];
    private readonly Dictionary<IPAddress, int> _perAddress = [];

    /// <summary>How many are running.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _running.Count;
            }
        }
    }

    /// <summary>Asks for a place; who is admitted gives it back by <see cref="Leave"/>.</summary>
    /// <param name="client">Who asks.</param>
    /// <param name="request">The request's datagram.</param>
    public TftpAdmissionAnswer Enter(IPEndPoint client, string request)
    {
        lock (_lock)
        {
            if (_running.Contains((client, request)))
            {
                return TftpAdmissionAnswer.Repeated;
            }

            int held = _perAddress.GetValueOrDefault(client.Address);
            int free = MaximumTransfers - _running.Count;
            if (free == 0 || held > free / 2)
            {
                return TftpAdmissionAnswer.Busy;
            }

            _running.Add((client, request));
            _perAddress[client.Address] = held + 1;
            return TftpAdmissionAnswer.Admitted;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Leave(IPEndPoint client, string request)
    {
        lock (_lock)
        {
            if (!_running.Remove((client, request)))
            {
                return;
            }

            if (--_perAddress[client.Address] == 0)
            {
                _perAddress.Remove(client.Address);
            }
        }
    }
}
