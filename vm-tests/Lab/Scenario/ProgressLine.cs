using System;
using System.IO;

namespace Monitas.Lab.Scenario;

/// <summary>Writes what the lab is doing, one line each with the seconds since its start.</summary>
public sealed class ProgressLine
{
    private readonly TextWriter _output;
    private readonly TimeProvider _clock;
    private readonly string _name;
    private readonly long _start;

    /// <summary>Writes there, with a name in front of every line.</summary>
    public ProgressLine(TextWriter output, TimeProvider clock, string name)
    {
        _output = TextWriter.Synchronized(output);
        _clock = clock;
        _name = name;
        _start = clock.GetTimestamp();
    }

    /// <summary>Writes one line.</summary>
    public void Say(string text) => _output.WriteLine($"[{_name} {_clock.GetElapsedTime(_start).TotalSeconds,6:0.0} s] {text}");
}
