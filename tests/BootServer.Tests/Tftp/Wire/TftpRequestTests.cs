using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CsCheck;
using Monitas.BootServer.Tftp.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Tftp.Wire;

public sealed class TftpRequestTests
{
    /// <summary>As OVMF sent it.</summary>
    private const string Ovmf = "\0\u0001snponly.efi\0octet\0tsize\00\0blksize\01468\0windowsize\04\0";

    [Fact]
    public void TryParse_RequestOfOvmf_IsRead()
    {
        Assert.True(TftpRequest.TryParse(Bytes(Ovmf), out TftpRequest? request, out _));
        Assert.Equal((false, "snponly.efi", TftpMode.Octet), (request.IsWrite, request.FileName, request.Mode));
        Assert.Equal(["tsize=0", "blksize=1468", "windowsize=4"], request.Options.Select(option => $"{option.Key}={option.Value}"));
    }

    [Fact]
    public void TryParse_NamesInCapitalsRepeatedAndPadded_AreForgiven()
    {
        Assert.True(TftpRequest.TryParse(Bytes("\0\u0001a\0OCTET\0BLKSIZE\0512\0blksize\08\0\0\0\0"), out TftpRequest? request, out _));
        Assert.Equal([new KeyValuePair<string, string>("blksize", "512")], request.Options);
    }

    [Theory]
    [InlineData("", (int)TftpParseError.TooShort)]
    [InlineData("\0", (int)TftpParseError.TooShort)]
    [InlineData("\0\u0003\0\u0001", (int)TftpParseError.NotRequest)]
    [InlineData("\u0001\u0001a\0octet\0", (int)TftpParseError.NotRequest)]
    [InlineData("\0\u0001a\0octet", (int)TftpParseError.Unterminated)]
    [InlineData("\0\u0001\0octet\0", (int)TftpParseError.NoFileName)]
    [InlineData("\0\u0001a\0mail\0", (int)TftpParseError.UnknownMode)]
    [InlineData("\0\u0001a\0octet\0tsize\0", (int)TftpParseError.Unterminated)]
    [InlineData("\0\u0001a\0octet\0tsize", (int)TftpParseError.Unterminated)]
    public void TryParse_Damaged_SaysWhatIsWrong(string text, int error)
    {
        Assert.False(TftpRequest.TryParse(Bytes(text), out _, out TftpParseError why));
        Assert.Equal((TftpParseError)error, why);
    }

    [Fact]
    public void TryParse_TooLong_IsRefused()
    {
        Assert.False(TftpRequest.TryParse(new byte[TftpRequest.MaximumLength + 1], out _, out TftpParseError why));
        Assert.Equal(TftpParseError.TooLong, why);
    }

    [Fact]
    public void TryParse_EveryTruncation_IsAnErrorOrValid()
    {
        byte[] bytes = Bytes(Ovmf);
        for (int length = 0; length < bytes.Length; length++)
        {
            bool ok = TftpRequest.TryParse(bytes.AsSpan(0, length), out TftpRequest? request, out TftpParseError why);
            Assert.Equal((ok, ok), (why == TftpParseError.None, request is not null));
        }
    }

    [Fact]
    public void TryParse_AnyBytes_NeverThrows() =>
        Gen.Byte.Array[0, 200].Sample(tail =>
        {
            bool ok = TftpRequest.TryParse([0, 1, .. tail], out _, out TftpParseError why);
            Assert.Equal(ok, why == TftpParseError.None);
            _ = TftpPackets.TryReadError([0, 5, .. tail], out _, out string text);
            Assert.DoesNotContain(text, char.IsControl);
            _ = TftpPackets.TryReadAcknowledgment(tail, out _);
        });

    [Fact]
    public void Packets_OfTheServer_HaveExactlyTheseBytes()
    {
        Assert.Equal("\0\u0005\0\u0001File not found\0", Encoding.Latin1.GetString(TftpPackets.Error(TftpErrorCode.FileNotFound, "File not found")));
        Assert.Equal("\0\u0006blksize\01468\0tsize\07\0", Encoding.Latin1.GetString(TftpPackets.OptionAcknowledgment([new("blksize", "1468"), new("tsize", "7")])));
        byte[] header = new byte[4];
        TftpPackets.WriteDataHeader(header, 65536 + 0x1234);
        Assert.Equal([0, 3, 0x12, 0x34], header);
    }

    [Theory]
    [InlineData("a\nb", "a\r\nb")]
    [InlineData("a\r\nb", "a\r\0\r\nb")]
    [InlineData("\r", "\r\0")]
    [InlineData("", "")]
    public void Netascii_LineEnds_AreThoseOfTheNetwork(string text, string encoded) =>
        Assert.Equal(encoded, Encoding.ASCII.GetString(Netascii.Encode(Encoding.ASCII.GetBytes(text))));

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
