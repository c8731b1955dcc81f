using System.IO;

namespace Monitas.Integration.Tests;

/// <summary>Programs around a backup, where the agent looks for them.</summary>
internal static class HookScripts
{
    /// <summary>Writes one; the result is the line of agent.conf that names their directory.</summary>
    public static string Write(TestNetwork network, string name, string script)
    {
        string directory = Directory.CreateDirectory(Path.Combine(network.Folder, "hooks")).FullName;
        string file = Path.Combine(directory, name);
        File.WriteAllText(file, $"#!/bin/sh\nset -e\ncd {network.Folder}/data\n{script}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return $"hook-directory = {directory}";
    }
}
