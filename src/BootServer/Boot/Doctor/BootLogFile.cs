using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;

namespace Monitas.BootServer.Boot.Doctor;

/// <summary>
/// The boot log on disk: one JSON object a line in boot-log.ndjson; at <see cref="MaxBytes"/> it becomes boot-log.1.ndjson in place of the one
/// before. A line that was torn by a power cut is skipped. Not safe for several threads.
/// </summary>
/// <param name="directory">The state directory.</param>
internal sealed class BootLogFile(string directory)
{
    /// <summary>The length at which a new file is begun.</summary>
    public const long MaxBytes = 4 << 20;

    private readonly string _current = Path.Combine(directory, "boot-log.ndjson");
    private readonly string _before = Path.Combine(directory, "boot-log.1.ndjson");

    /// <summary>All steps that are kept, oldest first.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public IEnumerable<BootStep> Read()
    {
        foreach (string path in new[] { _before, _current })
        {
            if (!File.Exists(path))
            {
                continue;
            }

            foreach (string line in File.ReadLines(path))
            {
                if (TryParse(line) is { } step)
                {
                    yield return step;
                }
            }
        }
    }

    /// <summary>Appends steps in one write.</summary>
    /// <exception cref="IOException">The disk says no.</exception>
    public void Append(IReadOnlyList<BootStep> steps)
    {
        if (File.Exists(_current) && new FileInfo(_current).Length >= MaxBytes)
        {
            File.Move(_current, _before, overwrite: true);
        }

        using MemoryStream lines = new();
        bool torn = EndsInTheMiddle();
        if (torn)
        {
            lines.WriteByte((byte)'\n');
        }

        foreach (BootStep step in steps)
        {
            lines.Write(JsonSerializer.SerializeToUtf8Bytes(step, BootLogJson.Default.BootStep));
            lines.WriteByte((byte)'\n');
        }

        using FileStream file = new(_current, FileMode.Append, FileAccess.Write, FileShare.Read);
        file.Write(lines.GetBuffer().AsSpan(0, (int)lines.Length));
    }

    private bool EndsInTheMiddle()
    {
        if (!File.Exists(_current))
        {
            return false;
        }

        using FileStream file = new(_current, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (file.Length == 0)
        {
            return false;
        }

        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }

    /// <summary>Reads one line; null when it is torn or none of ours.</summary>
    internal static BootStep? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, BootLogJson.Default.BootStep);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
