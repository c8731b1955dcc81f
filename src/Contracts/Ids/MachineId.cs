using System;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monitas.Contracts.Ids;

/// <summary>A PC that Monitas knows. A UUID, written as 32 hexadecimal digits.</summary>
[JsonConverter(typeof(MachineIdJsonConverter))]
public readonly record struct MachineId(Guid Value)
{
    /// <summary>A new id; ids made later sort later (UUID version 7, RFC 9562 5.7).</summary>
    public static MachineId New(TimeProvider clock) => new(Guid.CreateVersion7(clock.GetUtcNow()));

    /// <summary>Reads what <see cref="ToString"/> wrote; false when it is not an id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out MachineId id)
    {
        bool ok = Guid.TryParseExact(text, "N", out Guid value);
        id = new MachineId(value);
        return ok;
    }

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("N");
}

/// <summary>Writes a <see cref="MachineId"/> as a JSON string.</summary>
public sealed class MachineIdJsonConverter : JsonConverter<MachineId>
{
    /// <inheritdoc/>
    public override MachineId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        MachineId.TryParse(reader.GetString(), out MachineId id) ? id : throw new JsonException("Not a MachineId: 32 hexadecimal digits expected.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, MachineId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
