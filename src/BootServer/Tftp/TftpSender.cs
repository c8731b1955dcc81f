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
/// apprentice", RFC 1123 4.2.3.1). An ACK inside the window makes it go back behind that block (RFC 7440 4), but not again before the client
/// is past what was sent by then: EDK2 acknowledges each datagram that it does not expect, also one that came twice, and each such ACK
/// would bring a whole window. Everything else is left to silence.
/// </summary>
/// <param name="contentBytes">The length of the content.</param>
/// <param name="terms">What was agreed on.</param>
internal sealed class TftpSender(long contentBytes, TftpTerms terms)
{
    /// <summary>How often the same window is sent again before the client is given up.</summary>
    public const int Retries = 5;

    /// <summary>How long a client that has not answered yet is waited for: whoever forges requests holds no place for longer.</summary>
    public static readonly TimeSpan LongestUnanswered = TimeSpan.FromSeconds(10);

    /// <summary>The longest silence before something is sent again, whatever timeout was agreed on.</summary>
    public static readonly TimeSpan LongestPatience = TimeSpan.FromSeconds(10);

    /// <summary>A content that fills its last block is followed by an empty one: the end is the first short block (RFC 1350 6).</summary>
    private readonly long _lastBlock = (contentBytes / terms.BlksizeBytes) + 1;

    /// <summary>A client may ask for 255 s: six such silences would be 25 minutes, and what is sent again too early does no harm.</summary>
    private readonly TimeSpan _patience = terms.Timeout < LongestPatience ? terms.Timeout : LongestPatience;

    private bool _optionsPending = terms.Accepted.Count > 0;
    private DateTimeOffset _begun;
    private long _acknowledged;
    private long _sent;

    /// <summary>What was sent when it last went back: ACKs below it tell of that same trouble.</summary>
    private long _recovery;
    private int _retries;

    /// <summary>Bytes of the content that the client has acknowledged.</summary>
    public long AcknowledgedBytes => Math.Min(_acknowledged * terms.BlksizeBytes, contentBytes);

    /// <summary>Whether the client has acknowledged the options or a block.</summary>
    public bool ClientAnswered => _acknowledged > 0 || (terms.Accepted.Count > 0 && !_optionsPending);

    /// <summary>When <see cref="OnSilence"/> is due.</summary>
    public DateTimeOffset Deadline { get; private set; }

    /// <summary>What of the last action the socket had no room for; the next action brings it too.</summary>
    public TftpAction.SendBlocks? Unsent { get; set; }

    /// <summary>Begins.</summary>
    public TftpAction Start(DateTimeOffset now)
    {
        _begun = now;
        return Send(now);
    }

    /// <summary>A datagram came from the client.</summary>
    public TftpAction OnDatagram(ReadOnlySpan<byte> datagram, DateTimeOffset now)
    {
        if (TftpPackets.TryReadAcknowledgment(datagram, out ushort block))
        {
            return OnAcknowledgment(block, now);
        }

        return TftpPackets.TryReadError(datagram, out TftpErrorCode code, out string text)
            ? new TftpAction.Finish(Complete: false, $"the client ended it: {text} (error {(int)code})", IsUsual: _acknowledged == 0 && IsEndOfSizeRead(code))
            : TftpAction.Wait.On;
    }

    /// <summary>Nothing came until <see cref="Deadline"/>.</summary>
    public TftpAction OnSilence(DateTimeOffset now)
    {
        if (now < Deadline)
        {
            return TftpAction.Wait.On;
        }

        if (_retries == Retries || (!ClientAnswered && now >= _begun + LongestUnanswered))
        {
            return new TftpAction.Finish(Complete: false, "the client fell silent", IsUsual: false, IsSilence: true);
        }

        _retries++;
        return Send(now);
    }

    /// <summary>How ROMs end a request that was only about the size: some refuse our options, others say "aborted" without a code.</summary>
    private static bool IsEndOfSizeRead(TftpErrorCode code) => code is TftpErrorCode.NotDefined or TftpErrorCode.OptionRefused;

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
        if (_acknowledged == _lastBlock)
        {
            return new TftpAction.Finish(Complete: true, "", IsUsual: true);
        }

        if (_acknowledged < _recovery)
        {
            return SendFrom(_sent + 1, now);
        }

        _recovery = _acknowledged < _sent ? _sent : 0;
        return Send(now);
    }

    /// <summary>Sends what is not acknowledged.</summary>
    private TftpAction Send(DateTimeOffset now)
    {
        if (!_optionsPending)
        {
            return SendFrom(_acknowledged + 1, now);
        }

        SetDeadline(now);
        return new TftpAction.SendOptions();
    }

    /// <summary>Sends the window that begins behind the last acknowledged block, or its end and what is unsent before that.</summary>
    private TftpAction SendFrom(long first, DateTimeOffset now)
    {
        SetDeadline(now);
        long last = Math.Min(_acknowledged + terms.Windowsize, _lastBlock);
        _sent = Math.Max(_sent, last);
        first = Unsent is { } unsent ? Math.Min(first, Math.Max(unsent.First, _acknowledged + 1)) : first;
        return first > last ? TftpAction.Wait.On : new TftpAction.SendBlocks(first, last);
    }

    private void SetDeadline(DateTimeOffset now)
    {
        DateTimeOffset end = ClientAnswered ? DateTimeOffset.MaxValue : _begun + LongestUnanswered;
        Deadline = now + _patience < end ? now + _patience : end;
    }
}
