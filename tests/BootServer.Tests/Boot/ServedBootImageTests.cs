using System;
using System.Linq;
using Microsoft.Extensions.Time.Testing;
using Monitas.BootServer.Boot;
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
        images.Begin(One);
        _served = "/images/second";
        Assert.Equal("/images/first/initrd.img", images.Of(One).Initrd);
        Assert.Equal("/images/second/initrd.img", images.Of(Two).Initrd);
        Assert.Equal("/images/second", images.Of(null).Directory);
        Assert.Equal("/images/first", images.BeginOrGoOn(One).Directory);
        Assert.Equal("/images/second", images.Begin(One).Directory);
        Assert.Equal("/images/second", images.Of(One).Directory);
    }

    [Fact]
    public void BeginOrGoOn_WithoutAStart_BeginsOne()
    {
        ServedBootImage images = Images();
        Assert.Equal("/images/first", images.BeginOrGoOn(One).Directory);
        _served = "/images/second";
        Assert.Equal("/images/first", images.Of(One).Directory);
    }

    [Fact]
    public void Of_LongAfterTheStart_IsWhatIsServed()
    {
        ServedBootImage images = Images();
        images.Begin(One);
        _served = "/images/second";
        _clock.Advance(ServedBootImage.LongestStart);
        Assert.Equal("/images/second", images.Of(One).Directory);
    }

    [Fact]
    public void Begin_MoreStartsThanAreKept_ForgetsTheOldest()
    {
        ServedBootImage images = Images();
        foreach (int i in Enumerable.Range(0, 5000))
        {
            images.Begin(new MacAddress((ulong)i));
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        _served = "/images/second";
        Assert.Equal("/images/second", images.Of(new MacAddress(0)).Directory);
        Assert.Equal("/images/first", images.Of(new MacAddress(4999)).Directory);
    }

    private ServedBootImage Images() => new(() => _served, _clock);
}
