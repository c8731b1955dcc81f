using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Monitas.BootServer.Boot;
using Monitas.BootServer.HttpBoot;
using Monitas.BootServer.Tftp;
using Monitas.BootServer.Tftp.Wire;
using static Monitas.Fuzz.FuzzTarget;

namespace Monitas.Fuzz.Targets;

/// <summary>How files are asked for: TFTP's datagrams, HTTP's paths and ranges.</summary>
internal static class FileRequestTargets
{
    private const long FileBytes = 1 << 26;

    /// <summary>All of them.</summary>
    public static IEnumerable<FuzzTarget> All() =>
    [
        new("tftp", Corpus.Texts(
            "\0\u0001lpxelinux.0\0octet\0", "\0\u0001//snponly.efi\0octet\0tsize\0" + "0\0blksize\0" + "1468\0windowsize\0" + "64\0timeout\0" + "5\0",
            "\0\u0001boot/52-54-00-aa-bb-01/vmlinuz\0netascii\0blksize\0" + "1024\0", "\0\u0002up\0octet\0", "\0\u0004\0\u0007", "\0\u0005\0\u0001File not found\0",
            "\0\u0001grub/machine/52:54:00:aa:bb:01.cfg\0octet\0", "\0\u0001grub/machine/arm64/52:54:00:aa:bb:01.cfg\0octet\0", "\0\u0001pxelinux.cfg/01-52-54-00-aa-bb-01\xff\0octet\0\0\0\0"), 128 << 10, Tftp),
        new("http", Corpus.Texts(
            "/boot/ipxe", "//boot//52-54-00-aa-bb-01/initrd", "/boot/52-54-00-aa-bb-01/monitas.img", "/boot/../vmlinuz", "bytes=0-1023", "bytes=-500", "bytes=500-", "bytes=1-2, 4-5"),
            128 << 10, Http),
    ];

    private static void Tftp(ReadOnlySpan<byte> input)
    {
        TftpPackets.TryReadAcknowledgment(input, out _);
        Check(!TftpPackets.TryReadError(input, out _, out string text) || !text.Any(char.IsControl), "an error's text can be shown");
        if (!TftpRequest.TryParse(input, out TftpRequest? request, out TftpParseError why))
        {
            Check(why != TftpParseError.None, "a refusal has a reason");
            return;
        }

        if (TftpFileName.TryClean(request.FileName, out string? name))
        {
            Check(!name.StartsWith('/') && !name.Split('/').Contains("..") && !name.Contains('\0', StringComparison.Ordinal), "a clean name leads nowhere else");
            BootPaths.TryReadImageName(name, out _, out _, out _);
            PxelinuxConfigs.TryReadName(name, out _);
            GrubConfigs.TryReadName(name, out _, out _);
        }

        var terms = TftpTerms.Negotiate(request.Options, FileBytes, 1468);
        Check(terms.BlksizeBytes is >= 8 and <= 1468 && terms.Windowsize is >= 1 and <= TftpTerms.MaximumWindowsize && terms.Timeout >= TimeSpan.FromSeconds(1), "the terms are sane");
        TftpPackets.OptionAcknowledgment(terms.Accepted);
    }

    private static void Http(ReadOnlySpan<byte> input)
    {
        string text = Encoding.Latin1.GetString(input);
        Check(!HttpBootRequest.TryParse(text, out HttpBootRequest? request) || (request.File.Length > 0 && !request.File.Contains('/', StringComparison.Ordinal)), "only known files are asked for");
        bool inside = HttpByteRange.TryRead(text, FileBytes, out HttpByteRange range);
        Check(!inside || (range.OffsetBytes >= 0 && range.LengthBytes > 0 && range.OffsetBytes + range.LengthBytes <= FileBytes), "a range lies in its file");
        Check(!MacAddress.TryParse(text, out MacAddress mac) || Digits(mac.ToString()).Equals(Digits(text), StringComparison.OrdinalIgnoreCase), "a MAC address reads as it is written");
    }

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiHexDigit));
}
