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

    internal DirectoryUpload(string directory, string partialPath, string path)
    {
        _directory = directory;
        _partialPath = partialPath;
        _path = path;
        _content = new StoreFileStream(new FileStream(partialPath, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            BufferSize = 128 * 1024,
            // A backup holds every secret of its machine.
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }), directory);
    }

    public Stream Content => _content;

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

    public async ValueTask DisposeAsync()
    {
        await _content.DisposeAsync().ConfigureAwait(false);
        if (!_committed)
        {
            File.Delete(_partialPath);
        }
    }
}
