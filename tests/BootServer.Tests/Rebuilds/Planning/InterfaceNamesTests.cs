using System.Linq;
using Monitas.BootServer.Rebuilds.Planning;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;
using Xunit;

namespace Monitas.BootServer.Tests.Rebuilds.Planning;

public sealed class InterfaceNamesTests
{
    private const string OldA = "52:54:00:00:00:0a";
    private const string OldB = "52:54:00:00:00:0b";
    private const string New1 = "52:54:00:00:00:01";
    private const string New2 = "52:54:00:00:00:02";

    [Fact]
    public void Step_SameCards_IsNone()
    {
        Assert.Null(InterfaceNames.Step([Card("eno1", OldA), Card("eno2", OldB)], [OldB, OldA]));
        Assert.Null(InterfaceNames.Step([Card("eno1", OldA)], [OldA, New1]));
        Assert.Null(InterfaceNames.Step([], [New1]));
    }

    [Fact]
    public void Step_OtherMainboard_GivesTheCardThatItStartedFromTheNameOfTheOneWithTheDefaultRoute()
    {
        NameInterfaces step = InterfaceNames.Step([Card("eno1", OldA), Card("enp3s0", OldB, hasDefaultRoute: true)], [New2, New1])!;

        Assert.Equal([new RenamedInterface("enp3s0", OldB, New2), new RenamedInterface("eno1", OldA, New1)], step.Interfaces);
        Assert.Equal($"Call the network card {New2} enp3s0, as {OldB} was called; Call the network card {New1} eno1, as {OldA} was called", step.Description);
    }

    [Fact]
    public void Pair_OneOfTwoCardsIsNew_TakesTheNameOfTheOneThatIsGone() =>
        Assert.Equal([new RenamedInterface("eno1", OldA, New1)], InterfaceNames.Pair([Card("eno1", OldA), Card("enp3s0", OldB)], [New1, OldB]));

    [Fact]
    public void Pair_MoreOldCardsThanNew_LeavesTheLastOut() =>
        Assert.Equal(["eno1"], InterfaceNames.Pair([Card("enp3s0", OldB), Card("eno1", OldA, hasDefaultRoute: true)], [New1]).Select(pair => pair.Name));

    [Theory]
    [InlineData("../../etc/cron.d/x", OldA)]
    [InlineData("eno1\nName=x", OldA)]
    [InlineData("abcdefghijklmnop", OldA)]
    [InlineData("", OldA)]
    [InlineData("eno1", "52:54:00:00:00")]
    public void Pair_WhatIsNoNameOrAddress_IsLeftOut(string name, string address) => Assert.Empty(InterfaceNames.Pair([Card(name, address)], [New1]));

    private static LayoutNetworkInterface Card(string name, string address, bool hasDefaultRoute = false) => new() { Name = name, MacAddress = address, HasDefaultRoute = hasDefaultRoute };
}
