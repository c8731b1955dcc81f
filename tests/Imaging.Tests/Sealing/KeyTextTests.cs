using System;
using System.Linq;
using Monitas.Imaging.Sealing;
using Xunit;

namespace Monitas.Imaging.Tests.Sealing;

public sealed class KeyTextTests
{
    private const string Text = """
        monitas-store-key 1
        1 0001-0203-97
        2 0405-0607-85
        3 0809-0a0b-8b
        4 0c0d-0e0f-bb
        5 1011-1213-cd
        6 1415-1617-c5
        7 1819-1a1b-65
        8 1c1d-1e1f-5c
        id 154eeb229ae848b2

        """;

    [Fact]
    public void Format_KnownKey_GivesTheseLines() => Assert.Equal(Text.ReplaceLineEndings("\n"), KeyText.Format(SealingSamples.FileKey));

    [Fact]
    public void TryParse_AsAPersonTypesIt_IsRead()
    {
        string typed = "# from the sheet\r\n\r\n" + Text.ToUpperInvariant().Replace('-', ' ').Replace("MONITAS STORE KEY", "monitas-store-key").Replace("\n", "\r\n");
        Assert.True(KeyText.TryParse(typed, out StoreKey? key, out string fault), fault);
        Assert.Equal(SealingSamples.FileKey.Id, key.Id);
        Assert.True(KeyText.TryParse(Text[..Text.IndexOf("id", StringComparison.Ordinal)], out _, out _));
    }

    [Fact]
    public void TryParse_OneDigitWrong_NamesItsGroup()
    {
        string[] lines = Text.Split('\n');
        for (int group = 1; group <= 8; group++)
        {
            string line = lines[group].TrimEnd();
            for (int at = 2; at < line.Length; at++)
            {
                if (line[at] != '-')
                {
                    string[] changed = [.. lines];
                    changed[group] = line[..at] + (line[at] == '0' ? '1' : '0') + line[(at + 1)..];
                    if (!KeyText.TryParse(string.Join('\n', changed), out _, out string fault))
                    {
                        Assert.Contains($"group {group} is mistyped", fault);
                        continue;
                    }
                    Assert.Fail($"not noticed: {changed[group]}");
                }
            }
        }
    }

    [Theory]
    [InlineData("", "does not begin with the line 'monitas-store-key 1'")]
    [InlineData("monitas-store-key 2", "does not begin with the line 'monitas-store-key 1'")]
    [InlineData("monitas-store-key 1\n1 0001-0203-97", "does not have 8 groups")]
    public void TryParse_NoKeyFile_SaysSo(string text, string words)
    {
        Assert.False(KeyText.TryParse(text, out _, out string fault));
        Assert.Contains(words, fault);
    }

    [Fact]
    public void TryParse_SwappedGroupsOrAnotherId_IsRefused()
    {
        string[] lines = Text.Split('\n').Select(line => line.TrimEnd()).ToArray();
        (lines[2], lines[3]) = ("2" + lines[3][1..], "3" + lines[2][1..]);
        Assert.False(KeyText.TryParse(string.Join('\n', lines), out _, out string fault));
        Assert.Contains("group 2 is mistyped", fault);
        Assert.False(KeyText.TryParse(Text.Replace("154eeb", "254eeb"), out _, out fault));
        Assert.Contains("id", fault);
    }
}
