using System;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monitas.Contracts.Ids;

/// <summary>The number of a job: 1, 2, 3 and so on, in the order in which jobs were made on this server.</summary>
[JsonConverter(typeof(JobIdJsonConverter))]
public readonly record struct JobId(long Value)
{
    /// <summary>Reads a positive decimal number; false when it is not one.</summary>
    public static bool TryParse(string? text, out JobId id)
    {
        bool ok = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value > 0;
        id = new JobId(ok ? value : 0);
        return ok;
    }

    /// <summary>The decimal number.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Writes a <see cref="JobId"/> as a JSON number.</summary>
public sealed class JobIdJsonConverter : JsonConverter<JobId>
{
    /// <inheritdoc/>
    public override JobId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, JobId value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}
