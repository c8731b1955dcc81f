using Monitas.Agent.Files;
using Monitas.Agent.Interop;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.Agent.Tests.Files;

public sealed class ChangeDetectionTests
{
    private static readonly FileStatus Now = new()
    {
        RawMode = FileStatus.RegularType | 0x1A4,
        Uid = 0,
        Gid = 0,
        Links = 1,
        SizeBytes = 100,
        AllocatedBytes = 4096,
        MtimeNs = 5,
        CtimeNs = 6,
        BirthNs = 0,
        Device = 8,
        Inode = 42,
        NodeMajor = 0,
        NodeMinor = 0,
        MountId = 1,
    };

    private static readonly ManifestEntry Before = new()
    {
        Path = "/f"u8.ToArray(),
        Kind = EntryKind.File,
        Mode = 0x1A4,
        Uid = 0,
        Gid = 0,
        MtimeNs = 5,
        CtimeNs = 6,
        Device = 99,
        Inode = 42,
        SizeBytes = 100,
    };

    [Fact]
    public void IsUnchanged_AllEqualButTheDevice_IsTrue() => Assert.True(ChangeDetection.IsUnchanged(Now, Before));

    [Fact]
    public void IsUnchanged_AnythingElse_IsFalse()
    {
        Assert.False(ChangeDetection.IsUnchanged(Now with { SizeBytes = 101 }, Before));
        Assert.False(ChangeDetection.IsUnchanged(Now with { MtimeNs = 6 }, Before));
        Assert.False(ChangeDetection.IsUnchanged(Now with { CtimeNs = 7 }, Before));
        Assert.False(ChangeDetection.IsUnchanged(Now with { Inode = 43 }, Before));
        Assert.False(ChangeDetection.IsUnchanged(Now with { RawMode = FileStatus.DirectoryType }, Before));
        Assert.False(ChangeDetection.IsUnchanged(Now, Before with { Inconsistent = true }));
        Assert.False(ChangeDetection.IsUnchanged(Now, Before with { HardLinkTo = "/e"u8.ToArray() }));
        Assert.False(ChangeDetection.IsUnchanged(Now with { RawMode = FileStatus.FifoType }, Before with { Kind = EntryKind.Fifo }));
    }
}
