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

    [Fact]
    public void HasRefusedLoader_FirmwareAsksAgainAfterIpxeWasSent_IsBelievedForTenMinutes()
    {
        NetbootClients clients = new(_clock);
        clients.Note(Mac, null, null);
        Assert.False(clients.HasRefusedLoader(Mac));
        clients.NoteLoader("snponly.efi", Mac);
        _clock.Advance(TimeSpan.FromSeconds(170));
        Assert.True(clients.HasRefusedLoader(Mac));
        clients.Note(Mac, null, Address);
        _clock.Advance(TimeSpan.FromMinutes(9));
        Assert.True(clients.HasRefusedLoader(Mac));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(clients.HasRefusedLoader(Mac));
    }

    [Theory]
    [InlineData("snponly.efi", true, 1)]
    [InlineData("snponly.efi", false, 180)]
    [InlineData("localdisk.efi", false, 1)]
    [InlineData("shimx64.efi", false, 1)]
    public void HasRefusedLoader_IpxeRanOrMuchLaterOrAnotherFile_IsNoRefusal(string file, bool ran, int seconds)
    {
        NetbootClients clients = new(_clock);
        clients.Note(Mac, null, null);
        clients.NoteLoader(file, Mac);
        if (ran)
        {
            clients.NoteLoaderRuns(Mac);
        }

        _clock.Advance(TimeSpan.FromSeconds(seconds));
        Assert.False(clients.HasRefusedLoader(Mac));
        Assert.False(clients.HasRefusedLoader(new MacAddress(2)));
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
    public void Note_FloodOfAddresses_StaysBounded()
    {
        NetbootClients clients = new(_clock);
        for (ulong i = 0; i < 6000; i++)
        {
            clients.Note(new MacAddress(i), null, null);
        }

        Assert.False(clients.IsBooting(new MacAddress(5999)));
        _clock.Advance(TimeSpan.FromMinutes(3));
        clients.Note(new MacAddress(5999), null, null);
        Assert.True(clients.IsBooting(new MacAddress(5999)));
    }
}
