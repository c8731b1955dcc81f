using System;
using System.Collections.Generic;
using CsCheck;
using Monitas.BootServer.Tftp;
using Monitas.BootServer.Tftp.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Tftp;

public sealed class TftpSenderTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Start_WithOptions_SendsThemAndWaitsForBlockZero()
    {
        TftpSender sender = new(1000, Terms(512, 1, options: true));
        Assert.IsType<TftpAction.SendOptions>(sender.Start(_now));
        Assert.IsType<TftpAction.Wait>(sender.OnDatagram(Ack(1), _now));
        Assert.Equal(new TftpAction.SendBlocks(1, 1), sender.OnDatagram(Ack(0), _now));
    }

    [Fact]
    public void Transfer_ContentThatFillsItsBlocks_EndsWithAnEmptyOne()
    {
        TftpSender sender = new(1024, Terms(512, 1));
        Assert.Equal(new TftpAction.SendBlocks(1, 1), sender.Start(_now));
        Assert.Equal(new TftpAction.SendBlocks(2, 2), sender.OnDatagram(Ack(1), _now));
        Assert.Equal(new TftpAction.SendBlocks(3, 3), sender.OnDatagram(Ack(2), _now));
        Assert.Equal(new TftpAction.Finish(true, "", true), sender.OnDatagram(Ack(3), _now));
    }

    [Fact]
    public void OnDatagram_DuplicateAck_IsNeverAnswered()
    {
        TftpSender sender = new(5000, Terms(512, 1));
        sender.Start(_now);
        Assert.Equal(new TftpAction.SendBlocks(2, 2), sender.OnDatagram(Ack(1), _now));
        Assert.IsType<TftpAction.Wait>(sender.OnDatagram(Ack(1), _now));
        Assert.IsType<TftpAction.Wait>(sender.OnDatagram(Ack(0), _now));
        Assert.IsType<TftpAction.Wait>(sender.OnDatagram(Ack(9), _now));
    }

    [Fact]
    public void OnDatagram_AckInsideTheWindow_GoesOnBehindIt()
    {
        TftpSender sender = new(100_000, Terms(1000, 8));
        Assert.Equal(new TftpAction.SendBlocks(1, 8), sender.Start(_now));
        Assert.Equal(new TftpAction.SendBlocks(6, 13), sender.OnDatagram(Ack(5), _now));
        Assert.Equal(new TftpAction.SendBlocks(14, 21), sender.OnDatagram(Ack(13), _now));
    }

    [Fact]
    public void OnDatagram_SecondAckInsideTheSameWindow_BringsOnlyWhatWasNotSentYet()
    {
        TftpSender sender = new(100_000, Terms(1000, 8));
        Assert.Equal(new TftpAction.SendBlocks(1, 8), sender.Start(_now));
        Assert.Equal(new TftpAction.SendBlocks(4, 11), sender.OnDatagram(Ack(3), _now));
        Assert.Equal(new TftpAction.SendBlocks(12, 13), sender.OnDatagram(Ack(5), _now));
        Assert.Equal(new TftpAction.SendBlocks(14, 15), sender.OnDatagram(Ack(7), _now));
        Assert.Equal(new TftpAction.SendBlocks(10, 17), sender.OnDatagram(Ack(9), _now));
        Assert.Equal(new TftpAction.SendBlocks(18, 25), sender.OnDatagram(Ack(17), _now));
    }

    [Fact]
    public void OnSilence_FiveTimes_RepeatsAndThenGivesUp()
    {
        TftpSender sender = new(5000, Terms(512, 1));
        sender.Start(_now);
        Assert.IsType<TftpAction.Wait>(sender.OnSilence(_now));
        for (int i = 0; i < TftpSender.Retries; i++)
        {
            _now = sender.Deadline;
            Assert.Equal(new TftpAction.SendBlocks(1, 1), sender.OnSilence(_now));
        }

        _now = sender.Deadline;
        TftpAction.Finish end = Assert.IsType<TftpAction.Finish>(sender.OnSilence(_now));
        Assert.Equal((false, "the client fell silent"), (end.Complete, end.Why));
    }

    [Theory]
    [InlineData(255)]
    [InlineData(4)]
    public void OnSilence_BeforeTheFirstAnswer_LastsTenSecondsAtMost(int timeoutSeconds)
    {
        DateTimeOffset begun = _now;
        TftpSender sender = new(5000, Terms(512, 1, options: true) with { Timeout = TimeSpan.FromSeconds(timeoutSeconds) });
        Assert.Equal(begun + TftpSender.LongestUnanswered, SilenceToTheEnd(sender, sender.Start(_now)));
    }

    [Fact]
    public void OnSilence_AfterAnAnswer_LastsAMinuteAtMost()
    {
        TftpSender sender = new(5000, Terms(512, 1, options: true) with { Timeout = TimeSpan.FromSeconds(255) });
        sender.Start(_now);
        Assert.Equal(_now + TimeSpan.FromMinutes(1), SilenceToTheEnd(sender, sender.OnDatagram(Ack(0), _now)));
    }

    [Fact]
    public void OnDatagram_AckWhileTheSocketIsFull_BringsWhatWasNotSent()
    {
        TftpSender sender = new(100_000, Terms(1000, 64));
        Assert.Equal(new TftpAction.SendBlocks(1, 64), sender.Start(_now));
        sender.Unsent = new TftpAction.SendBlocks(21, 64);
        Assert.Equal(new TftpAction.SendBlocks(11, 74), sender.OnDatagram(Ack(10), _now));
        sender.Unsent = new TftpAction.SendBlocks(30, 74);
        Assert.Equal(new TftpAction.SendBlocks(30, 84), sender.OnDatagram(Ack(20), _now));
        sender.Unsent = new TftpAction.SendBlocks(40, 84);
        Assert.Equal(new TftpAction.SendBlocks(51, 101), sender.OnDatagram(Ack(50), _now));
        sender.Unsent = null;
        Assert.IsType<TftpAction.Wait>(sender.OnDatagram(Ack(60), _now));
    }

    [Theory]
    [InlineData((int)TftpErrorCode.OptionRefused, true)]
    [InlineData((int)TftpErrorCode.NotDefined, true)]
    [InlineData((int)TftpErrorCode.AccessViolation, false)]
    public void OnDatagram_ErrorBehindABlock_IsNoReadOfTheSize(int code, bool usualBefore)
    {
        TftpSender sender = new(5000, Terms(512, 1));
        sender.Start(_now);
        byte[] error = TftpPackets.Error((TftpErrorCode)code, "no more");
        Assert.Equal(usualBefore, Assert.IsType<TftpAction.Finish>(sender.OnDatagram(error, _now)).IsUsual);
        sender.OnDatagram(Ack(1), _now);
        Assert.False(Assert.IsType<TftpAction.Finish>(sender.OnDatagram(error, _now)).IsUsual);
    }

    [Theory]
    [InlineData((int)TftpErrorCode.OptionRefused, true)]
    [InlineData((int)TftpErrorCode.NotDefined, true)]
    [InlineData((int)TftpErrorCode.AccessViolation, false)]
    public void OnDatagram_ErrorOfTheClient_EndsIt(int code, bool usual)
    {
        TftpSender sender = new(5000, Terms(512, 1, options: true));
        sender.Start(_now);
        TftpAction.Finish end = Assert.IsType<TftpAction.Finish>(sender.OnDatagram(TftpPackets.Error((TftpErrorCode)code, "User aborted"), _now));
        Assert.Equal((false, usual), (end.Complete, end.IsUsual));
        Assert.Contains("User aborted", end.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void OnDatagram_OtherBytes_AreIgnored() =>
        Gen.Byte.Array[0, 20].Where(bytes => bytes.Length < 2 || bytes[1] is not (4 or 5)).Sample(bytes =>
        {
            TftpSender sender = new(5000, Terms(512, 1));
            sender.Start(_now);
            Assert.IsType<TftpAction.Wait>(sender.OnDatagram(bytes, _now));
        });

    [Fact]
    public void Transfer_MoreThan65535Blocks_RollsOverToZero()
    {
        TftpSender sender = new(8L * 140_000, Terms(8, 16));
        long received = Run(sender, loseEvery: int.MaxValue, new Random(1));
        Assert.Equal(140_001, received);
    }

    [Fact]
    public void Transfer_OverALossyNetwork_DeliversEveryBlockInOrder() =>
        Gen.Select(Gen.Int[0, 60_000], Gen.Int[1, 9], Gen.Int[3, 12], Gen.Int).Sample(
            (bytes, windowsize, loseEvery, seed) =>
                Assert.Equal((bytes / 512) + 1, Run(new TftpSender(bytes, Terms(512, windowsize)), loseEvery, new Random(seed))),
            iter: 300);

    /// <summary>A client that acknowledges as RFC 7440 says, on a network that loses some datagrams of both directions and doubles others.</summary>
    /// <returns>How many blocks the client received in order.</returns>
    private long Run(TftpSender sender, int loseEvery, Random random)
    {
        long received = 0;
        int silences = 0;
        bool IsLost()
        {
            // Never so many in a row that the server rightly gives up.
            return silences < 3 && loseEvery != int.MaxValue && random.Next(loseEvery) == 0;
        }

        TftpAction action = sender.Start(_now);
        while (action is not TftpAction.Finish)
        {
            Queue<byte[]> answers = new();
            if (action is TftpAction.SendBlocks blocks)
            {
                bool any = false;
                for (long block = blocks.First; block <= blocks.Last; block++)
                {
                    if (IsLost())
                    {
                        continue;
                    }

                    any = true;
                    received = block == received + 1 ? block : received;
                }

                if (any && !IsLost())
                {
                    answers.Enqueue(Ack(received));
                    if (random.Next(3) == 0)
                    {
                        answers.Enqueue(Ack(received));
                    }
                }
            }

            action = TftpAction.Wait.On;
            while (action is TftpAction.Wait && answers.TryDequeue(out byte[]? answer))
            {
                action = sender.OnDatagram(answer, _now);
            }

            silences = action is TftpAction.Wait ? silences + 1 : 0;
            if (action is TftpAction.Wait)
            {
                _now = sender.Deadline;
                action = sender.OnSilence(_now);

            }
        }

        return received;
    }

    /// <summary>Nothing comes any more: when the sender gives up.</summary>
    private DateTimeOffset SilenceToTheEnd(TftpSender sender, TftpAction action)
    {
        while (action is not TftpAction.Finish)
        {
            _now = sender.Deadline;
            action = sender.OnSilence(_now);
        }

        return _now;
    }

    private static TftpTerms Terms(int blksize, int windowsize, bool options = false) =>
        new(blksize, windowsize, Timeout, options ? [new("blksize", $"{blksize}")] : []);

    private static byte[] Ack(long block) => [0, 4, (byte)((block >> 8) & 0xff), (byte)(block & 0xff)];
}
