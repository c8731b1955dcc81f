using System.Text.Json.Serialization;

namespace Monitas.BootServer.Boot.Images;

/// <summary>The processors that a boot image can be for, by Debian's names.</summary>
internal enum ImageArchitecture
{
    /// <summary>64-bit x86 PCs.</summary>
    [JsonStringEnumMemberName("amd64")]
    Amd64,

    /// <summary>64-bit ARM machines whose firmware is UEFI.</summary>
    [JsonStringEnumMemberName("arm64")]
    Arm64,
}
