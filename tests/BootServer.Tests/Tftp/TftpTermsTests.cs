using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Tftp;
using Xunit;

namespace Monitas.BootServer.Tests.Tftp;

public sealed class TftpTermsTests
{
    [Theory]
    [InlineData("", 512, 1, 1, "")]
    [InlineData("tsize=0 blksize=1468 windowsize=4", 1468, 4, 1, "tsize=777 blksize=1468 windowsize=4")]
    [InlineData("blksize=65464 windowsize=65535 timeout=255", 1468, 64, 255, "blksize=1468 windowsize=64 timeout=255")]
    [InlineData("blksize=7 windowsize=0 timeout=0", 512, 1, 1, "")]
    [InlineData("blksize=-1 windowsize= timeout=x multicast=", 512, 1, 1, "")]
    [InlineData("blksize=8", 8, 1, 1, "blksize=8")]
    public void Negotiate_Options_TakesWhatMakesSense(string asked, int blksize, int windowsize, int seconds, string accepted)
    {
        List<KeyValuePair<string, string>> options = [.. asked.Split(' ').Where(part => part.Length > 0).Select(part => part.Split('=')).Select(part => new KeyValuePair<string, string>(part[0], part[1]))];

        TftpTerms terms = TftpTerms.Negotiate(options, 777, 1468);

        Assert.Equal((blksize, windowsize, (double)seconds), (terms.BlksizeBytes, terms.Windowsize, terms.Timeout.TotalSeconds));
        Assert.Equal(accepted, string.Join(' ', terms.Accepted.Select(option => $"{option.Key}={option.Value}")));
    }

    [Theory]
    [InlineData("/lpxelinux.0", "lpxelinux.0")]
    [InlineData("//pxelinux.cfg//01-aa", "pxelinux.cfg/01-aa")]
    [InlineData("\\Boot\\x", "Boot/x")]
    [InlineData("./a", "a")]
    [InlineData("snponly.efi\xff", "snponly.efi")]
    public void TryClean_Spellings_AreOneName(string sent, string name)
    {
        Assert.True(TftpFileName.TryClean(sent, out string? clean));
        Assert.Equal(name, clean);
    }

    [Theory]
    [InlineData("../etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData("a\\..\\b")]
    [InlineData("/")]
    [InlineData(".")]
    [InlineData("a\nb")]
    public void TryClean_WayOut_IsRefused(string sent) => Assert.False(TftpFileName.TryClean(sent, out _));
}
