using System;
using Monitas.BootServer.Tftp.Wire;

namespace Monitas.BootServer.Tftp;

/// <summary>
/// One read transfer as a timed state machine: (event, now) -> action. It knows no socket and no clock.
/// <code>
/// OACK sent --ACK 0--> window sent --ACK n--> next window sent --ACK of the last block--> finished
///      \--silence: again, at most five times--/
/// </code>
/// An ACK that brings nothing new is never answered: sending again for each duplicate would double the traffic for ever (the "sorcerer's
/// apprentice", RFC 1123 4.2.3.1). Only silence makes it repeat itself.
/// </summary>
/// <param name="contentBytes">The length of the content.</param>
/// <param name="terms">What was agreed on.</param>
internal sealed class TftpSender(long contentBytes, TftpTerms terms)
{
    /// <summary>How often the same window is sent again before the client is given up.</summary>
    public const int Retries = 5;

    /// <summary>A content that fills its last block is followed by an empty one: the end is the first short block (RFC 1350 6).</summary>
    private readonly long _lastBlock = (contentBytes / terms.BlksizeBytes) + 1;

    private bool _optionsPending = terms.Accepted.Count > 0;
    private long _acknowledged;
    private long _sent;
    private int _retries;

    /// <summary>Bytes of the content that the client has acknowledged.</summary>
    public long AcknowledgedBytes => Math.Min(_acknowledged * terms.BlksizeBytes, contentBytes);

    /// <summary>Whether the client has acknowledged the options or a block.</summary>
    public bool ClientAnswered => _acknowledged > 0 || (terms.Accepted.Count > 0 && !_optionsPending);

    /// <summary>When <see cref="OnSilence"/> is due.</summary>
    public DateTimeOffset Deadline { get; private set; }

    /// <summary>Begins.</summary>
    public TftpAction Start(DateTimeOffset now) => Send(now);

    /// <summary>A datagram came from the client.</summary>
    public TftpAction OnDatagram(ReadOnlySpan<byte> datagram, DateTimeOffset now)
    {
        if (TftpPackets.TryReadAcknowledgment(datagram, out ushort block))
        {
            return OnAcknowledgment(block, now);
        }

        return TftpPackets.TryReadError(datagram, out TftpErrorCode code, out string text)
            ? new TftpAction.Finish(Complete: false, $"the client ended it: {text} (error {(int)code})", IsUsual: code == TftpErrorCode.OptionRefused)
            : TftpAction.Wait.On;
    }

    /// <summary>Nothing came until <see cref="Deadline"/>.</summary>
    public TftpAction OnSilence(DateTimeOffset now)
    {
        if (now < Deadline)
        {
            return TftpAction.Wait.On;
        }

        if (_retries == Retries)
        {
            return new TftpAction.Finish(Complete: false, "the client fell silent", IsUsual: false, IsSilence: true);
        }

        _retries++;
        return Send(now);
    }

    private TftpAction OnAcknowledgment(ushort block, DateTimeOffset now)
    {
        // The wire has 16 bits: the block meant is the one at or after the last acknowledged one that ends in them.
        long meant = _acknowledged + ((block - _acknowledged) & 0xffff);
        bool answersOptions = _optionsPending && block == 0;
        if (!answersOptions && (_optionsPending || meant == _acknowledged || meant > _sent))
        {
            return TftpAction.Wait.On;
        }

        _optionsPending = false;
        _acknowledged = meant;
        _retries = 0;
        return _acknowledged == _lastBlock ? new TftpAction.Finish(Complete: true, "", IsUsual: true) : Send(now);
    }

    /// <summary>Sends what is not acknowledged: a window that arrived in part is gone on with behind the part (RFC 7440 4).</summary>
    private TftpAction Send(DateTimeOffset now)
    {
        Deadline = now + terms.Timeout;
        if (_optionsPending)
        {
            return new TftpAction.SendOptions();
        }

        long last = Math.Min(_acknowledged + terms.Windowsize, _lastBlock);
        _sent = Math.Max(_sent, last);
        return new TftpAction.SendBlocks(_acknowledged + 1, last);
    }
}
