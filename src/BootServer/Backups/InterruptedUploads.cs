using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Backups;

/// <summary>
/// Makes volumes without an archive of uploads that came to no commit, so that the machine's next backup need not send anything twice:
/// of what is still open, and of what a killed or stopped server has left. Works in the background, two volumes at a time, since a
/// large one takes minutes to be read back; a machine's next upload waits for its own. Thread-safe.
/// </summary>
internal sealed class InterruptedUploads(
    VolumeStore volumes, UploadDirectory directory, MachineChunks chunks, ICatalog catalog, TimeProvider clock, ILogger<InterruptedUploads> log) : IAsyncDisposable
{
    private const int MaxAtOnce = 2;

    private readonly Dictionary<MachineId, Task> _work = [];
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _turns = new(MaxAtOnce);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Takes over the volume of an upload that has ended; it is sealed, or removed when it is empty.</summary>
    public void Seal(MachineId machine, VolumeWriter volume) => Add(machine, () => SealAsync(machine, volume));

    /// <summary>Takes up a volume that lies unfinished in the store, keeps what is sound of it, and seals that.</summary>
    public void Salvage(VolumeId volume, UploadNote note) => Add(note.Machine, () => SalvageAsync(volume, note));

    /// <summary>Waits until all that a machine has left is sealed or removed.</summary>
    public async Task SettleAsync(MachineId machine, CancellationToken cancellationToken)
    {
        Task work;
        lock (_lock)
        {
            work = _work.GetValueOrDefault(machine, Task.CompletedTask);
        }
        await work.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops: what is not sealed yet stays unfinished in the store for the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        Task[] all;
        lock (_lock)
        {
            all = [.. _work.Values];
        }
        await Task.WhenAll(all).ConfigureAwait(false);
        _stop.Dispose();
        _turns.Dispose();
    }

    private void Add(MachineId machine, Func<Task> work)
    {
        lock (_lock)
        {
            Task before = _work.GetValueOrDefault(machine, Task.CompletedTask);
            foreach (MachineId idle in _work.Where(pair => pair.Value.IsCompleted).Select(pair => pair.Key).ToList())
            {
                _work.Remove(idle);
            }
            _work[machine] = Task.Run(() => RunAsync(machine, before, work));
        }
    }

    private async Task RunAsync(MachineId machine, Task before, Func<Task> work)
    {
        await before.ConfigureAwait(false);
        await _turns.WaitAsync().ConfigureAwait(false);
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception unforeseen)
        {
            // What is queued behind it for the machine must still be done, and its next backup must begin.
            BackupLog.InterruptedWorkFailed(log, machine, unforeseen);
        }
        finally
        {
            _turns.Release();
        }
    }

    private async Task SalvageAsync(VolumeId id, UploadNote note)
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }
        try
        {
            VolumeWriter volume = await VolumeWriter.ResumeAsync(volumes.Store, id, note.Begun, settings: null, _stop.Token).ConfigureAwait(false);
            BackupLog.UploadSalvaged(log, note.Job, note.Machine, id, volume.ChunkCount, volume.WrittenBytes, volume.DroppedBytes);
            await SealAsync(note.Machine, volume).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stays for the next start.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its note stays: should the volume still lie there, the next start tries again.
            BackupLog.InterruptedUploadLost(log, note.Machine, id, e);
        }
    }

    private async Task SealAsync(MachineId machine, VolumeWriter volume)
    {
        await using (volume.ConfigureAwait(false))
        {
            try
            {
                if (volume.ChunkCount > 0 && catalog.FindMachine(machine) is not null)
                {
                    SealedVolume done = await volume.SealAsync(machine, _stop.Token).ConfigureAwait(false);
                    await TakeInAsync(machine, done).ConfigureAwait(false);
                    BackupLog.UploadInterrupted(log, machine, volume.Id, done.Chunks.Count, done.LengthBytes);
                }
            }
            catch (OperationCanceledException)
            {
                await volume.SuspendAsync().ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (e is IOException or VolumeFormatException or CatalogException)
            {
                // When it was sealed before this, the next start finds it; when not, it is removed here and its space free again.
                BackupLog.InterruptedUploadLost(log, machine, volume.Id, e);
            }
        }
        directory.Forget(volume.Id);
    }

    /// <summary>Makes what a machine's upload has put into a sealed volume without an archive known: its chunks, then the volume.</summary>
    public async Task TakeInAsync(MachineId machine, SealedVolume done)
    {
        VolumeId id = done.Description.Volume;
        volumes.Index.Add(done);
        await chunks.AddAsync(machine, id.Value, [.. done.Chunks.Select(pair => pair.Key)]).ConfigureAwait(false);
        catalog.AddVolume(new VolumeRecord
        {
            Id = id,
            Name = VolumeNames.OfVolume(id),
            SizeBytes = done.LengthBytes,
            Sealed = clock.GetUtcNow(),
            Machine = machine,
            Interrupted = true,
            Figures = new Dictionary<string, long> { ["chunks"] = done.Chunks.Count },
        });
    }
}
