using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Monitas.BootServer.Jobs.Rules;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Machines;
using Xunit;

namespace Monitas.BootServer.Tests.Jobs;

public sealed class MachineCardsTests : IDisposable
{
    private const string Old = "52:54:00:00:00:01";
    private const string New = "52:54:00:00:00:02";
    private const string Uuid = "11223344-5566-7788-99aa-bbccddeeff00";

    private readonly EngineHarness _h = new();

    public void Dispose() => _h.Dispose();

    [Theory]
    [InlineData("52-54-00-AA-BB-CC", "52:54:00:aa:bb:cc")]
    [InlineData(" 525400aabbcc ", "52:54:00:aa:bb:cc")]
    [InlineData("00:00:00:00:00:00", null)]
    [InlineData("01:00:5e:00:00:01", null)]
    [InlineData("ff:ff:ff:ff:ff:ff", null)]
    [InlineData("52:54:00:aa:bb", null)]
    [InlineData("", null)]
    public void TryRead_WhatIsTyped_IsACardsAddressOrNone(string typed, string? card)
    {
        Assert.Equal(card is not null, MachineCards.TryRead(typed, out string read));
        Assert.Equal(card ?? "", read);
    }

    [Fact]
    public async Task Hello_ByTheOldCard_KeepsTheGivenOneUntilAnAgentTellsIt()
    {
        _h.Catalog.UpdateMachine(_h.Pc.Id, m => MachineCards.Given(m with { MacAddresses = [Old] }, [New]));
        await _h.HelloAsync(AgentEnvironment.Live, JobSamples.Live("b1") with { MacAddresses = [Old] });
        Assert.Equal(_h.Pc.Id, _h.Catalog.FindMachineByMac(New)!.Id);

        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("b2") with { MacAddresses = [New.ToUpperInvariant()] });
        MachineRecord told = _h.Catalog.FindMachine(_h.Pc.Id)!;
        Assert.Equal([New], told.MacAddresses);
        Assert.Empty(told.AwaitedCards);
        Assert.Null(_h.Catalog.FindMachineByMac(Old));

        await _h.HelloAsync(AgentEnvironment.BootImage, JobSamples.BootImage("b2") with { MacAddresses = [] });
        Assert.Equal([New], _h.Catalog.FindMachine(_h.Pc.Id)!.MacAddresses);
    }

    [Fact]
    public void Without_AGivenCard_IsNotAwaitedAnyMore()
    {
        MachineRecord machine = MachineCards.Without(MachineCards.Given(Machine("desk"), [Old, New, Old]), New);
        Assert.Equal([Old], machine.MacAddresses);
        Assert.Equal([Old], machine.AwaitedCards);
    }

    [Fact]
    public void OtherHolder_OfACard_IsNeverTheMachineItself()
    {
        MachineRecord desk = Machine("desk") with { MacAddresses = [Old] };
        MachineRecord lab = Machine("lab") with { MacAddresses = [New] };
        Assert.Null(MachineCards.OtherHolder([desk, lab], desk, [Old]));
        Assert.Equal("lab", MachineCards.OtherHolder([desk, lab], desk, [Old, New])?.Name);
    }

    [Theory]
    [InlineData(Uuid, "5XK2", "desk")]
    [InlineData("11223344-5566-7788-99AA-BBCCDDEEFF00", "", "desk")]
    [InlineData(Uuid, "other", null)]
    [InlineData("03000200-0400-0500-0006-000700080009", "5XK2", null)]
    [InlineData("", "5XK2", null)]
    [InlineData("22223344-5566-7788-99aa-bbccddeeff00", "5XK2", null)]
    public void Resembling_ByUuid_IsAMachineOnlyIfNoSerialNumberSpeaksAgainstIt(string uuid, string serial, string? expected)
    {
        List<MachineRecord> machines =
        [
            Machine("desk") with { SmbiosUuid = Uuid, SerialNumber = "5XK2" },
            Machine("cheap-1") with { SmbiosUuid = "03000200-0400-0500-0006-000700080009" },
            Machine("nothing"),
        ];
        MachineFacts facts = new() { SmbiosUuid = uuid, SerialNumber = serial, MacAddresses = [New] };
        Assert.Equal(expected, MachineCards.Resembling(machines, facts)?.Name);
        Assert.Null(MachineCards.Resembling([.. machines, Machine("desk-2") with { SmbiosUuid = uuid }, Machine("desk-3") with { SmbiosUuid = uuid }], facts));
    }

    private static MachineRecord Machine(string name) => new() { Id = MachineId.New(TimeProvider.System), Name = name, Created = JobSamples.Start };
}
