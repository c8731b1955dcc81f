using System;
using System.IO;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Xunit;

namespace Monitas.Contracts.Tests;

/// <summary>Documents as they are kept and sent, in files of the source tree. UPDATE_GOLDEN=1 writes them anew; the difference is then to be read.</summary>
internal static class Golden
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, IndentSize = 1 };

    /// <summary>The document is written as the file says, and the file is read as the document.</summary>
    public static T CheckBothWays<T>(T document, JsonTypeInfo<T> type, string file)
    {
        string written = JsonNode.Parse(JsonSerializer.Serialize(document, type))!.ToJsonString(Indented) + "\n";
        string path = Source(file);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, written);
        }

        string stored = File.ReadAllText(path);
        Assert.Equal(stored, written);
        return Read(type, stored);
    }

    /// <summary>The document that a file of this project holds.</summary>
    public static T Load<T>(JsonTypeInfo<T> type, string file) => Read(type, File.ReadAllText(Source(file)));

    private static string Source(string file) => Path.Combine(AppContext.BaseDirectory, "../../..", file);

    private static T Read<T>(JsonTypeInfo<T> type, string json) => JsonSerializer.Deserialize(json, type)!;
}
