using System;
using Monitas.BootServer.Boot;
using Xunit;

namespace Monitas.BootServer.Tests.Boot;

public sealed class LoaderRefusalsTests
{
    /// <summary>
    /// A history in words: "s" the loader is sent, "a" the firmware asks, "r" the loader runs, a number so many seconds pass. Then what is believed
    /// when the agent has said nothing, "off" and "on".
    /// </summary>
    [Theory]
    [InlineData("a", null, false)]
    [InlineData("s", null, false)]
    [InlineData("s 5 a", true, false)]
    [InlineData("s 179 a", true, false)]
    [InlineData("s 180 a", null, false)]
    [InlineData("s 5 a a 4 a 8 a", true, false)]
    [InlineData("s 5 a s 5 a", true, true)]
    [InlineData("s 60 s 5 a", true, false)]
    [InlineData("s r a", null, false)]
    [InlineData("s 5 a s r a", null, false)]
    [InlineData("s 5 a s r a s 5 a", true, false)]
    [InlineData("s 5 a 599 a", true, false)]
    [InlineData("s 5 a 600 a", null, false)]
    [InlineData("s 5 a 600 s 5 a", true, false)]
    [InlineData("s 5 a 500 s 5 a 590", true, true)]
    [InlineData("s 5 a s 5 a 600", null, false)]
    public void SecureBoot_AfterAHistory_IsBelievedAgainstTheAgentOnlyAfterTwoRefusals(string history, bool? nothingTold, bool toldOff)
    {
        DateTimeOffset now = DateTimeOffset.UnixEpoch;
        LoaderRefusals refusals = LoaderRefusals.None;
        foreach (string word in history.Split(' '))
        {
            now += int.TryParse(word, out int seconds) ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
            refusals = word switch
            {
                "s" => refusals.AfterSending(now),
                "a" => refusals.AfterAsking(now),
                "r" => LoaderRefusals.None,
                _ => refusals,
            };
        }

        Assert.Equal((nothingTold, toldOff, true), (refusals.SecureBoot(null, now), refusals.SecureBoot(false, now), refusals.SecureBoot(true, now)));
    }
}
