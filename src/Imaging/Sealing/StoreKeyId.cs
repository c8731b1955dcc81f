using System;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monitas.Imaging.Sealing;

/// <summary>
/// Names a 256-bit secret without telling anything of it: it is derived from the secret, so that a wrong one is told at once.
/// Written as 16 hexadecimal digits.
/// </summary>
/// <param name="Value">The eight bytes, the first one highest.</param>
[JsonConverter(typeof(StoreKeyIdJsonConverter))]
public readonly record struct StoreKeyId(ulong Value)
{
    /// <summary>16 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x16");
}

/// <summary>Writes a <see cref="StoreKeyId"/> as a JSON string.</summary>
public sealed class StoreKeyIdJsonConverter : JsonConverter<StoreKeyId>
{
    /// <inheritdoc/>
    public override StoreKeyId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { Length: 16 } text && ulong.TryParse(text, System.Globalization.NumberStyles.AllowHexSpecifier, null, out ulong value)
            ? new StoreKeyId(value)
            : throw new JsonException("Not a key's id: 16 hexadecimal digits expected.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, StoreKeyId value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToString());
    }
}
