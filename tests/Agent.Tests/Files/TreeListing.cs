using System;

namespace Monitas.Agent.Tests.Files;

/// <summary>Lists a tree with all metadata and a hash of every content, by a Python script: one line for each name.</summary>
internal static class TreeListing
{
    public static string[] Of(string directory) => Python.Run(Script, directory).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private const string Script =
        """
        import os, sys, stat, hashlib, struct, fcntl
        root = os.fsencode(sys.argv[1]); first = {}; lines = []
        def content(fd, size):
            # Blocks of zeros do not count, so that a hole and written zeros are the same here; du tells them apart.
            h = hashlib.sha256(); at = 0; step = 1 << 16
            while at < size:
                try: at = max(at, os.lseek(fd, at, os.SEEK_DATA) // step * step)
                except OSError: break
                block = os.pread(fd, step, at)
                if block.strip(b'\0'): h.update(b'%d:' % at + block)
                at += step
            return h.hexdigest()
        def flags(fd):
            try: return struct.unpack('I', fcntl.ioctl(fd, 0x80086601, bytes(8))[:4])[0] & 0x8354ff
            except OSError: return 0
        def one(dirfd, name, path):
            st = os.stat(name, dir_fd=dirfd, follow_symlinks=False)
            if stat.S_ISSOCK(st.st_mode): return
            f = '%o %d:%d %d' % (st.st_mode, st.st_uid, st.st_gid, st.st_mtime_ns)
            proc = b'/proc/self/fd/%d/%s' % (dirfd, name)
            f += ' x=' + ','.join(n + '=' + os.getxattr(proc, n, follow_symlinks=False).hex() for n in sorted(os.listxattr(proc, follow_symlinks=False)))
            if stat.S_ISLNK(st.st_mode): f += ' -> ' + repr(os.readlink(name, dir_fd=dirfd))
            if stat.S_ISCHR(st.st_mode) or stat.S_ISBLK(st.st_mode): f += ' dev=%d:%d' % (os.major(st.st_rdev), os.minor(st.st_rdev))
            if not stat.S_ISDIR(st.st_mode): f += ' links=%d first=%r' % (st.st_nlink, first.setdefault((st.st_dev, st.st_ino), path))
            if stat.S_ISREG(st.st_mode):
                fd = os.open(name, os.O_RDONLY, dir_fd=dirfd)
                f += ' size=%d flags=%x sha=%s' % (st.st_size, flags(fd), content(fd, st.st_size)); os.close(fd)
            if stat.S_ISDIR(st.st_mode):
                fd = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=dirfd)
                f += ' flags=%x' % flags(fd); lines.append(repr(path) + ' ' + f)
                for n in sorted(os.listdir(fd)): one(fd, os.fsencode(n), path + b'/' + os.fsencode(n))
                os.close(fd)
            else: lines.append(repr(path) + ' ' + f)
        fd = os.open(root, os.O_RDONLY)
        one(fd, b'.', b'')
        print('\n'.join(lines))
        """;
}
