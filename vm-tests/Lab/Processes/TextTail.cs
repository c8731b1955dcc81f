using System;
using System.IO;
using System.Linq;
using System.Text;

namespace Monitas.Lab.Processes;

/// <summary>The end of a log file, for error messages.</summary>
public static class TextTail
{
    private const int ReadBytes = 16384;

    /// <summary>The last non-blank lines of a file that may still grow, divided by line breaks.</summary>
    public static string Lines(string path, int count)
    {
        if (!File.Exists(path))
        {
            return "(nothing)";
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(-Math.Min(ReadBytes, file.Length), SeekOrigin.End);
        byte[] bytes = new byte[ReadBytes];
        int length = file.ReadAtLeast(bytes, ReadBytes, throwOnEndOfStream: false);
        string text = SerialText.Clean(Encoding.Latin1.GetString(bytes, 0, length));
        string[] lines = [.. text.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0)];
        return lines.Length == 0 ? "(nothing)" : "\n    " + string.Join("\n    ", lines.TakeLast(count));
    }
}
