using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.BootServer.Alerts.Sending;

/// <summary>A way by which alerts are sent.</summary>
internal interface IAlertSender
{
    /// <summary>Its name: "mail", "webhook".</summary>
    string Name { get; }

    /// <summary>Where it leads, for people; empty when it is not set up.</summary>
    string Target { get; }

    /// <summary>Sends them as one message. When this returns, the other side has taken it.</summary>
    /// <exception cref="AlertException">It has not.</exception>
    Task SendAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken);
}
