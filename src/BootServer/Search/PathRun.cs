using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Search;

/// <summary>Archives, one after the other, in which a path is the same.</summary>
/// <param name="First">The place of the oldest in the list of the machine's archives.</param>
/// <param name="Last">The place of the newest.</param>
/// <param name="Entry">What all of them hold; null when none of them holds the path.</param>
internal sealed record PathRun(int First, int Last, ManifestEntry? Entry);
