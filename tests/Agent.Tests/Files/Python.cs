using System;
using System.Diagnostics;
using System.IO;

namespace Monitas.Agent.Tests.Files;

/// <summary>Runs scripts that share no code with the agent; a missing interpreter fails the test.</summary>
internal static class Python
{
    public static string Run(string script, params string[] arguments) => Command("/usr/bin/python3", ["-c", script, .. arguments]);

    public static string Command(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException(program);
        StringWriter errors = new();
        process.ErrorDataReceived += (_, line) => errors.WriteLine(line.Data);
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)[..Math.Min(80, string.Join(' ', arguments).Length)]} ended with {process.ExitCode}: {errors}");
    }
}
