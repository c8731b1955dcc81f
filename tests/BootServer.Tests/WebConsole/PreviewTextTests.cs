using System;
using System.Text;
using Monitas.BootServer.WebConsole;
using Xunit;

namespace Monitas.BootServer.Tests.WebConsole;

/// <summary>The beginning of a file for people.</summary>
public sealed class PreviewTextTests
{
    [Fact]
    public void Text_IsShownAsItIs_AlsoWhereItsLastCharacterIsCut()
    {
        byte[] text = Encoding.UTF8.GetBytes("Grüße, 日本");
        Assert.Equal("Grüße, 日本", PreviewText.Of(text));
        Assert.Equal("Grüße, 日", PreviewText.Of(text.AsSpan(0, text.Length - 1)));
        Assert.Equal("Grüße, 日", PreviewText.Of(text.AsSpan(0, text.Length - 2)));
        Assert.Equal("Grüße, 日", PreviewText.Of(text.AsSpan(0, text.Length - 3)));
        Assert.Equal("", PreviewText.Of([]));
    }

    [Fact]
    public void Bytes_AreShownAsHexadecimal()
    {
        Assert.Equal("00000000  00 01 41 ff                                      ..A.\n", PreviewText.Of([0, 1, (byte)'A', 0xFF]));
        Assert.StartsWith("00000000  ff fe 41 ", PreviewText.Of([0xFF, 0xFE, (byte)'A', (byte)'B', (byte)'C', (byte)'D']), StringComparison.Ordinal);
    }

    [Fact]
    public void HeadStream_TakesTheFirstBytesAndNoMore()
    {
        using HeadStream head = new(5);
        head.Write([1, 2, 3], 0, 3);
        Assert.Throws<HeadStreamFullException>(() => head.Write([4, 5, 6], 0, 3));
        Assert.Equal([1, 2, 3, 4, 5], head.Bytes.ToArray());
    }
}
