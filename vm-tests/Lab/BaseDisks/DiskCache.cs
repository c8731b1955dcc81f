using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Processes;

namespace Monitas.Lab.BaseDisks;

/// <summary>
/// Disks that a script makes, kept in the user's cache folder (XDG_CACHE_HOME, else ~/.cache) by the hash of all files of the scripts and of the month, so
/// that they are made anew when a script changes and once a month.
/// </summary>
internal sealed class DiskCache
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromDays(7);
    private static readonly TimeSpan LockPause = TimeSpan.FromSeconds(2);
    private readonly string _cache;
    private readonly IReadOnlyList<string> _scripts;
    private readonly TimeProvider _clock;

    /// <summary>The disks of that name.</summary>
    /// <param name="clock">The time.</param>
    /// <param name="name">The folder in the cache.</param>
    /// <param name="scripts">The folders beside this program whose files decide what the disks are; the first has build.sh.</param>
    public DiskCache(TimeProvider clock, string name, params IReadOnlyList<string> scripts)
    {
        _clock = clock;
        _scripts = [.. scripts.Select(folder => Path.Combine(AppContext.BaseDirectory, folder))];
        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        _cache = Path.Combine(string.IsNullOrEmpty(cache) ? Path.Combine(home, ".cache") : cache, "monitas", name);
        Folder = Path.Combine(_cache, Key());
    }

    /// <summary>Where this month's disks lie.</summary>
    public string Folder { get; }

    /// <summary>Two labs at a time must not both build: held until it is disposed.</summary>
    public async Task<FileStream> LockAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(_cache);
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(_cache, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(LockPause, cancellation);
            }
        }
    }

    /// <summary>Removes what has grown old, and makes disks.</summary>
    /// <param name="arguments">Of build.sh.</param>
    /// <param name="logPath">Where its words go.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="LabException">The script has failed or was not ready in time.</exception>
    public async Task BuildAsync(IEnumerable<string> arguments, string logPath, TimeSpan limit, CancellationToken cancellation)
    {
        RemoveOld();
        await using Service build = Service.Start("build.sh", logPath, "bash", [Path.Combine(_scripts[0], "build.sh"), .. arguments]);
        if (!await build.WaitForEndAsync(limit, cancellation))
        {
            throw new LabException($"The PC's disk was not made within {limit.TotalMinutes:0} minutes. The last lines:{build.LastLines(10)}");
        }

        if (build.ExitCode != 0)
        {
            throw new LabException($"The PC's disk could not be made; {logPath} has it all. The last lines:{build.LastLines(10)}");
        }
    }

    private string Key()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string folder in _scripts)
        {
            foreach (string path in Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(folder, path) + "\0"));
                hash.AppendData(File.ReadAllBytes(path));
            }
        }

        string month = _clock.GetUtcNow().ToString("yyyy-MM", CultureInfo.InvariantCulture);
        return month + "-" + Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private void RemoveOld()
    {
        DateTime limit = _clock.GetUtcNow().UtcDateTime - KeepFor;
        foreach (string other in Directory.GetDirectories(_cache).Where(path => Directory.GetLastWriteTimeUtc(path) < limit))
        {
            Directory.Delete(other, recursive: true);
        }
    }
}
