using System;
using Microsoft.Extensions.Time.Testing;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Boot;

public sealed class NetbootClientsTests
{
    private static readonly MacAddress Mac = new(1);
    private static readonly Ipv4Address Address = new(0x0a000005);

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void IsBooting_TwoMinutesAfterTheLastMessage_IsFalse()
    {
        NetbootClients clients = new(_clock);
        clients.Note(Mac, null, null);
        _clock.Advance(TimeSpan.FromSeconds(119));
        Assert.True(clients.IsBooting(Mac));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(clients.IsBooting(Mac));
        Assert.False(clients.IsBooting(new MacAddress(2)));
    }

    [Theory]
    [InlineData("snponly.efi", false, true)]
    [InlineData("snponly.efi", true, null)]
    [InlineData("localdisk.efi", false, null)]
    [InlineData("shimx64.efi", false, null)]
    public void FindSecureBoot_FirmwareThatAsksAgain_IsOnOnlyWhenIpxeWasSentAndNeverRan(string file, bool ran, bool? expected)
    {
        NetbootClients clients = new(_clock);
        clients.Note(Mac, null, null);
        clients.NoteLoader(file, Mac);
        if (ran)
        {
            clients.NoteLoaderRuns(Mac);
        }

        clients.Note(Mac, null, Address);

        Assert.Equal(expected, clients.FindSecureBoot(Mac, null));
        Assert.Null(clients.FindSecureBoot(new MacAddress(2), null));
    }

    [Fact]
    public void TryFind_AddressTakenByAnother_GivesTheLatest()
    {
        NetbootClients clients = new(_clock);
        clients.Note(Mac, Guid.AllBitsSet, Address);
        clients.Note(Mac, null, null);
        Assert.True(clients.TryFind(Address, out MacAddress mac, out Guid? uuid));
        Assert.Equal((Mac, Guid.AllBitsSet), (mac, uuid));

        _clock.Advance(TimeSpan.FromSeconds(1));
        clients.Note(new MacAddress(2), null, Address);
        Assert.True(clients.TryFind(Address, out mac, out uuid));
        Assert.Equal((new MacAddress(2), null), (mac, uuid));
    }

    [Fact]
    public void Note_FloodOfCards_ForgetsThoseThatWereSilentLongest()
    {
        NetbootClients clients = new(_clock);
        clients.Note(Mac, null, Address);
        for (ulong i = 1000; i < 7000; i++)
        {
            clients.Note(new MacAddress(i), null, null);
            clients.Note(new MacAddress(2), null, null);
        }

        Assert.True(clients.IsBooting(new MacAddress(6999)));
        Assert.True(clients.IsBooting(new MacAddress(2)));
        Assert.False(clients.IsBooting(Mac));
        Assert.False(clients.TryFind(Address, out _, out _));
    }
}
