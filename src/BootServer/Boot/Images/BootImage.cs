using System;

namespace Monitas.BootServer.Boot.Images;

/// <summary>One boot image, as it was found just now.</summary>
/// <param name="Id">Its id: the first twelve digits of its manifest's SHA-256; "packaged" for the one of the package, "none" without a manifest.</param>
/// <param name="Directory">Where it lies.</param>
/// <param name="Architecture">The processors that it is for; null when it does not say so in a way that is known.</param>
/// <param name="KernelVersion">The kernel's release; empty when unknown.</param>
/// <param name="Bytes">Kernel and initramfs.</param>
/// <param name="Made">When its initramfs was written here; null when it is missing.</param>
/// <param name="Problem">What is wrong with it, in one sentence; empty when its digests are right.</param>
/// <param name="IsServed">Whether machines get this one.</param>
internal sealed record BootImage(
    string Id, string Directory, ImageArchitecture? Architecture, string KernelVersion, long Bytes, DateTimeOffset? Made, string Problem, bool IsServed);
