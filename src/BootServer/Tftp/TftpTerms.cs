using System;
using System.Collections.Generic;
using System.Globalization;

namespace Monitas.BootServer.Tftp;

/// <summary>What client and server agree on for one transfer (RFC 2347 to 2349, RFC 7440).</summary>
/// <param name="BlksizeBytes">Content bytes in a DATA datagram.</param>
/// <param name="Windowsize">Datagrams sent before an ACK is waited for.</param>
/// <param name="Timeout">How long an ACK is waited for before the window is sent again.</param>
/// <param name="Accepted">The options for the OACK in the order of the request; empty: no OACK is sent.</param>
internal sealed record TftpTerms(int BlksizeBytes, int Windowsize, TimeSpan Timeout, IReadOnlyList<KeyValuePair<string, string>> Accepted)
{
    /// <summary>The longest window given: 64 blocks of 1468 bytes are 94 kB, which every card and switch buffers.</summary>
    public const int MaximumWindowsize = 64;

    /// <summary>The block that clients get who ask for none (RFC 1350).</summary>
    public const int DefaultBlksizeBytes = 512;

    /// <summary>The longest that there is (RFC 2348).</summary>
    public const int LargestBlksizeBytes = 65464;

    private const int SmallestBlksizeBytes = 8;
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Takes what makes sense of the client's options. Unknown and senseless ones are left out of the OACK, as RFC 2347 asks.</summary>
    /// <param name="options">The request's.</param>
    /// <param name="contentBytes">The length of what will be sent.</param>
    /// <param name="longestBlksizeBytes">The longest block that is given: what fits the interface's MTU, as firmware often cannot put fragments together, or less.</param>
    public static TftpTerms Negotiate(IReadOnlyList<KeyValuePair<string, string>> options, long contentBytes, int longestBlksizeBytes)
    {
        TftpTerms terms = new(DefaultBlksizeBytes, 1, DefaultTimeout, []);
        List<KeyValuePair<string, string>> accepted = [];
        foreach ((string name, string text) in options)
        {
            if (!long.TryParse(text, NumberStyles.None, null, out long asked))
            {
                continue;
            }

            string? given = null;
            switch (name)
            {
                case "blksize" when asked is >= SmallestBlksizeBytes and <= LargestBlksizeBytes:
                    terms = terms with { BlksizeBytes = (int)Math.Min(asked, longestBlksizeBytes) };
                    given = $"{terms.BlksizeBytes}";
                    break;
                case "windowsize" when asked is >= 1 and <= ushort.MaxValue:
                    terms = terms with { Windowsize = (int)Math.Min(asked, MaximumWindowsize) };
                    given = $"{terms.Windowsize}";
                    break;
                case "timeout" when asked is >= 1 and <= byte.MaxValue:
                    terms = terms with { Timeout = TimeSpan.FromSeconds(asked) };
                    given = $"{asked}";
                    break;
                case "tsize":
                    given = $"{contentBytes}";
                    break;
                default:
                    break;
            }

            if (given is not null)
            {
                accepted.Add(new(name, given));
            }
        }

        return terms with { Accepted = accepted };
    }
}
