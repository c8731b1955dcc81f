using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;

namespace Monitas.BootServer.Agents;

/// <summary>The listener lives inside the daemon's host, which alone decides when to stop: no signals are caught here.</summary>
internal sealed class InnerHostLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
