using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Enumeration;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Bench.Archive.Archivers;
using Monitas.Lab.Processes;

namespace Monitas.Bench.Archive;

/// <summary>Makes what is backed up. The same numbers give the same bytes, but for the files that come from this machine.</summary>
public static class Trees
{
    private const int FilesPerDirectory = 1000;
    private const int Block = 64 * 1024;
    private static readonly TimeSpan CopyLimit = TimeSpan.FromMinutes(30);

    /// <summary>A system's tree: /usr/share and /usr/bin of this machine, as they come, until there are so many bytes.</summary>
    public static Task<string> CopySystemAsync(string path, long bytes, CancellationToken cancellation) => CopyAsync(path, ["/usr/bin", "/usr/share"], bytes, cancellation);

    /// <summary>A tree to warm up with: files of other directories of this machine, until there are so many bytes.</summary>
    public static Task<string> CopyWarmUpAsync(string path, long bytes, CancellationToken cancellation) => CopyAsync(path, ["/usr/include", "/usr/lib"], bytes, cancellation);

    private static async Task<string> CopyAsync(string path, IReadOnlyList<string> roots, long bytes, CancellationToken cancellation)
    {
        Folders.MakeEmpty(path);
        string list = path + ".list";
        await File.WriteAllLinesAsync(list, Choose(roots, bytes), cancellation);
        (await Command.RunAsync(CopyLimit, "bash", ["-o", "pipefail", "-c", $"tar -C / --no-recursion -T {list} -cf - | tar -C {path} -xpf -"], cancellation)).MustSucceed();
        File.Delete(list);
        return path;
    }

    /// <summary>
    /// Another machine's tree of the same kind: without every tenth directory of the first's /usr/share, and with a hundredth of its files changed.
    /// </summary>
    public static async Task<string> CopySimilarAsync(string first, string path, CancellationToken cancellation)
    {
        Folders.MakeEmpty(path);
        (await Command.RunAsync(CopyLimit, "cp", ["-a", first + "/.", path], cancellation)).MustSucceed();
        string[] packages = [.. Directory.GetDirectories(Path.Combine(path, "usr/share")).Order(StringComparer.Ordinal)];
        for (int i = 0; i < packages.Length; i += 10)
        {
            Directory.Delete(packages[i], recursive: true);
        }

        await ChangeAsync(path, 7, cancellation);
        return path;
    }

    /// <summary>Big files, such as images of disks: blocks of noise, of text and of what came before, in turn.</summary>
    public static string MakeBig(string path, int files, long bytes)
    {
        Folders.MakeEmpty(path);
        Random random = new(4711);
        byte[] noise = new byte[Block];
        for (int i = 0; i < files; i++)
        {
            using FileStream file = File.Create(Path.Combine(path, $"image-{i}.raw"));
            for (long written = 0; written < bytes; written += Block)
            {
                if (random.Next(3) == 0)
                {
                    random.NextBytes(noise);
                }

                file.Write(random.Next(3) == 0 ? Text(random, Block) : noise, 0, (int)Math.Min(Block, bytes - written));
            }
        }

        return path;
    }

    /// <summary>Small files, each of its own: up to 4 KiB of text.</summary>
    public static string MakeSmall(string path, int files)
    {
        Folders.MakeEmpty(path);
        Random random = new(17);
        for (int i = 0; i < files; i++)
        {
            if (i % FilesPerDirectory == 0)
            {
                Directory.CreateDirectory(DirectoryOf(path, i));
            }

            File.WriteAllBytes(Path.Combine(DirectoryOf(path, i), $"note-{i:0000000}.txt"), Text(random, random.Next(4096)));
        }

        return path;
    }

    /// <summary>Many entries with next to no content, and one long file that is nearly all hole.</summary>
    public static string MakeEntries(string path, int entries, long sparseBytes)
    {
        Folders.MakeEmpty(path);
        for (int i = 0; i < entries; i++)
        {
            if (i % FilesPerDirectory == 0)
            {
                Directory.CreateDirectory(DirectoryOf(path, i));
            }

            using FileStream file = File.Create(Path.Combine(DirectoryOf(path, i), $"entry-with-a-usual-name-{i:0000000}.txt"), 1);
            if (i % 10 == 0)
            {
                file.Write(Encoding.ASCII.GetBytes($"{i}\n"));
            }
        }

        using FileStream sparse = File.Create(Path.Combine(path, "sparse.raw"));
        sparse.SetLength(sparseBytes);
        sparse.Position = sparseBytes / 2;
        sparse.Write(Text(new Random(5), 1 << 20));
        return path;
    }

    /// <summary>Appends a line to a hundredth of the regular files.</summary>
    public static async Task ChangeAsync(string path, int seed, CancellationToken cancellation)
    {
        Random random = new(seed);
        EnumerationOptions all = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        string[] files = [.. Directory.EnumerateFiles(path, "*", all).Order(StringComparer.Ordinal)];
        foreach (string file in files.Where(_ => random.Next(100) == 0))
        {
            await File.AppendAllTextAsync(file, $"\nchanged {seed}\n", cancellation);
        }
    }

    private static string DirectoryOf(string path, int file) => Path.Combine(path, $"area-{file / (FilesPerDirectory * 100):000}", $"shelf-{file / FilesPerDirectory:0000}");

    private static List<string> Choose(IReadOnlyList<string> roots, long bytes)
    {
        List<string> chosen = [];
        foreach (string root in roots.Where(Directory.Exists))
        {
            foreach (FileSystemInfo entry in new DirectoryInfo(root).EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = 0 }).OrderBy(e => e.Name, StringComparer.Ordinal))
            {
                FileSystemInfo[] below = entry is DirectoryInfo { LinkTarget: null } directory ? [entry, .. Below(directory)] : [entry];
                long size = below.OfType<FileInfo>().Where(file => file.LinkTarget is null).Sum(file => file.Length);
                if (size <= bytes)
                {
                    bytes -= size;
                    chosen.AddRange(below.Select(file => file.FullName[1..]));
                }
            }
        }

        return chosen;
    }

    /// <summary>All that lies below a directory. Links to directories are entries, no ways.</summary>
    private static FileSystemEnumerable<FileSystemInfo> Below(DirectoryInfo directory) => new(
        directory.FullName,
        (ref FileSystemEntry entry) => entry.ToFileSystemInfo(),
        new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
    {
        ShouldRecursePredicate = (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
    };

    /// <summary>Bytes that compress as text does: words out of a small dictionary.</summary>
    private static byte[] Text(Random random, int length)
    {
        byte[] bytes = new byte[length];
        for (int at = 0; at < length;)
        {
            int word = random.Next(2000);
            for (int letter = 0; letter <= word % 9 && at < length; letter++)
            {
                bytes[at++] = (byte)('a' + ((word * (letter + 3)) % 26));
            }

            if (at < length)
            {
                bytes[at++] = (byte)' ';
            }
        }

        return bytes;
    }
}
