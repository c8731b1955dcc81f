using System;
using Monitas.Contracts.Ids;

namespace Monitas.Imaging.Volumes;

/// <summary>A volume with a limit has no room for what was to be added. It is as it was before: seal it and go on in the next.</summary>
public sealed class VolumeFullException : Exception
{
    /// <summary>Says which volume is full.</summary>
    public VolumeFullException(VolumeId volume, long maxBytes)
        : base($"The volume {volume} is full: it is to have at most {maxBytes} bytes.")
    {
        Volume = volume;
    }

    /// <summary>The volume.</summary>
    public VolumeId Volume { get; }
}
