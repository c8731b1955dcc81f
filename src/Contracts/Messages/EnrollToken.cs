using System;
using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Monitas.Contracts.Messages;

/// <summary>
/// The text that a sysadmin carries to a new machine: "mt1.SECRET.FINGERPRINT". The fingerprint pins the server's CA,
/// so that the first contact is already safe.
/// </summary>
/// <param name="Secret">The one-time secret: letters, digits, '-' and '_'.</param>
/// <param name="CaFingerprint">SHA-256 of the CA certificate's DER: 64 lower-case hexadecimal digits.</param>
public sealed record EnrollToken(string Secret, string CaFingerprint)
{
    private const string Prefix = "mt1";

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Reads a token; false when it is damaged or of another kind.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out EnrollToken? token)
    {
        string[] parts = text.Trim().Split('.');
        bool ok = parts is [Prefix, { Length: > 0 }, { Length: 64 }] && !parts[2].AsSpan().ContainsAnyExcept(HexDigits);
        token = ok ? new EnrollToken(parts[1], parts[2]) : null;
        return ok;
    }

    /// <summary>The token's text.</summary>
    public override string ToString() => $"{Prefix}.{Secret}.{CaFingerprint}";
}
