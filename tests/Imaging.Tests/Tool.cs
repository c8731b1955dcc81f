using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace Monitas.Imaging.Tests;

/// <summary>Runs other people's programs as judges. One that is not installed fails the test.</summary>
internal static class Tool
{
    /// <summary>Runs a program, expects exit code 0 and returns what it printed.</summary>
    internal static string Run(string program, params string[] arguments) => Start(program, arguments, null);

    /// <summary>As <see cref="Run"/>, for bytes: what it printed goes into a file, which is read back.</summary>
    internal static byte[] RunForBytes(string program, params string[] arguments)
    {
        using MemoryStream output = new();
        Start(program, arguments, output);
        return output.ToArray();
    }

    private static string Start(string program, string[] arguments, MemoryStream? output)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C.UTF-8";
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"Cannot start {program}.");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string text = "";
        if (output is null)
        {
            text = process.StandardOutput.ReadToEnd();
        }
        else
        {
            process.StandardOutput.BaseStream.CopyTo(output);
        }
        process.WaitForExit();
        string said = text + errors.GetAwaiter().GetResult();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {said}");
        return said;
    }
}
