using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text.Json.Nodes;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Tests.Export;

/// <summary>
/// A tree with every kind of entry, and its manifest as an agent would write it. Both the reading for the manifest and the comparing of two trees are a
/// script that shares no code with Monitas.
/// </summary>
internal static class RealTree
{
    /// <summary>Makes the tree.</summary>
    public static void Make(string directory) => Run("/usr/bin/python3", "-c", Maker, directory);

    /// <summary>One line for each name: all metadata and a digest of the content.</summary>
    public static string[] List(string directory) => Run("/usr/bin/python3", "-c", Scanner, directory).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The tree's entries; the runs of its files go into <paramref name="chunks"/>, a chunk each.</summary>
    public static List<ManifestEntry> Read(string directory, List<byte[]> chunks) =>
        [.. Run("/usr/bin/python3", "-c", Scanner, directory, "with content").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Entry(JsonNode.Parse(line)!, chunks))];

    /// <summary>Runs a program; its output.</summary>
    public static string Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {errors.Result} {output}");
    }

    private static ManifestEntry Entry(JsonNode line, List<byte[]> chunks)
    {
        List<ContentSpan> spans = [];
        foreach (JsonNode? run in line["runs"]!.AsArray())
        {
            byte[] bytes = Convert.FromHexString((string)run![1]!);
            chunks.Add(bytes);
            spans.Add(new ContentSpan((long)run[0]!, ChunkId.Of(bytes), 0, bytes.Length));
        }
        return new ManifestEntry
        {
            Path = Convert.FromHexString((string)line["path"]!),
            Kind = Enum.Parse<EntryKind>((string)line["kind"]!),
            Mode = (int)line["mode"]!,
            Uid = (uint)line["uid"]!,
            Gid = (uint)line["gid"]!,
            UserName = "root"u8.ToArray(),
            MtimeNs = (long)line["mtime"]!,
            SizeBytes = (long)line["size"]!,
            LinkTarget = Convert.FromHexString((string)line["target"]!),
            HardLinkTo = Convert.FromHexString((string)line["first"]!),
            DeviceMajor = (uint)line["major"]!,
            DeviceMinor = (uint)line["minor"]!,
            ExtendedAttributes = [.. line["xattrs"]!.AsArray().Select(x => new ExtendedAttribute(Convert.FromHexString((string)x![0]!), Convert.FromHexString((string)x[1]!)))],
            Spans = spans,
        };
    }

    private const string Maker =
        """
        import os, sys, subprocess
        os.chdir(sys.argv[1]); os.umask(0o022)
        os.makedirs('a/b'); open('a/plain', 'w').write('plain'); open('a/empty', 'w')
        open('a/large', 'wb').write(os.urandom(700000)); os.link('a/large', 'a/b/further')
        os.symlink('../a/plain', 'a/soft'); os.symlink('x' * 300, 'a/longlink'); os.mkfifo('a/pipe', 0o640)
        os.mknod('a/null', 0o020666, os.makedev(1, 3)); os.mknod('a/disk', 0o060660, os.makedev(259, 70000))
        with open('a/sparse', 'wb') as f: f.seek(1 << 20); f.write(b'x' * 5000); f.truncate(30 << 20)
        with open('a/hole', 'wb') as f: f.truncate(1 << 20)
        open('n' * 255, 'w').write('long name'); deep = '/'.join(['d' * 60] * 5); os.makedirs(deep); open(deep + '/' + 'f' * 90, 'w').write('deep')
        open(b'a/bytes-\xff\xfe', 'w').write('no utf-8'); open('a/\u00e4\u00f6', 'w').write('utf-8'); os.symlink(b'\xff' * 120, b'a/bytelink')
        open('a/acl', 'w').write('acl'); subprocess.check_call(['setfacl', '-m', 'u:1234:rw,g:77:r', 'a/acl']); subprocess.check_call(['setfacl', '-d', '-m', 'u:7:rwx', 'a/b'])
        open('a/x', 'w').write('x'); os.setxattr('a/x', 'user.comment', b'bytes\x00\n=\xff'); os.setxattr('a/x', 'trusted.t', b'1')
        open('a/cap', 'w').write('c'); subprocess.check_call(['setcap', 'cap_net_raw+ep', 'a/cap'])
        open('a/suid', 'w').write('s'); os.chown('a/suid', 3000000, 4000000); os.chmod('a/suid', 0o6755); os.chmod('a/b', 0o1777)
        os.utime('a/plain', ns=(0, -2000000000)); os.utime('a/empty', ns=(0, 1700000000123456789)); os.utime('a', ns=(0, 1600000000000000001))
        """;

    private const string Scanner =
        """
        import os, sys, stat, json, hashlib
        root = os.fsencode(sys.argv[1]); first = {}; found = []
        kinds = {stat.S_IFREG: 'File', stat.S_IFDIR: 'Directory', stat.S_IFLNK: 'SymbolicLink', stat.S_IFCHR: 'CharacterDevice', stat.S_IFBLK: 'BlockDevice', stat.S_IFIFO: 'Fifo'}
        def runs(path, size):
            fd = os.open(path, os.O_RDONLY); at = 0; out = []
            try:
                while at < size:
                    try: at = os.lseek(fd, at, os.SEEK_DATA)
                    except OSError: break
                    end = os.lseek(fd, at, os.SEEK_HOLE); out.append([at, os.pread(fd, end - at, at).hex()]); at = end
            finally: os.close(fd)
            return out
        def add(path): found.append(path); [add(path.rstrip(b'/') + b'/' + n) for n in (os.listdir(root + path) if stat.S_ISDIR(os.lstat(root + path).st_mode) else [])]
        add(b'/')
        for path in sorted(found):
            full = root + path; st = os.lstat(full); kind = kinds[stat.S_IFMT(st.st_mode)]
            link = b'' if kind == 'Directory' else first.setdefault((st.st_dev, st.st_ino), path)
            link = b'' if link == path else link; size = st.st_size if kind == 'File' else 0
            names = [] if link else sorted(os.fsencode(n) for n in os.listxattr(full, follow_symlinks=False))
            print(json.dumps(dict(path=path.hex(), kind=kind, mode=stat.S_IMODE(st.st_mode), uid=st.st_uid, gid=st.st_gid, mtime=st.st_mtime_ns, size=size,
                target=os.readlink(full).hex() if kind == 'SymbolicLink' else '', first=link.hex(), major=os.major(st.st_rdev), minor=os.minor(st.st_rdev),
                xattrs=[[n.hex(), os.getxattr(full, n, follow_symlinks=False).hex()] for n in names],
                sha=hashlib.sha256(open(full, 'rb').read()).hexdigest() if kind == 'File' else '', runs=runs(full, size) if len(sys.argv) > 2 and kind == 'File' and not link else [])))
        """;
}
