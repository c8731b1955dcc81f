#!/usr/bin/python3
"""Lists a system's files for a comparison. Shares no code with Monitas and uses nothing but Python's standard library.

    listing.py ROOT-DIRECTORY [EFI-DIRECTORY] > LISTING

writes one JSON object a line, sorted by the bytes of the path. All bytes of names are written as Latin-1 characters.

    p   path, as the system itself would name it
    t   type: file directory link fifo socket char block
    m   permission bits, octal
    u g owner and group, numbers
    w   time of the last change of content, in nanoseconds since 1970
    s h size in bytes and SHA-256 of a file's content
    l   target of a symbolic link
    n   for a file with several names: how many, and the first of them
    x   extended attributes (access lists and capabilities are among them), values in hexadecimal
    d   numbers of a device node

The EFI directory is listed as /boot/efi, without owners and modes, which FAT does not have.
"""
import hashlib
import json
import os
import stat
import sys

TYPES = {
    stat.S_IFREG: "file", stat.S_IFDIR: "directory", stat.S_IFLNK: "link", stat.S_IFIFO: "fifo",
    stat.S_IFSOCK: "socket", stat.S_IFCHR: "char", stat.S_IFBLK: "block",
}


def text(name):
    return name.decode("latin-1")


def digest(path):
    total = hashlib.sha256()
    with open(path, "rb", buffering=0) as file:
        while piece := file.read(1 << 20):
            total.update(piece)
    return total.hexdigest()


def attributes(path):
    found = {}
    for name in sorted(os.listxattr(path, follow_symlinks=False)):
        found[name] = os.getxattr(path, name, follow_symlinks=False).hex()
    return found


def entry(path, shown, is_fat):
    status = os.lstat(path)
    kind = TYPES[stat.S_IFMT(status.st_mode)]
    line = {"p": text(shown), "t": kind, "w": status.st_mtime_ns}
    if not is_fat:
        line.update(m="%04o" % stat.S_IMODE(status.st_mode), u=status.st_uid, g=status.st_gid)
        if found := attributes(path):
            line["x"] = found
    if kind == "file":
        line.update(s=status.st_size, h=digest(path))
    elif kind == "link":
        line["l"] = text(os.readlink(path))
    elif kind in ("char", "block"):
        line["d"] = "%d:%d" % (os.major(status.st_rdev), os.minor(status.st_rdev))
    inode = (status.st_dev, status.st_ino) if kind != "directory" and status.st_nlink > 1 else None
    return line, inode, status.st_nlink


def walk(root, prefix, is_fat, lines, names):
    waiting = [b""]
    while waiting:
        below = waiting.pop()
        path = root + below
        shown = prefix + below or b"/"
        line, inode, count = entry(path, shown, is_fat)
        if below or not is_fat:
            lines.append((shown, line))
        if inode:
            names.setdefault(inode, []).append((shown, line, count))
        if line["t"] == "directory":
            waiting.extend(below + b"/" + name for name in os.listdir(path))


def main():
    lines = []
    names = {}
    walk(os.fsencode(sys.argv[1]), b"", False, lines, names)
    if len(sys.argv) > 2:
        walk(os.fsencode(sys.argv[2]), b"/boot/efi", True, lines, names)
    for group in names.values():
        first = min(shown for shown, _, _ in group)
        for _, line, count in group:
            line["n"] = [count, text(first)]
    lines.sort(key=lambda pair: pair[0])
    for _, line in lines:
        print(json.dumps(line, sort_keys=True, separators=(",", ":")))


main()
