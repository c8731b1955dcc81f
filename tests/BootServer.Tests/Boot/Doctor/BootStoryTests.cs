using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Boot.Doctor;
using Xunit;

namespace Monitas.BootServer.Tests.Boot.Doctor;

public sealed class BootStoryTests
{
    [Fact]
    public void Tell_RefusedLoader_IsAStoryWithItsSilence()
    {
        BootStory story = Assert.Single(Tell("D7 4 D7@4 4.5 R 0.1 S:snponly.efi 0.1 T:snponly.efi", after: 30));
        Assert.Equal(
            [
                "asked for a boot file as UEFI x64, and was offered snponly.efi (2 times in 4.0 s)",
                "took the address 10.0.0.50 of the DHCP server 10.0.0.254",
                "took snponly.efi (156.2 KiB in 0.2 s) by TFTP",
                "asked nothing more for 30 s",
            ],
            story.Lines.Select(l => l.Text));
        Assert.Equal([0, 8500, 8700, 38700], story.Lines.Select(l => l.AfterMs));
        Assert.Equal(BootCause.LoaderRefused, story.Verdict.Cause);
        Assert.Equal(("pc1", Steps.Mac, "10.0.0.50"), (story.Machine, story.Mac, story.Address));
        Assert.Equal(5, story.Steps.Count);
    }

    [Theory]
    [InlineData("D7 4 R T:localdisk.efi L 60 D7 4 R T:localdisk.efi L", 2)]
    [InlineData("D7 4 D7 8 D7 16 D7 32 D7", 1)]
    [InlineData("D7 4 R T:snponly.efi 2 i H:ipxe G H:vmlinuz H:initrd 200 O", 1)]
    [InlineData("D7 4 R T:snponly.efi 1 D16 H:snponly.efi", 1)]
    [InlineData("D7 4 R 200 T:snponly.efi", 2)]
    [InlineData("D7 200 D7", 2)]
    public void Split_CutsWhereAStartIsOver(string steps, int boots) => Assert.Equal(boots, BootStories.Split(Steps.Of(steps)).Count);

    [Theory]
    [InlineData("d11", "asked for a boot file as 64-bit ARM UEFI, and got no answer: unknown machines are ignored")]
    [InlineData("D0@12/10.9.0.1", "asked for a boot file as BIOS, for 12 s already, through the relay 10.9.0.1, and was offered snponly.efi")]
    [InlineData("i", "asked for a boot file as iPXE on UEFI, and was offered http://10.0.0.1/boot/ipxe?mac=x")]
    [InlineData("B", "asked our boot server (port 4011) and was told to load snponly.efi")]
    [InlineData("F:x.efi", "asked for x.efi by TFTP, which is not there")]
    [InlineData("X:x.efi", "fell silent after 585.9 KiB of x.efi (976.5 KiB, blocks of 1468 bytes) by TFTP")]
    [InlineData("A:initrd", "broke off loading initrd by HTTP after 9.7 KiB")]
    [InlineData("S:x.efi", "asked for the size of x.efi by TFTP")]
    public void Of_EachStep_IsASentenceAboutTheMachine(string step, string text) => Assert.Equal(text, BootStepText.Of(Steps.Of(step)[0]));

    private static IReadOnlyList<BootStory> Tell(string text, int after)
    {
        IReadOnlyList<BootStep> steps = Steps.Of(text);
        return BootStoryTeller.Tell(steps, "pc1", new BootSurroundings(steps[^1].Time + TimeSpan.FromSeconds(after)));
    }
}
