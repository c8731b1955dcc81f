using System;
using System.Linq;
using Microsoft.Extensions.Time.Testing;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Images;
using Monitas.BootServer.Tests.Boot.Images;
using Monitas.BootServer.Tests.Tls;
using Xunit;

namespace Monitas.BootServer.Tests.Boot;

public sealed class ServedBootImageTests
{
    private static readonly MacAddress One = new(0x525400aabb01);
    private static readonly MacAddress Two = new(0x525400aabb02);

    private readonly FakeTimeProvider _clock = new();
    private string _served = "/images/first";

    [Fact]
    public void Of_AfterASwitch_IsTheImageWithWhichTheStartBegan()
    {
        ServedBootImage images = Images();
        images.Begin(One, ImageArchitecture.Amd64);
        _served = "/images/second";
        Assert.Equal("/images/first/initrd.img", images.Of(One, ImageArchitecture.Amd64)!.Initrd);
        Assert.Equal("/images/second/initrd.img", images.Of(Two, ImageArchitecture.Amd64)!.Initrd);
        Assert.Equal("/images/second", images.Of(null, ImageArchitecture.Amd64)!.Directory);
        Assert.Equal("/images/first", images.BeginOrGoOn(One, ImageArchitecture.Amd64)!.Directory);
        Assert.Equal("/images/second", images.Begin(One, ImageArchitecture.Amd64)!.Directory);
        Assert.Equal("/images/second", images.Of(One, ImageArchitecture.Amd64)!.Directory);
    }

    [Fact]
    public void BeginOrGoOn_WithoutAStart_BeginsOne()
    {
        ServedBootImage images = Images();
        Assert.Equal("/images/first", images.BeginOrGoOn(One, ImageArchitecture.Amd64)!.Directory);
        _served = "/images/second";
        Assert.Equal("/images/first", images.Of(One, ImageArchitecture.Amd64)!.Directory);
    }

    [Fact]
    public void Of_LongAfterTheStart_IsWhatIsServed()
    {
        ServedBootImage images = Images();
        images.Begin(One, ImageArchitecture.Amd64);
        _served = "/images/second";
        _clock.Advance(ServedBootImage.LongestStart);
        Assert.Equal("/images/second", images.Of(One, ImageArchitecture.Amd64)!.Directory);
    }

    [Fact]
    public void Begin_MoreStartsThanAreKept_ForgetsTheOldest()
    {
        ServedBootImage images = Images();
        foreach (int i in Enumerable.Range(0, 5000))
        {
            images.Begin(new MacAddress((ulong)i), ImageArchitecture.Amd64);
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        _served = "/images/second";
        Assert.Equal("/images/second", images.Of(new MacAddress(0), ImageArchitecture.Amd64)!.Directory);
        Assert.Equal("/images/first", images.Of(new MacAddress(4999), ImageArchitecture.Amd64)!.Directory);
    }

    [Fact]
    public void Begin_OfArm64_GivesTheRestOfThatStartFromItsImage()
    {
        string? arm64 = null;
        ServedBootImage images = new(architecture => architecture == ImageArchitecture.Arm64 ? arm64 : _served, _clock);
        Assert.Null(images.Begin(One, ImageArchitecture.Arm64));
        Assert.Null(images.BeginOrGoOn(One, ImageArchitecture.Arm64));
        Assert.Equal("/images/first", images.Of(One, ImageArchitecture.Amd64)!.Directory);

        arm64 = "/images/arm64";
        Assert.Equal("/images/arm64", images.Begin(One, ImageArchitecture.Arm64)!.Directory);
        arm64 = null;
        Assert.Equal("/images/arm64/vmlinuz", images.Of(One, ImageArchitecture.Arm64)!.Kernel);
        Assert.Equal("/images/first", images.Of(Two, ImageArchitecture.Amd64)!.Directory);
        Assert.Equal("/images/first", images.BeginOrGoOn(One, ImageArchitecture.Amd64)!.Directory);
    }

    [Fact]
    public void Of_AfterTheServerWasStartedAnew_IsTheImageForTheProcessorThatIsNamed()
    {
        string? arm64 = "/images/arm64";
        ServedBootImage images = new(architecture => architecture == ImageArchitecture.Arm64 ? arm64 : _served, _clock);
        Assert.Equal("/images/arm64/initrd.img", images.Of(One, ImageArchitecture.Arm64)!.Initrd);
        Assert.Equal("/images/first/initrd.img", images.Of(One, ImageArchitecture.Amd64)!.Initrd);
        arm64 = null;
        Assert.Null(images.Of(One, ImageArchitecture.Arm64));
    }

    [Fact]
    public void TryGetLoader_OfArm64_IsWhatCameWithItsImage()
    {
        using TemporaryDirectory directory = new();
        SampleImage.WriteArm64(directory.Combine("arm"), "arm");
        string? arm64 = directory.Combine("arm");
        ServedBootImage images = new(architecture => architecture == ImageArchitecture.Arm64 ? arm64 : _served, _clock);
        Assert.True(images.TryGetLoader("grubaa64.efi", out ReadOnlyMemory<byte> grub));
        Assert.Equal("arm grubaa64.efi"u8, grub.Span);
        Assert.False(images.TryGetLoader("manifest.json", out _));
        arm64 = null;
        Assert.False(images.TryGetLoader("shimaa64.efi", out _));
    }

    private ServedBootImage Images() => new(_ => _served, _clock);
}
