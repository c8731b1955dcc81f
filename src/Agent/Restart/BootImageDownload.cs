using System;
using System.IO;
using System.Net.Http;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Jobs;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Restart;

/// <summary>Fetches files of the boot image from the server, for one job.</summary>
/// <param name="http">Has the base address, the pinned CA and the credential.</param>
/// <param name="job">The job.</param>
/// <param name="clock">Times the pauses between attempts.</param>
/// <param name="log">Is told when the server cannot answer for now.</param>
internal sealed class BootImageDownload(HttpClient http, JobId job, TimeProvider clock, Action<string> log)
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>A file that breaks off is asked for anew from its begin: it is short.</summary>
    private const int MaxAttempts = 3;

    private readonly RetryingRequest _request = new(http, clock, log);

    /// <summary>Fetches a file and compares its length and its SHA-256 with what the order says.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Where to put it; what is there is overwritten.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The path.</returns>
    /// <exception cref="ArchiveServerException">The server refuses, or cannot be reached for ten minutes.</exception>
    /// <exception cref="IOException">What came is not what the order says, or it cannot be written.</exception>
    public async Task<string> FetchAsync(BootImageFile file, string path, CancellationToken cancel)
    {
        string fault = "";
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            fault = await TryFetchAsync(file, path, cancel).ConfigureAwait(false);
            if (fault.Length == 0)
            {
                return path;
            }
        }
        throw new IOException(fault);
    }

    private async Task<string> TryFetchAsync(BootImageFile file, string path, CancellationToken cancel)
    {
        string route = Routes.BootImageFile.Replace("{job}", job.ToString(), StringComparison.Ordinal).Replace("{file}", file.Name, StringComparison.Ordinal);
        await using Stream source = await _request.SendForStreamAsync(HttpMethod.Get, route, null, cancel).ConfigureAwait(false) ?? Stream.Null;
        await using FileStream target = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[BufferBytes];
        long done = 0;
        try
        {
            while (await source.ReadAsync(buffer, cancel).ConfigureAwait(false) is > 0 and int read)
            {
                done += read;
                if (done > file.Bytes)
                {
                    return $"The boot image's {file.Name} is longer than the {file.Bytes} bytes that it should have.";
                }
                hash.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), cancel).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException)
        {
            return $"The boot image's {file.Name} broke off after {done} bytes: {e.Message}";
        }
        return done != file.Bytes ? $"The boot image's {file.Name} broke off after {done} of {file.Bytes} bytes."
            : Convert.ToHexStringLower(hash.GetHashAndReset()) != file.Sha256 ? $"The boot image's {file.Name} is not what the order says: its SHA-256 is another one. Order it again."
            : "";
    }
}
