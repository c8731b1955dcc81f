using System;
using Microsoft.Extensions.Time.Testing;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Tests.Boot;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp;

public sealed class AddressShortagesTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly FakeLogger _log = new();

    [Fact]
    public void Note_OfEachKind_IsLoggedOnceAMinuteOnEachInterface()
    {
        AddressShortages shortages = new(_clock, _log);
        for (int i = 0; i < 10; i++)
        {
            shortages.Note("eth0", Full(1));
            shortages.Note("eth0", new AddressShortage(AddressShortageKind.ReservedInUse, "Somebody uses it."));
            shortages.Note("eth1", Full(1));
        }

        Assert.Equal(3, _log.Lines.Count);
        _clock.Advance(TimeSpan.FromMinutes(1));
        shortages.Note("eth0", Full(1));
        Assert.Equal(4, _log.Lines.Count);
    }

    [Fact]
    public void List_IsOfTheLastHourAndBounded()
    {
        AddressShortages shortages = new(_clock, _log);
        shortages.Note("eth0", Full(0));
        _clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Empty(shortages.List());
        for (int i = 1; i <= 2 * AddressShortages.Capacity; i++)
        {
            shortages.Note("eth0", Full(i));
            shortages.Note("eth0", Full(i));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(AddressShortages.Capacity, shortages.List().Count);
        Assert.Equal(("eth0", Full(2 * AddressShortages.Capacity)), (shortages.List()[0].Interface, shortages.List()[0].Shortage));
    }

    private static AddressShortage Full(int subnet) => new(AddressShortageKind.SubnetFull, $"Every address of 10.{subnet}.0.0/24 is in use.");
}
