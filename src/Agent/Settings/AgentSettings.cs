using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Extensions.Configuration;
using Monitas.Agent.Hooks;
using Monitas.Agent.Session;
using Monitas.Agent.Snapshots;
using Monitas.Contracts.Jobs;

namespace Monitas.Agent.Settings;

/// <summary>The settings of /etc/monitas/agent.conf, each overridable by an environment variable such as MONITAS_AGENT__STATE_DIRECTORY.</summary>
internal sealed record AgentSettings
{
    private const string Section = "agent:";

    /// <summary>Where the enrolment and half-made manifests lie.</summary>
    public string StateDirectory { get; init; } = "/var/lib/monitas-agent";

    /// <summary>Where the daemon writes what `monitas-agent status` shows.</summary>
    public string RunDirectory { get; init; } = "/run/monitas-agent";

    /// <summary>The list of what a backup leaves out.</summary>
    public string ExcludeFile { get; init; } = "/etc/monitas/exclude";

    /// <summary>May the server restart this machine into the boot image, when the sysadmin says so with the order?</summary>
    public bool AllowRestart { get; init; } = true;

    /// <summary>How a backup holds the file systems still.</summary>
    public SnapshotSettings Snapshots { get; init; } = new();

    /// <summary>The machine's own programs around a backup.</summary>
    public HookSettings Hooks { get; init; } = new();

    /// <summary>The enrolment, readable by root only.</summary>
    public string EnrolmentFile => Path.Combine(StateDirectory, "enrolment.json");

    /// <summary>The daemon's status.</summary>
    public string StatusFile => Path.Combine(RunDirectory, "status.json");

    /// <summary>Reads the settings; a missing file means the defaults.</summary>
    /// <exception cref="AgentException">The file cannot be read or has wrong lines; the message lists them all.</exception>
    public static AgentSettings Read(string file)
    {
        IConfigurationRoot values;
        try
        {
            values = new ConfigurationBuilder().AddIniFile(Path.GetFullPath(file), optional: true).AddEnvironmentVariables("MONITAS_").Build();
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new AgentException(ExitCode.Failed, $"{file} cannot be read: {e.InnerException?.Message ?? e.Message}", e);
        }
        AgentSettings defaults = new();
        AgentSettings settings = new()
        {
            StateDirectory = Value(values, "state-directory") ?? defaults.StateDirectory,
            RunDirectory = Value(values, "run-directory") ?? defaults.RunDirectory,
            ExcludeFile = Value(values, "exclude-file") ?? defaults.ExcludeFile,
        };
        ConsistencySettings consistency = new(key => Value(values, key), (key, wrong) => $"{file}:{LineOf(file, key)}: {key} {wrong}");
        settings = settings with { Snapshots = consistency.Snapshots(settings), Hooks = consistency.Hooks(), AllowRestart = consistency.AllowRestart() };
        string[] errors = [.. UnknownKeys(file, values), .. RelativePaths(file, settings), .. consistency.Errors];
        return errors.Length == 0 ? settings : throw new AgentException(ExitCode.Failed, string.Join(Environment.NewLine, errors));
    }

    private static string? Value(IConfigurationRoot values, string key) =>
        values[Section + key] ?? values[Section + key.Replace('-', '_')];

    private static IEnumerable<string> UnknownKeys(string file, IConfigurationRoot values)
    {
        string[] known = ["state-directory", "run-directory", "exclude-file", .. ConsistencySettings.Keys];
        return values.GetSection("agent").GetChildren()
            .Where(s => !known.Contains(s.Key.Replace('_', '-').ToLowerInvariant()))
            .Select(s => $"{file}:{LineOf(file, s.Key)}: there is no setting '{s.Key}' in [agent]; there are {string.Join(", ", known)}.");
    }

    private static IEnumerable<string> RelativePaths(string file, AgentSettings settings)
    {
        (string Key, string Path)[] paths =
            [("state-directory", settings.StateDirectory), ("run-directory", settings.RunDirectory), ("exclude-file", settings.ExcludeFile)];
        return paths.Where(p => !Path.IsPathRooted(p.Path))
            .Select(p => $"{file}:{LineOf(file, p.Key)}: {p.Key} must be an absolute path, not '{p.Path}'.");
    }

    private static int LineOf(string file, string key) => !File.Exists(file) ? 0 : 1 + Array.FindIndex(
        File.ReadAllLines(file), l => l.TrimStart().StartsWith(key, StringComparison.OrdinalIgnoreCase));
}
