using System;
using System.Collections.Concurrent;

namespace Monitas.BootServer.Boot;

/// <summary>Where GRUB looks for its files on each served interface, as the policy sees it at that moment: for the doctor. Safe to call from any thread.</summary>
internal sealed class GrubRoutes
{
    private readonly ConcurrentDictionary<string, Func<GrubRoute>> _routes = new();

    /// <summary>An interface is served from now on.</summary>
    /// <param name="device">The kernel's name of it.</param>
    /// <param name="find">Finds the route of a machine that has no address of ours yet.</param>
    public void Serve(string device, Func<GrubRoute> find) => _routes[device] = find;

    /// <summary>The route on an interface; null where this server takes no part in DHCP.</summary>
    public GrubRoute? Find(string device) => _routes.TryGetValue(device, out Func<GrubRoute>? find) ? find() : null;
}
