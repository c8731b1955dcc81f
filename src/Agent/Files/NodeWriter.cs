using Monitas.Agent.Interop;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Files;

/// <summary>Makes what is neither a regular file nor a directory: symbolic links, device nodes, fifos, sockets and further hard links.</summary>
/// <param name="target">Where.</param>
/// <param name="metadata">Gives them their metadata.</param>
internal sealed class NodeWriter(TargetTree target, MetadataWriter metadata)
{
    private const int FirstMode = 0x180;

    /// <summary>Makes the entry; what is in its place is replaced.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal void Write(ManifestEntry entry)
    {
        PathAt at = target.Find(entry);
        if (target.Mode == WriteMode.Fresh && TryMake(at, entry))
        {
            ApplyMetadata(at, entry);
            return;
        }
        PathAt made = new(at.Directory, TargetTree.TemporaryNameFor(at), at.Shown);
        if (!TryMake(made, entry))
        {
            throw new LinuxException("make", entry.Path, Errno.Exists);
        }
        ApplyMetadata(made, entry);
        target.PutInPlace(made, at);
    }

    private bool TryMake(in PathAt at, ManifestEntry entry)
    {
        if (entry.HardLinkTo.Length > 0)
        {
            return LinuxDirectory.TryLink(target.FindFirstLink(entry), at);
        }
        int type = entry.Kind switch
        {
            EntryKind.CharacterDevice => FileStatus.CharacterDeviceType,
            EntryKind.BlockDevice => FileStatus.BlockDeviceType,
            EntryKind.Socket => FileStatus.SocketType,
            _ => FileStatus.FifoType,
        };
        return entry.Kind == EntryKind.SymbolicLink
            ? LinuxDirectory.TryMakeSymbolicLink(at, entry.LinkTarget)
            : LinuxDirectory.TryMakeNode(at, type | FirstMode, entry.DeviceMajor, entry.DeviceMinor);
    }

    private void ApplyMetadata(in PathAt at, ManifestEntry entry)
    {
        if (entry.HardLinkTo.Length == 0 && !target.IsPoor(at.Directory))
        {
            metadata.Apply(at, entry);
        }
    }
}
