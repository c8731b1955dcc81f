using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.Imaging.Stores;

/// <summary>One object of a <see cref="DirectoryStore"/> on its way in.</summary>
internal sealed class DirectoryUpload : IStoreUpload
{
    private readonly StoreFileStream _content;
    private readonly string _directory;
    private readonly string _partialPath;
    private readonly string _path;
    private bool _committed;
    private bool _kept;

    /// <param name="directory">The store's directory.</param>
    /// <param name="path">What the object is to be called.</param>
    /// <param name="mode">Make it anew, or open what was left of it.</param>
    internal DirectoryUpload(string directory, string path, FileMode mode)
    {
        _directory = directory;
        _partialPath = path + StoreNames.PartialSuffix;
        _path = path;
        _content = new StoreFileStream(new FileStream(_partialPath, new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            BufferSize = 128 * 1024,
            // A backup holds every secret of its machine.
            UnixCreateMode = mode == FileMode.CreateNew ? UnixFileMode.UserRead | UnixFileMode.UserWrite : null,
        }), directory);
    }

    public Stream Content => _content;

    public ValueTask<Stream> OpenStoredAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _content.FlushToDisk();
        return ValueTask.FromResult(StoredFile.Open(_partialPath));
    }

    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_committed, this);
        cancellationToken.ThrowIfCancellationRequested();
        _content.FlushToDisk();
        _content.Dispose();
        File.Move(_partialPath, _path, overwrite: false);
        _committed = true;
        DirectorySync.Flush(_directory);
        return ValueTask.CompletedTask;
    }

    public async ValueTask SuspendAsync()
    {
        _kept = true;
        await _content.DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _content.DisposeAsync().ConfigureAwait(false);
        if (!_committed && !_kept)
        {
            File.Delete(_partialPath);
        }
    }
}
