using Monitas.BootServer.Api;

namespace Monitas.BootServer.Cli.Output;

/// <summary>What a volume holds, in words.</summary>
internal static class VolumeText
{
    /// <summary>Such as "desk: archive 3", "desk: content" or "interrupted upload of desk".</summary>
    public static string Of(VolumeView volume) => volume switch
    {
        { Archives.Count: 1 } => $"{volume.MachineName}: archive {volume.Archives[0]}",
        { Archives.Count: > 1 } => $"{volume.MachineName}: archives {string.Join(", ", volume.Archives)}",
        { NeededBy: > 0 } => $"{volume.MachineName}: content",
        { Volume.Interrupted: true } => $"interrupted upload of {volume.MachineName}",
        _ => "nothing that an archive needs",
    };
}
