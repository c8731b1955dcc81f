using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Monitas.Contracts.Messages;

/// <summary>
/// What an unknown PC shows on its screen and the sysadmin types: eight consonants such as "KXRM-TPWH". Both sides make it from the boot secret,
/// so it is not sent; nobody can make the secret from it. Without vowels and digits nothing can be misread, and no words come out.
/// </summary>
public static class PairingCode
{
    /// <summary>Letters in a code: 20^8 codes, of which a server knows 64 at most and lets ten be guessed in a minute.</summary>
    public const int Letters = 8;

    private const string Alphabet = "BCDFGHJKLMNPQRSTVWXZ";

    private static readonly SearchValues<char> Known = SearchValues.Create(Alphabet);

    /// <summary>The code of a secret: the first eight bytes of SHA-256 over "monitas-pairing:" and the secret, big-endian, as a number of base 20.</summary>
    public static string Of(string secret)
    {
        ReadOnlySpan<byte> digest = SHA256.HashData(Encoding.UTF8.GetBytes("monitas-pairing:" + secret));
        ulong number = BinaryPrimitives.ReadUInt64BigEndian(digest);
        Span<char> letters = stackalloc char[Letters + 1];
        for (int i = Letters; i >= 0; i--)
        {
            if (i == Letters / 2)
            {
                letters[i] = '-';
                continue;
            }

            letters[i] = Alphabet[(int)(number % (ulong)Alphabet.Length)];
            number /= (ulong)Alphabet.Length;
        }

        return new string(letters);
    }

    /// <summary>Reads what a person typed: case, blanks and hyphens do not count.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="code">The code as <see cref="Of"/> writes it.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out string? code)
    {
        string plain = text.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        bool ok = plain.Length == Letters && !plain.AsSpan().ContainsAnyExcept(Known);
        code = ok ? $"{plain[..(Letters / 2)]}-{plain[(Letters / 2)..]}" : null;
        return ok;
    }
}
