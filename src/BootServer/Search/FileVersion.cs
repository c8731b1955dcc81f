using System;
using System.Linq;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Search;

/// <summary>When two entries of one path are the same version of the file. Pure.</summary>
internal static class FileVersion
{
    /// <summary>Same content, owner, mode and time, as far as the manifests tell: equal pieces of equal chunks are equal content.</summary>
    public static bool IsSame(ManifestEntry left, ManifestEntry right) =>
        left.Kind == right.Kind && left.SizeBytes == right.SizeBytes && left.MtimeNs == right.MtimeNs && left.Mode == right.Mode
        && left.Uid == right.Uid && left.Gid == right.Gid && left.LinkTarget.AsSpan().SequenceEqual(right.LinkTarget)
        && left.DeviceMajor == right.DeviceMajor && left.DeviceMinor == right.DeviceMinor && left.Spans.SequenceEqual(right.Spans);
}
