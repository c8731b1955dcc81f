using System;
using System.Linq;
using System.Text;
using Monitas.Agent.Files;
using Xunit;

namespace Monitas.Agent.Tests.Files;

public sealed class SwapFilesTests
{
    /// <summary>As Linux 6.1 prints it.</summary>
    private const string Swaps = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n/swap.img                               file\t\t8184\t\t0\t\t-2\n/dev/sda3                               partition\t8184\t\t0\t\t-3\n/var/my\\040swap                         file\t\t8184\t\t0\t\t-4\n";

    private const string Fstab = "# /etc/fstab\nUUID=12 / ext4 defaults 0 1\n/dev/sda3 none swap sw 0 0\n/swapfile\tnone\tswap\tsw\t0\t0\n/old\\040swap none swap noauto\nUUID=13 none swap sw\n/data.img /mnt ext4 loop\n#/off none swap sw\n";

    [Theory]
    [InlineData("/swap.img", true)]
    [InlineData("/var/my swap", true)]
    [InlineData("/swapfile", true)]
    [InlineData("/old swap", true)]
    [InlineData("/dev/sda3", false)]
    [InlineData("/data.img", false)]
    [InlineData("/off", false)]
    [InlineData("/", false)]
    public void Contains_OfBothTables_IsEachSwapFile(string path, bool expected) => Assert.Equal(expected, Parse(Swaps, Fstab, "").Contains(Bytes(path)));

    [Fact]
    public void Parse_TreeBelowAnotherDirectory_KnowsItsOwnOnly()
    {
        SwapFiles found = Parse("x\n/mnt/tree/swap file\n/mnt/treeswap file\n/swap file\n", "", "/mnt/tree");
        Assert.Equal([true, false, false], new[] { "/swap", "swap", "/mnt/tree/swap" }.Select(path => found.Contains(Bytes(path))));
    }

    [Theory]
    [InlineData("SWAPSPACE2", 4096, true)]
    [InlineData("S1SUSPEND\0", 4096, false)]
    [InlineData("SWAPSPACE2", 8192, false)]
    public void IsHeader_ByItsSignature(string signature, int length, bool expected)
    {
        byte[] page = new byte[length];
        Encoding.ASCII.GetBytes(signature, page.AsSpan(4086));
        Assert.Equal(expected, SwapHeader.IsHeader(page));
    }

    private static SwapFiles Parse(string swaps, string fstab, string root) => SwapFiles.Parse(Bytes(swaps), Bytes(fstab), Bytes(root));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
