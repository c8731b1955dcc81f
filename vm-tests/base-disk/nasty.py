#!/usr/bin/python3
"""Makes what a backup easily gets wrong, below /srv/nasty and in two home directories. Runs inside the new system, on its
final file system (a tar file in between would lose some of it)."""
import os
import random
import socket
import stat
import subprocess

BASE = b"/srv/nasty"


def write(path, content, mode=0o644, uid=0, gid=0):
    with open(path, "wb") as file:
        file.write(content)
    os.chown(path, uid, gid)
    os.chmod(path, mode)


def noise(seed, count):
    return random.Random(seed).randbytes(count)


def names():
    """Names that are not UTF-8, that hold line breaks and blanks, that are as long as names can be."""
    base = BASE + b"/names"
    os.mkdir(base)
    for name in (b"latin1-\xe4\xf6\xfc", b"broken-\xff\xfe\x80", b"line\nbreak", b"tab\there", b" leading and trailing ",
                 b"-rf", b"quote'\"`$(x)\\", "日本語-ünï-🖥".encode(), b"x" * 255, "ä".encode() + b" nfc",
                 b"a\xcc\x88 nfd", b"\x01\x7f control", b"*", b"..."):
        write(base + b"/" + name, b"named " + name)
    deep = base
    for step in range(40):
        deep += b"/deep-%02d-" % step + b"d" * 40
        os.mkdir(deep)
    write(deep + b"/bottom", b"far below\n")


def kinds():
    """Every type of file."""
    base = BASE + b"/kinds"
    os.mkdir(base)
    os.mkfifo(base + b"/fifo", 0o640)
    os.mknod(base + b"/char-1-3", stat.S_IFCHR | 0o666, os.makedev(1, 3))
    os.mknod(base + b"/block-7-99", stat.S_IFBLK | 0o660, os.makedev(7, 99))
    os.mknod(base + b"/char-large", stat.S_IFCHR | 0o600, os.makedev(511, 65537))
    server = socket.socket(socket.AF_UNIX)
    server.bind(base + b"/socket")
    server.close()
    os.symlink(b"/nowhere/at/all", base + b"/dangling")
    os.symlink(b"\xff\xfe target", base + b"/link-not-utf8")
    os.symlink(b"t" * 3000, base + b"/link-long")
    os.symlink(b"fifo", base + b"/link-to-fifo")
    os.lchown(base + b"/dangling", 1001, 2500)
    os.mkdir(base + b"/empty")
    write(base + b"/zero", b"")


def modes():
    """Modes, owners without an account, setuid, setgid, sticky."""
    base = BASE + b"/modes"
    os.mkdir(base)
    for mode in (0o0, 0o111, 0o4755, 0o2755, 0o6755, 0o1777, 0o600):
        write(base + b"/mode-%04o" % mode, b"mode", mode, 12345, 54321)
    os.mkdir(base + b"/sticky")
    os.chmod(base + b"/sticky", 0o3770)
    os.chown(base + b"/sticky", 0, 2500)
    write(base + b"/large-ids", b"ids", 0o600, 4000000000, 4000000001)


def links():
    """Hard links within and across directories, also of a fifo and a symbolic link."""
    base = BASE + b"/links"
    os.makedirs(base + b"/other")
    write(base + b"/one", noise(1, 70000))
    os.link(base + b"/one", base + b"/two")
    os.link(base + b"/one", base + b"/other/three")
    os.link(BASE + b"/kinds/fifo", base + b"/fifo-again")
    os.link(BASE + b"/kinds/dangling", base + b"/dangling-again", follow_symlinks=False)


def contents():
    """Sparse files, files at edges of block sizes, one large file, many small ones."""
    base = BASE + b"/contents"
    os.mkdir(base)
    with open(base + b"/sparse-96m", "wb") as file:
        file.seek(50 << 20)
        file.write(b"in the middle")
        file.truncate(96 << 20)
    with open(base + b"/sparse-tail", "wb") as file:
        file.write(b"start")
        file.truncate(32 << 20)
    for size in (1, 4095, 4096, 4097, 65535, 65536, 1048575, 1048576, 1048577):
        write(base + b"/size-%d" % size, noise(size, size))
    write(base + b"/noise-48m", noise(48, 48 << 20))
    write(base + b"/zeros-16m", bytes(16 << 20))
    os.mkdir(base + b"/small")
    for index in range(2000):
        write(base + b"/small/%04d" % index, b"small file %d\n" % index * (index % 40 + 1))


def attributes():
    """Extended attributes of all kinds that a root file system can hold, access lists, capabilities."""
    base = BASE + b"/attributes"
    os.mkdir(base)
    for name in (b"user", b"trusted", b"acl", b"capability"):
        write(base + b"/" + name, b"attributes of " + name, 0o755)
    os.setxattr(base + b"/user", "user.empty", b"")
    os.setxattr(base + b"/user", "user.binary", bytes(range(256)))
    os.setxattr(base + b"/user", "user.long", noise(3, 3000))
    os.setxattr(base + b"/trusted", "trusted.lab", b"\x00\xff")
    os.mkdir(base + b"/inherits")
    run("setfacl", "-m", "u:alice:rw,g:accounts:r,m::rw", base + b"/acl")
    run("setfacl", "-d", "-m", "u:bob:rwx,g::rx,o::-", base + b"/inherits")
    run("setfacl", "-m", "u:bob:rwx", base + b"/inherits")
    run("setcap", "cap_net_raw,cap_net_bind_service+ep", base + b"/capability")


def homes():
    """Two people's documents."""
    for uid, name in ((1000, b"alice"), (1001, b"bob")):
        base = b"/home/" + name + b"/Documents"
        os.mkdir(base)
        os.chown(base, uid, uid)
        for index in range(60):
            text = b"Letter %d of %s.\n" % (index, name) * (50 + index)
            write(base + b"/letter-%02d.txt" % index, text, 0o640, uid, uid)
        write(base + b"/photo.raw", noise(uid, 9 << 20), 0o600, uid, uid)


def times():
    """Times to the nanosecond, before 1970 and after 2038; last, since everything else touches them."""
    base = BASE + b"/times"
    os.mkdir(base)
    for name, nanoseconds in ((b"exact", 1234567890123456789), (b"before-1970", -86399999999999), (b"after-2038", 4102444800000000001),
                              (b"epoch", 0), (b"one-ns", 1)):
        write(base + b"/" + name, b"time")
        os.utime(base + b"/" + name, ns=(nanoseconds, nanoseconds))
    os.symlink(b"exact", base + b"/link")
    os.utime(base + b"/link", ns=(1, 1600000000987654321), follow_symlinks=False)
    os.utime(base, ns=(1, 1500000000111222333))
    os.utime(BASE, ns=(1, 1400000000999888777))


def run(*command):
    subprocess.run(command, check=True)


def main():
    os.makedirs(BASE)
    for part in (names, kinds, modes, links, contents, attributes, homes, times):
        part()


main()
