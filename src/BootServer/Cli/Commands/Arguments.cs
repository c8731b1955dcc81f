using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>Arguments and options that several commands share, and paths of the interface made from them.</summary>
internal static class Arguments
{
    /// <summary>The machine's name.</summary>
    public static Argument<string> Machine() => new("machine") { Description = "The machine's name." };

    /// <summary>--archive.</summary>
    public static Option<string> Archive() => new("--archive") { Description = "The archive: its number, id or beginning of id (else the newest).", HelpName = "ARCHIVE", DefaultValueFactory = _ => "" };

    /// <summary>The value of <see cref="CompareBy"/> that spares reading content.</summary>
    public const string ByTime = "time";

    /// <summary>--by.</summary>
    public static Option<string> CompareBy()
    {
        var by = new Option<string>("--by") { Description = "How files of equal length are compared: by their content, or only by the time of their last change.", HelpName = "content|time", DefaultValueFactory = _ => "content" };
        by.AcceptOnlyFromAmong("content", ByTime);
        return by;
    }

    /// <summary>A path as it goes into a query.</summary>
    public static string Base64(string text) => Convert.ToBase64String(PathBytes(text));

    /// <summary>The job's number.</summary>
    public static Argument<string> Job() => new("job") { Description = "The job's number." };

    /// <summary>A path of the interface with the value in its braces filled in.</summary>
    public static string Path(string route, string value)
    {
        int open = route.IndexOf('{', StringComparison.Ordinal);
        int close = route.IndexOf('}', StringComparison.Ordinal);
        return route[..open] + Uri.EscapeDataString(value) + route[(close + 1)..];
    }

    /// <summary>A path of the interface with a query; empty values are left out.</summary>
    public static string Query(string route, params IReadOnlyList<(string Name, string Value)> values)
    {
        string query = string.Join('&', values.Where(v => v.Value.Length > 0).Select(v => $"{v.Name}={Uri.EscapeDataString(v.Value)}"));
        return query.Length > 0 ? $"{route}?{query}" : route;
    }

    /// <summary>
    /// A path's bytes from an argument. The shell's words reach us as UTF-8 text, so a byte that is no UTF-8 is written as it is shown:
    /// a backslash, 'x' and two hexadecimal digits; a backslash itself is doubled.
    /// </summary>
    public static byte[] PathBytes(string text)
    {
        var bytes = new List<byte>();
        for (int i = 0; i < text.Length;)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] == '\\')
            {
                bytes.Add((byte)'\\');
                i += 2;
            }
            else if (i + 3 < text.Length && text[i] == '\\' && text[i + 1] == 'x' && byte.TryParse(text.AsSpan(i + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            {
                bytes.Add(value);
                i += 4;
            }
            else
            {
                int length = char.IsSurrogatePair(text, i) ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(i, length)));
                i += length;
            }
        }
        return [.. bytes];
    }
}
