using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Disks;
using Monitas.Contracts.Machines;

namespace Monitas.Agent.Tests.BareMetal;

/// <summary>A file as a real block device with partitions; needs root.</summary>
internal sealed class LoopDisk : IAsyncDisposable
{
    private const string DigestScript = """
        import hashlib, os, sys
        digest = hashlib.sha256()
        file = os.open(sys.argv[1], os.O_RDONLY)
        at = 0
        while True:
            try:
                at = os.lseek(file, at, os.SEEK_DATA) // 4096 * 4096
            except OSError:  # ENXIO: nothing but a hole from here on
                break
            block = os.pread(file, 4096, at)
            if block.strip(b"\0"):
                digest.update(at.to_bytes(8, "big") + block)
            at += 4096
        print(digest.hexdigest())
        """;

    private readonly string _file;

    private LoopDisk(string file, string path, long sizeBytes, string serial)
    {
        _file = file;
        Facts = new DiskFacts { Path = path, Serial = serial, Model = "Loop disk", SizeBytes = sizeBytes };
    }

    public DiskFacts Facts { get; }

    public static async Task<LoopDisk> CreateAsync(string directory, string serial, long sizeBytes)
    {
        string file = Path.Combine(directory, serial + ".img");
        await using (FileStream stream = new(file, FileMode.CreateNew))
        {
            stream.SetLength(sizeBytes);
        }

        ToolResult result = await ExternalTool.RunAsync("losetup", ["--find", "--show", "--partscan", file], CancellationToken.None);
        return new LoopDisk(file, result.Output.Trim(), sizeBytes, serial);
    }

    /// <summary>Puts a recognisable text at a place on the disk.</summary>
    public void Scribble(string text, long offset)
    {
        using FileStream stream = new(Facts.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        stream.Position = offset;
        stream.Write(System.Text.Encoding.ASCII.GetBytes(text));
        stream.Flush(flushToDisk: true);
    }

    /// <summary>A digest of all blocks that are not zero, and of where they lie. Holes in the file are not even read: the disk is large and almost empty.</summary>
    public async Task<string> HashAsync()
    {
        await ExternalTool.RunAsync("sync", [], CancellationToken.None);
        return (await ExternalTool.RunAsync("python3", ["-c", DigestScript, _file], CancellationToken.None)).Output;
    }

    public async ValueTask DisposeAsync()
    {
        await ExternalTool.TryRunAsync("partx", ["-d", Facts.Path], CancellationToken.None);
        await ExternalTool.RunAsync("losetup", ["--detach", Facts.Path], CancellationToken.None);
        File.Delete(_file);
    }
}

/// <summary>An inventory that shows only what a test made.</summary>
internal sealed class FixedInventory(params IReadOnlyList<DiskFacts> disks) : IDiskInventory
{
    public Task<IReadOnlyList<DiskFacts>> ReadAsync(CancellationToken ct) => Task.FromResult(disks);
}
