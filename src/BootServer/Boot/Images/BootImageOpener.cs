using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;

namespace Monitas.BootServer.Boot.Images;

/// <summary>Checks the boot image at each start of the server, before anything is served.</summary>
internal sealed class BootImageOpener(BootImageLibrary library) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.Run(library.Open, cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
