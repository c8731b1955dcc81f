using System;
using System.IO;

namespace Monitas.Integration.Tests;

/// <summary>
/// Our programs: server and agent as they are shipped, where MONITAS_TEST_SERVER and MONITAS_TEST_AGENT name them, as <c>./monitas test</c> does;
/// otherwise, and for all others, what was built with the tests. What is compiled ahead of time also starts in a fraction of the time.
/// </summary>
internal static class Programs
{
    /// <summary>The server's program, or its .dll.</summary>
    public static string Server => Environment.GetEnvironmentVariable("MONITAS_TEST_SERVER") ?? BuiltWithTests("monitas-server");

    /// <summary>The agent's program, or its .dll.</summary>
    public static string Agent => Environment.GetEnvironmentVariable("MONITAS_TEST_AGENT") ?? BuiltWithTests("monitas-agent");

    /// <summary>The words that start a program of ours.</summary>
    public static string[] Start(string name)
    {
        string program = name switch
        {
            "monitas-server" => Server,
            "monitas-agent" => Agent,
            _ => BuiltWithTests(name),
        };
        return program.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", "exec", program] : [program];
    }

    private static string BuiltWithTests(string name) => Path.Combine(AppContext.BaseDirectory, name + ".dll");
}
