using System;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monitas.Contracts.Ids;

/// <summary>One backup of one machine at one time. A UUID, written as 32 hexadecimal digits.</summary>
[JsonConverter(typeof(ArchiveIdJsonConverter))]
public readonly record struct ArchiveId(Guid Value)
{
    /// <summary>A new id; ids made later sort later (UUID version 7, RFC 9562 5.7).</summary>
    public static ArchiveId New(TimeProvider clock) => new(Guid.CreateVersion7(clock.GetUtcNow()));

    /// <summary>Reads what <see cref="ToString"/> wrote; false when it is not an id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ArchiveId id)
    {
        bool ok = Guid.TryParseExact(text, "N", out Guid value);
        id = new ArchiveId(value);
        return ok;
    }

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("N");
}

/// <summary>Writes a <see cref="ArchiveId"/> as a JSON string.</summary>
public sealed class ArchiveIdJsonConverter : JsonConverter<ArchiveId>
{
    /// <inheritdoc/>
    public override ArchiveId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ArchiveId.TryParse(reader.GetString(), out ArchiveId id) ? id : throw new JsonException("Not a ArchiveId: 32 hexadecimal digits expected.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ArchiveId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
