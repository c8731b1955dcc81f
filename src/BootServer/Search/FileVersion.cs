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

    /// <summary>
    /// Is it the same inode that has not been changed since? The kernel sets ctime with every change, so between two archives with the same one there
    /// was no other version.
    /// </summary>
    public static bool IsUntouched(ManifestEntry left, ManifestEntry right) =>
        left.CtimeNs != 0 && left.CtimeNs == right.CtimeNs && left.Inode == right.Inode && IsSame(left, right);
}
