using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Images.Wire;
using Monitas.BootServer.HttpBoot;
using Xunit;

namespace Monitas.BootServer.Tests.HttpBoot;

public sealed class HttpBootRequestTests
{
    [Theory]
    [InlineData("/boot/vmlinuz", "vmlinuz", null)]
    [InlineData("//boot//ipxe", "ipxe", null)]
    [InlineData("/boot/52-54-00-aa-bb-01/initrd", "initrd", 0x525400aabb01L)]
    [InlineData("/boot/snponly.efi", "snponly.efi", null)]
    public void TryParse_BootFiles_AreKnown(string path, string file, long? mac)
    {
        Assert.True(HttpBootRequest.TryParse(path, out HttpBootRequest? request));
        Assert.Equal((file, mac is { } value ? new MacAddress((ulong)value) : null), (request.File, request.Mac));
    }

    [Theory]
    [InlineData("/boot/52-54-00-aa-bb-01/initrd", "amd64")]
    [InlineData("/boot/52-54-00-aa-bb-01/arm64/initrd", "arm64")]
    [InlineData("//boot/52-54-00-aa-bb-01//arm64/vmlinuz", "arm64")]
    [InlineData("/boot/52-54-00-aa-bb-01/monitas-arm64.img", "arm64")]
    public void TryParse_OfABootImage_TellsForWhichProcessors(string path, string architecture)
    {
        Assert.True(HttpBootRequest.TryParse(path, out HttpBootRequest? request));
        Assert.Equal((architecture, new MacAddress(0x525400aabb01)), (BootImageManifest.NameOf(request.Architecture), request.Mac));
    }

    [Theory]
    [InlineData("/boot/52-54-00-aa-bb-01/arm64/snponly.efi")]
    [InlineData("/boot/52-54-00-aa-bb-01/amd64/initrd")]
    [InlineData("/boot/arm64/initrd")]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/boot")]
    [InlineData("/boot/nosuch")]
    [InlineData("/boot/../etc/passwd")]
    [InlineData("/boot/x/vmlinuz")]
    [InlineData("/agent/v1/boot")]
    [InlineData("/boot/lpxelinux.0")]
    public void TryParse_OtherPaths_AreNot(string path) => Assert.False(HttpBootRequest.TryParse(path, out _));

    [Theory]
    [InlineData(null, 0, 100, false)]
    [InlineData("bytes=0-9", 0, 10, true)]
    [InlineData("bytes=90-", 90, 10, true)]
    [InlineData("bytes=90-1000", 90, 10, true)]
    [InlineData("bytes=-5", 95, 5, true)]
    [InlineData("bytes=-500", 0, 100, true)]
    [InlineData("bytes=0-1,5-6", 0, 100, false)]
    [InlineData("lines=1-2", 0, 100, false)]
    [InlineData("nonsense", 0, 100, false)]
    public void TryRead_RangeHeader_GivesThePart(string? header, long offset, long length, bool partial)
    {
        Assert.True(HttpByteRange.TryRead(header, 100, out HttpByteRange range));
        Assert.Equal(new HttpByteRange(offset, length, partial), range);
    }

    [Theory]
    [InlineData("bytes=100-")]
    [InlineData("bytes=200-300")]
    [InlineData("bytes=-0")]
    public void TryRead_RangeOutsideTheFile_IsRefused(string header) => Assert.False(HttpByteRange.TryRead(header, 100, out _));
}
