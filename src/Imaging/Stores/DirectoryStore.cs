using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Imaging.Stores;

/// <summary>
/// A store in a directory: one file for each object, and NAME.partial while it is being written. Other files in the directory are left
/// alone and not listed unless their names could be an object's.
/// </summary>
public sealed class DirectoryStore : IStore
{
    private readonly string _directory;

    /// <summary>Uses a directory; makes it, readable by its owner only, when it is not there.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public DirectoryStore(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        _directory = Path.GetFullPath(directory);
        Directory.CreateDirectory(_directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <inheritdoc/>
    public ValueTask<IStoreUpload> BeginPutAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string path = PathOf(name);
        if (File.Exists(path))
        {
            throw new IOException($"The store has '{name}' already.");
        }
        return ValueTask.FromResult<IStoreUpload>(new DirectoryUpload(_directory, path, FileMode.CreateNew));
    }

    /// <inheritdoc/>
    public ValueTask<IStoreUpload> ResumePutAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<IStoreUpload>(new DirectoryUpload(_directory, PathOf(name), FileMode.Open));
    }

    /// <inheritdoc/>
    public ValueTask<Stream> OpenReadAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<Stream>(Open(name));
    }

    /// <inheritdoc/>
    public ValueTask<Stream> OpenStoredAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(StoredFile.Open(PathOf(name)));
    }

    /// <inheritdoc/>
    public async ValueTask ReadRangeAsync(string name, long offsetBytes, Memory<byte> destination, CancellationToken cancellationToken)
    {
        using SafeFileHandle file = File.OpenHandle(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        while (!destination.IsEmpty)
        {
            int read = await RandomAccess.ReadAsync(file, destination, offsetBytes, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                throw new EndOfStreamException($"'{name}' ends at byte {offsetBytes}; {destination.Length} more were wanted.");
            }
            offsetBytes += read;
            destination = destination[read..];
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoreItem>> ListAsync(CancellationToken cancellationToken) => List("", cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoreItem>> ListUnfinishedAsync(CancellationToken cancellationToken) => List(StoreNames.PartialSuffix, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string path = PathOf(name);
        if (!File.Exists(path))
        {
            return ValueTask.FromResult(false);
        }
        File.Delete(path);
        DirectorySync.Flush(_directory);
        return ValueTask.FromResult(true);
    }

    /// <inheritdoc/>
    public ValueTask<StoreSpace> GetSpaceAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        DriveInfo drive = new(_directory);
        return ValueTask.FromResult(new StoreSpace(drive.TotalSize, drive.AvailableFreeSpace));
    }

    /// <summary>The files that are an object's name and this ending.</summary>
    private ValueTask<IReadOnlyList<StoreItem>> List(string ending, CancellationToken cancellationToken)
    {
        List<StoreItem> items = [];
        foreach (FileInfo file in new DirectoryInfo(_directory).EnumerateFiles())
        {
            cancellationToken.ThrowIfCancellationRequested();
            string name = file.Name.EndsWith(ending, StringComparison.Ordinal) ? file.Name[..^ending.Length] : "";
            if (StoreNames.IsValid(name))
            {
                items.Add(new StoreItem(name, file.Length));
            }
        }
        items.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        return ValueTask.FromResult<IReadOnlyList<StoreItem>>(items);
    }

    private FileStream Open(string name) => new(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);

    private string PathOf(string name)
    {
        StoreNames.Check(name);
        return Path.Combine(_directory, name);
    }
}
