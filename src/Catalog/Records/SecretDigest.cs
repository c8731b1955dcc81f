using System;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monitas.Catalog.Records;

/// <summary>
/// SHA-256 over the UTF-8 bytes of a secret, as 64 lower-case hexadecimal digits. The catalog never holds a secret itself. All
/// secrets are made by <see cref="NewSecret"/> with 256 random bits, so neither salt nor stretching is needed.
/// </summary>
[JsonConverter(typeof(SecretDigestJsonConverter))]
public readonly record struct SecretDigest
{
    private const int SecretBytes = 32;

    private readonly string? _hex;

    private SecretDigest(string hex) => _hex = hex;

    /// <summary>A new secret: 43 letters, digits, '-' and '_' (256 random bits in base64url).</summary>
    public static string NewSecret() =>
        Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>The digest of a secret.</summary>
    public static SecretDigest Of(string secret) => new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret))));

    /// <summary>Reads what <see cref="ToString"/> wrote; false when it is not a digest.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SecretDigest digest)
    {
        bool ok = text is { Length: 2 * SHA256.HashSizeInBytes } && Array.TrueForAll(text.ToCharArray(), char.IsAsciiHexDigitLower);
        digest = ok ? new SecretDigest(text!) : default;
        return ok;
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => _hex ?? "";
}

/// <summary>Writes a <see cref="SecretDigest"/> as a JSON string.</summary>
public sealed class SecretDigestJsonConverter : JsonConverter<SecretDigest>
{
    /// <inheritdoc/>
    public override SecretDigest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        SecretDigest.TryParse(reader.GetString(), out SecretDigest digest) ? digest : throw new JsonException("Not a digest: 64 hexadecimal digits expected.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, SecretDigest value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
