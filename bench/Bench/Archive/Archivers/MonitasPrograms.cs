using System;
using System.Collections.Generic;
using System.Linq;

namespace Monitas.Bench.Archive.Archivers;

/// <summary>Where Monitas' programs are: executables, or .dll files that the dotnet program runs.</summary>
/// <param name="Server">The server's.</param>
/// <param name="Agent">The agent's.</param>
public sealed record MonitasPrograms(string Server, string Agent)
{
    /// <summary>The words that start a program.</summary>
    public static IReadOnlyList<string> Start(string program, params IEnumerable<string> arguments)
    {
        string[] words = program.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", "exec", program] : [program];
        return [.. words.Concat(arguments)];
    }
}
