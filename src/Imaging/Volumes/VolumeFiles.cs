using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.Imaging.Volumes;

/// <summary>The files that a volume's description names, and their digests.</summary>
internal static class VolumeFiles
{
    /// <summary>All files with a digest: packs, index, manifests, layouts.</summary>
    internal static IEnumerable<VolumeFile> Of(VolumeDescription description) =>
        description.Packs.Select(pack => pack.Content)
            .Append(description.Index)
            .Concat(description.Archives.SelectMany(archive => archive.Layout is VolumeFile layout ? [archive.Manifest, layout] : (VolumeFile[])[archive.Manifest]));

    /// <summary>The SHA-256 of a stream as lower-case hexadecimal digits.</summary>
    internal static async ValueTask<string> HashAsync(Stream stream, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1024 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            hash.AppendData(buffer, 0, read);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
