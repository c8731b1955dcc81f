using System;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monitas.Contracts.Ids;

/// <summary>One ISO 9660 file in the store. A UUID, written as 32 hexadecimal digits.</summary>
[JsonConverter(typeof(VolumeIdJsonConverter))]
public readonly record struct VolumeId(Guid Value)
{
    /// <summary>A new id; ids made later sort later (UUID version 7, RFC 9562 5.7).</summary>
    public static VolumeId New(TimeProvider clock) => new(Guid.CreateVersion7(clock.GetUtcNow()));

    /// <summary>Reads what <see cref="ToString"/> wrote; false when it is not an id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out VolumeId id)
    {
        bool ok = Guid.TryParseExact(text, "N", out Guid value);
        id = new VolumeId(value);
        return ok;
    }

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("N");
}

/// <summary>Writes a <see cref="VolumeId"/> as a JSON string.</summary>
public sealed class VolumeIdJsonConverter : JsonConverter<VolumeId>
{
    /// <inheritdoc/>
    public override VolumeId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        VolumeId.TryParse(reader.GetString(), out VolumeId id) ? id : throw new JsonException("Not a VolumeId: 32 hexadecimal digits expected.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, VolumeId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
