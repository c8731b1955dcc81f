using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Monitas.Lab.Processes;

namespace Monitas.Lab.BaseDisks;

/// <summary>
/// The PC's disk as it was installed: Debian 12, made by base-disk/build.sh. It is kept in the cache folder, by the hash of all
/// files below base-disk and of the month, so that it is made anew when the script changes and once a month.
/// </summary>
public sealed class BaseDisk
{
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan KeepFor = TimeSpan.FromDays(7);
    private static readonly TimeSpan LockPause = TimeSpan.FromSeconds(2);
    private readonly string _scripts = Path.Combine(AppContext.BaseDirectory, "base-disk");
    private readonly string _cache;
    private readonly TimeProvider _clock;

    /// <summary>Uses the cache folder of the user (XDG_CACHE_HOME, else ~/.cache).</summary>
    public BaseDisk(TimeProvider clock)
    {
        _clock = clock;
        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        _cache = Path.Combine(string.IsNullOrEmpty(cache) ? Path.Combine(home, ".cache") : cache, "monitas", "base-disk");
    }

    /// <summary>Where the installed disk for that firmware lies; built now when it is not there. Never written to.</summary>
    public async Task<string> GetAsync(Firmware firmware, string logFolder, Action<string> report, CancellationToken cancellation)
    {
        Directory.CreateDirectory(_cache);
        string folder = Path.Combine(_cache, Key());
        string disk = Path.Combine(folder, firmware == Firmware.Bios ? "debian-bios.qcow2" : "debian-uefi.qcow2");
        await using FileStream guard = await LockAsync(cancellation);
        if (!File.Exists(disk))
        {
            report("making the PC's disk: Debian 12 with kernel, systemd and GRUB (a few minutes, once a month)");
            RemoveOld();
            await BuildAsync(folder, Path.Combine(logFolder, "base-disk.log"), cancellation);
        }

        return disk;
    }

    private async Task BuildAsync(string folder, string logPath, CancellationToken cancellation)
    {
        string script = Path.Combine(_scripts, "build.sh");
        await using Service build = Service.Start("build.sh", logPath, "bash", [script, folder]);
        if (!await build.WaitForEndAsync(BuildLimit, cancellation))
        {
            throw new LabException($"The PC's disk was not made within {BuildLimit.TotalMinutes:0} minutes. The last lines:{build.LastLines(10)}");
        }

        if (build.ExitCode != 0)
        {
            throw new LabException($"The PC's disk could not be made; {logPath} has it all. The last lines:{build.LastLines(10)}");
        }
    }

    private string Key()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string path in Directory.GetFiles(_scripts, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(_scripts, path) + "\0"));
            hash.AppendData(File.ReadAllBytes(path));
        }

        string month = _clock.GetUtcNow().ToString("yyyy-MM", CultureInfo.InvariantCulture);
        return month + "-" + Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    /// <summary>Two labs at a time must not both build.</summary>
    private async Task<FileStream> LockAsync(CancellationToken cancellation)
    {
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

    private void RemoveOld()
    {
        DateTime limit = _clock.GetUtcNow().UtcDateTime - KeepFor;
        foreach (string other in Directory.GetDirectories(_cache).Where(path => Directory.GetLastWriteTimeUtc(path) < limit))
        {
            Directory.Delete(other, recursive: true);
        }
    }
}
