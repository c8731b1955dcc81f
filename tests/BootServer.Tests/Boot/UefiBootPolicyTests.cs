using Monitas.BootServer.Boot;
using Xunit;

namespace Monitas.BootServer.Tests.Boot;

public sealed class UefiBootPolicyTests
{
    private const string OwnDisk = "LocalDisk";
    private const string Image = "BootImage";
    private const string Menu = "menu";
    private const string On = "on";
    private const string Off = "off";
    private const string Unknown = "unknown";

    private static readonly MacAddress Mac = new(0x525400aabb01);

    /// <summary>Every (task, Secure Boot, route of GRUB), with the program for the own disk there or not.</summary>
    [Theory]
    [InlineData(Image, Off, "here", true, "snponly.efi")]
    [InlineData(Image, Off, "reserved", true, "snponly.efi")]
    [InlineData(Image, Off, "elsewhere", true, "snponly.efi")]
    [InlineData(Image, On, "here", true, "shimx64.efi")]
    [InlineData(Image, On, "reserved", true, "shimx64.efi with an address")]
    [InlineData(Image, On, "elsewhere", true, Menu)]
    [InlineData(Image, On, "elsewhere", false, Menu)]
    [InlineData(Image, Unknown, "here", true, "shimx64.efi")]
    [InlineData(Image, Unknown, "reserved", true, "shimx64.efi with an address")]
    [InlineData(Image, Unknown, "elsewhere", true, "snponly.efi")]
    [InlineData(OwnDisk, Off, "here", true, "localdisk.efi")]
    [InlineData(OwnDisk, Off, "here", false, Menu)]
    [InlineData(OwnDisk, Off, "elsewhere", true, "localdisk.efi")]
    [InlineData(OwnDisk, On, "here", true, "shimx64.efi")]
    [InlineData(OwnDisk, On, "reserved", true, Menu)]
    [InlineData(OwnDisk, On, "elsewhere", true, Menu)]
    [InlineData(OwnDisk, Unknown, "here", true, "shimx64.efi")]
    [InlineData(OwnDisk, Unknown, "reserved", true, "localdisk.efi")]
    [InlineData(OwnDisk, Unknown, "elsewhere", true, "localdisk.efi")]
    [InlineData(OwnDisk, Unknown, "elsewhere", false, Menu)]
    public void ForPxe_EachCase_GivesAChainThatBootsThisMachine(string task, string secureBoot, string route, bool hasLocalDisk, string expected)
    {
        BootChainChoice choice = UefiBootPolicy.ForPxe(Assignment(task, secureBoot), Abilities(route, hasLocalDisk), fromMenu: false);

        Assert.Equal(expected, Told(choice));
        Assert.NotEmpty(choice.Reason);
    }

    [Theory]
    [InlineData(Image)]
    [InlineData(OwnDisk)]
    public void ForPxe_FirmwareThatDidNotTakeTheMenu_GetsAFileThatLeadsToItsNextEntry(string task) =>
        Assert.Equal("snponly.efi", Told(UefiBootPolicy.ForPxe(Assignment(task, On), Abilities("elsewhere", true), fromMenu: true)));

    [Theory]
    [InlineData(Image, Off, true, true, "snponly.efi")]
    [InlineData(Image, On, true, true, "52-54-00-aa-bb-01/monitas.img")]
    [InlineData(Image, Unknown, true, true, "52-54-00-aa-bb-01/monitas.img")]
    [InlineData(Image, On, true, false, "snponly.efi")]
    [InlineData(OwnDisk, Off, true, true, "localdisk.efi")]
    [InlineData(OwnDisk, Off, false, true, "52-54-00-aa-bb-01/owndisk.img")]
    [InlineData(OwnDisk, On, true, true, "52-54-00-aa-bb-01/owndisk.img")]
    [InlineData(OwnDisk, Unknown, true, true, "52-54-00-aa-bb-01/owndisk.img")]
    [InlineData(OwnDisk, Unknown, true, false, "localdisk.efi")]
    [InlineData(OwnDisk, Unknown, false, false, "snponly.efi")]
    public void ForHttp_EachCase_NeedsNoRoute(string task, string secureBoot, bool hasLocalDisk, bool hasShim, string expected)
    {
        foreach (string route in new[] { "here", "reserved", "elsewhere" })
        {
            BootChainChoice choice = UefiBootPolicy.ForHttp(Mac, Assignment(task, secureBoot), Abilities(route, hasLocalDisk, hasShim));

            Assert.Equal(expected, Assert.IsType<BootAnswer.LoadByHttp>(choice.Answer).FileName);
            Assert.NotEmpty(choice.Reason);
        }
    }

    [Fact]
    public void ForPxe_WithoutShimOnTheServer_SaysWhichPackagesAreMissing()
    {
        BootChainChoice choice = UefiBootPolicy.ForPxe(Assignment(Image, On), Abilities("here", true, hasShim: false), fromMenu: false);

        Assert.Equal(BootChain.NextBootEntry, choice.Chain);
        Assert.Contains("shim-signed", choice.Reason, System.StringComparison.Ordinal);
    }

    private static string Told(BootChainChoice choice) => choice.Answer switch
    {
        BootAnswer.LoadByTftp { WithAddress: true } load => $"{load.FileName} with an address",
        BootAnswer.LoadByTftp load => load.FileName,
        BootAnswer.LocalDisk => Menu,
        _ => choice.Answer.ToString()!,
    };

    private static BootAssignment Assignment(string task, string secureBoot) => new(
        "pc1", task == Image ? BootTask.BootImage : BootTask.LocalDisk, secureBoot switch { On => true, Off => false, _ => null });

    private static BootAbilities Abilities(string route, bool hasLocalDisk, bool hasShim = true) =>
        new(hasLocalDisk, hasShim, new GrubRoute(route != "elsewhere", route == "reserved", $"GRUB looks {route}"));
}
