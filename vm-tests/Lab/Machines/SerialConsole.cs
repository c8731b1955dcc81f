using System;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Processes;

namespace Monitas.Lab.Machines;

/// <summary>Reads along what a virtual PC writes to its serial port.</summary>
public sealed class SerialConsole
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly string _path;

    /// <summary>Reads that log file.</summary>
    public SerialConsole(string path) => _path = path;

    /// <summary>How long the log is now, in bytes: a position to wait from.</summary>
    public long Position => File.Exists(_path) ? new FileInfo(_path).Length : 0;

    /// <summary>The last lines, for error messages.</summary>
    public string LastLines(int count) => TextTail.Lines(_path, count);

    /// <summary>The first place after the position where the text has come.</summary>
    public Match Find(Regex text, long position) => text.Match(ReadFrom(position));

    /// <summary>
    /// Waits until a text has come after a position. <paramref name="watchOver"/> is called again and again and throws when
    /// there is no more use in waiting.
    /// </summary>
    /// <exception cref="LabException">It has not come in time; the message holds the last lines.</exception>
    public async Task WaitForAsync(Regex text, long position, TimeSpan limit, Func<Task> watchOver, CancellationToken cancellation)
    {
        using CancellationTokenSource timed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timed.CancelAfter(limit);
        while (!Find(text, position).Success)
        {
            cancellation.ThrowIfCancellationRequested();
            await watchOver();
            if (timed.IsCancellationRequested)
            {
                throw new LabException($"'{text}' did not come on the serial port within {limit.TotalSeconds:0} s. The last lines:{LastLines(15)}");
            }

            await Task.Delay(Pause, cancellation);
        }
    }

    private string ReadFrom(long position)
    {
        if (!File.Exists(_path))
        {
            return "";
        }

        using FileStream file = new(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(Math.Min(position, file.Length), SeekOrigin.Begin);
        using StreamReader reader = new(file, Encoding.Latin1);
        return SerialText.Clean(reader.ReadToEnd());
    }
}
