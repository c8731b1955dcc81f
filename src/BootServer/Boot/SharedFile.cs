using System;
using System.IO;
using System.Threading;

namespace Monitas.BootServer.Boot;

/// <summary>
/// A file on disk whose bytes all who send it at the same time share. Read anew when it has changed; forgotten when nobody sends it any more
/// and the memory is wanted. Safe to call from any thread.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class SharedFile(string path)
{
    private readonly Lock _lock = new();
    private readonly WeakReference<byte[]> _content = new([]);
    private (DateTime Written, long LengthBytes) _version;

    /// <summary>Its bytes; null when it cannot be read.</summary>
    public byte[]? Read()
    {
        lock (_lock)
        {
            try
            {
                FileInfo file = new(path);
                (DateTime, long) version = (file.LastWriteTimeUtc, file.Length);
                if (version == _version && _content.TryGetTarget(out byte[]? known))
                {
                    return known;
                }

                byte[] content = File.ReadAllBytes(path);
                _content.SetTarget(content);
                _version = version;
                return content;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
