namespace Monitas.Agent.Tests.Files;

/// <summary>Fills a directory with everything that a Linux file system can hold, by a Python script.</summary>
internal static class NastyTree
{
    /// <param name="directory">An empty directory.</param>
    /// <param name="withFlags">Does the file system know inode flags such as immutable?</param>
    public static void Make(string directory, bool withFlags) => Python.Run(Script, directory, withFlags ? "flags" : "");

    private const string Script =
        """
        import os, sys, random, socket, struct, subprocess, fcntl
        root = os.fsencode(sys.argv[1]); flags = sys.argv[2] == 'flags'
        os.chdir(root); os.umask(0)
        rnd = random.Random(4711)
        def write(name, data, mode=0o644):
            with open(name, 'wb') as f: f.write(data)
            os.chmod(name, mode)
        for d in ('etc', 'a', 'a/deep', 'a-b', 'a.c', 'big', 'links', 'odd', 'nodes', 'acl', 'empty', 'sparse', 'flags', 'many'): os.mkdir(d)
        write('etc/passwd', b'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n')
        write('etc/group', b'root:x:0:\nnogroup:x:65534:\n')
        write('a/one', b'1'); write('a/deep/two', b'22'); write('a-b/three', b'333'); write('a.c/four', b'4444')
        for i in range(400): write('many/file%03d' % i, rnd.randbytes(rnd.randrange(0, 9000)))
        write('big/random', rnd.randbytes(23 * 1024 * 1024 + 17)); write('big/twice', open('big/random', 'rb').read())
        write('big/zeros', bytes(5 * 1024 * 1024)); write('empty/file', b'')
        # hard links in three directories, the first name in byte order not the one that was made first
        write('links/z', b'linked'); os.link('links/z', 'a/deep/linked'); os.link('links/z', 'odd/linked')
        os.symlink('../a/one', 'links/soft'); os.symlink('/nowhere/at/all', 'links/dangling'); os.symlink(b'\xff\xfe\n', 'links/bytes')
        os.symlink('x' * 1000, 'links/long'); os.link('links/soft', 'links/soft2', follow_symlinks=False); os.lchown('links/soft', 12, 34)
        for n in (b'new\nline', b'\xff\xfe\x80', b'tab\t', b' space ', b'-rf', b'*', b"quote'\"", b'\\x41', b'n' * 255, b'\xc3\xa4' * 127):
            write(b'odd/' + n, n)
        os.mknod('nodes/null', 0o020666, os.makedev(1, 3)); os.mknod('nodes/disk', 0o060640, os.makedev(259, 70000)); os.mkfifo('nodes/pipe', 0o620)
        os.chmod('nodes/pipe', 0o620); os.chmod('nodes/null', 0o666); os.chown('nodes/disk', 0, 6)
        write('acl/suid', b'#!/bin/true', 0o755); os.chown('acl/suid', 1000, 1001); os.chmod('acl/suid', 0o6755)
        write('acl/cap', b'#!/bin/true', 0o755); subprocess.check_call(['setcap', 'cap_net_raw,cap_net_admin+ep', 'acl/cap'])
        write('acl/acl', b'acl'); subprocess.check_call(['setfacl', '-m', 'u:1234:rw,g:77:r', 'acl/acl'])
        os.mkdir('acl/default'); subprocess.check_call(['setfacl', '-d', '-m', 'u:1234:rwx', 'acl/default']); write('acl/default/child', b'inherits')
        write('acl/user', b'x'); os.setxattr('acl/user', 'user.comment', b'\x00binary\xff'); os.setxattr('acl/user', 'user.big', b'v' * 2000)
        os.setxattr('acl/user', 'user.empty', b''); os.setxattr('acl/user', 'trusted.t', b'1')
        os.setxattr('links/soft', 'trusted.link', b'on a link', follow_symlinks=False); os.setxattr('a', 'user.dir', b'd')
        os.mkdir('acl/sticky'); os.chmod('acl/sticky', 0o3777); write('acl/none', b'secret', 0)
        with open('sparse/holes', 'wb') as f:
            f.seek(4096 * 10); f.write(b'data'); f.seek(3 * 1024 * 1024 * 1024); f.write(b'far'); f.truncate(5 * 1024 * 1024 * 1024)
        with open('sparse/allhole', 'wb') as f: f.truncate(7 * 1024 * 1024 + 1)
        with open('sparse/tail', 'wb') as f: f.write(b'head'); f.truncate(1024 * 1024)
        write('sparse/writtenzeros', bytes(3 * 1024 * 1024))
        fd = os.open('.', os.O_RDONLY)
        for level in range(24):
            n = b'%02d' % level + b'd' * 200
            os.mkdir(n, dir_fd=fd); nfd = os.open(n, os.O_RDONLY, dir_fd=fd); os.close(fd); fd = nfd
        f = os.open(b'bottom', os.O_WRONLY | os.O_CREAT, 0o600, dir_fd=fd); os.write(f, b'beyond PATH_MAX'); os.close(f)
        os.close(fd)
        s = socket.socket(socket.AF_UNIX); s.bind('nodes/socket'); s.close()
        t = 1_111_111_111_123_456_789
        os.utime('links/dangling', ns=(t, t + 1), follow_symlinks=False); os.utime('a/one', ns=(t, t + 2)); os.utime('nodes/pipe', ns=(t, t + 3))
        os.utime('big/zeros', ns=(t, -1_500_000_000)); os.utime('a/deep', ns=(t, t + 4)); os.utime('acl/default', ns=(t, 2**31 * 10**9 + 5)); os.utime('.', ns=(t, t + 6))
        os.utime('nodes/null', ns=(t, t + 7))
        if flags:
            def chattr(name, bits):
                fd = os.open(name, os.O_RDONLY); now = struct.unpack('i', fcntl.ioctl(fd, 0x80086601, bytes(8))[:4])[0]
                fcntl.ioctl(fd, 0x40086602, struct.pack('q', now | bits)); os.close(fd)
            for name, bits in (('immutable', 0x10), ('append', 0x20), ('nodump', 0x40), ('noatime', 0x80)):
                write('flags/' + name, name.encode()); chattr('flags/' + name, bits)
            write('flags/linked', b'immutable with two names'); os.link('flags/linked', 'flags/linked2'); chattr('flags/linked', 0x10)
            os.mkdir('flags/dir'); write('flags/dir/in', b'x'); os.utime('flags/dir', ns=(t, t)); chattr('flags/dir', 0x10)
        """;
}
