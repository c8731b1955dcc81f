using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Monitas.Integration.Tests;

/// <summary>A random moment of a job, and who is killed then.</summary>
/// <param name="Server">The server.</param>
/// <param name="Agent">The agent.</param>
/// <param name="Moment">What is waited for first.</param>
/// <param name="Bytes">So many bytes of the unfinished volume, when that is waited for.</param>
/// <param name="Delay">Then so long.</param>
internal sealed record KillPoint(bool Server, bool Agent, KillMoment Moment, int Bytes, TimeSpan Delay)
{
    /// <summary>The next one.</summary>
    /// <param name="random">Where all chance comes from.</param>
    /// <param name="newBytes">About what the job will send.</param>
    /// <param name="length">About how long the job takes.</param>
    public static KillPoint Next(Random random, int newBytes, TimeSpan length)
    {
        int who = random.Next(4);
        KillMoment moment = (KillMoment)random.Next(4);
        double most = moment == KillMoment.AnyTime ? 1.2 * length.TotalMilliseconds : 30;
        return new KillPoint(who != 0, who is 0 or 1, moment, random.Next(newBytes), TimeSpan.FromMilliseconds(random.NextDouble() * most));
    }

    /// <summary>Waits for the moment; not longer than for the job's end.</summary>
    public async Task WaitAsync(KillScene scene, Func<Task<bool>> isOver)
    {
        int sealedBefore = Directory.GetFiles(scene.Store, "*.iso").Length;
        using CancellationTokenSource over = new();
        Task end = WatchAsync(isOver, over);
        while (!over.IsCancellationRequested && !HasCome(scene, sealedBefore))
        {
            await Task.Delay(1, CancellationToken.None);
        }
        await Task.Delay(Delay, TestContext.Current.CancellationToken);
        await over.CancelAsync();
        await end;
    }

    private static async Task WatchAsync(Func<Task<bool>> isOver, CancellationTokenSource over)
    {
        while (!over.IsCancellationRequested && !await isOver())
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        await over.CancelAsync();
    }

    private bool HasCome(KillScene scene, int sealedBefore) => Moment switch
    {
        KillMoment.VolumeGrown => Directory.EnumerateFiles(scene.Store, "*.partial").Any(file => LengthOf(file) >= Bytes),
        KillMoment.ManifestComes => Directory.Exists(scene.Uploads) && Directory.EnumerateFiles(scene.Uploads, "*.manifest").Any(),
        KillMoment.VolumeSealed => Directory.GetFiles(scene.Store, "*.iso").Length > sealedBefore,
        _ => true,
    };

    private static long LengthOf(string file)
    {
        FileInfo info = new(file);
        return info.Exists ? info.Length : 0;
    }
}

/// <summary>What is waited for before a kill.</summary>
internal enum KillMoment
{
    /// <summary>Nothing.</summary>
    AnyTime,

    /// <summary>The unfinished volume has a certain length.</summary>
    VolumeGrown,

    /// <summary>The commit has begun.</summary>
    ManifestComes,

    /// <summary>A volume has got its name; its archive may not be in the catalog yet.</summary>
    VolumeSealed,
}
