using System;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Monitas.BootServer.Cli;

/// <summary>What a one-shot command needs.</summary>
/// <param name="Api">The daemon.</param>
/// <param name="Terminal">Where it reads and writes.</param>
/// <param name="Json">Write the answer as JSON, and nothing else on the output.</param>
/// <param name="Clock">The time.</param>
internal sealed record CliContext(ApiClient Api, CliTerminal Terminal, bool Json, TimeProvider Clock)
{
    /// <summary>Writes a value as indented JSON. It goes to a terminal or a program, not into HTML, so quotes in sentences stay readable.</summary>
    public void WriteJson<T>(T value, JsonTypeInfo<T> type)
    {
        using var buffer = new System.IO.MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            JsonSerializer.Serialize(writer, value, type);
        }
        Terminal.Output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }

    /// <summary>Writes a sentence for a person: to the output, or beside it when the output is JSON.</summary>
    public void Say(string text) => (Json ? Terminal.Error : Terminal.Output).WriteLine(text);
}
