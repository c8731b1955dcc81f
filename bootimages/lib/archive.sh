# shellcheck shell=bash
# Reproducible, compressed cpio archives. The kernel unpacks several, one after the other, from one initrd file.

# zstd gives the same bytes with any number of workers, but others without workers (--single-thread).
readonly ZSTD_LEVEL=12

# clamp_times DIR: gives every file the same time.
clamp_times() { find "$1" -exec touch --no-dereference -d "@$SOURCE_DATE_EPOCH" {} +; }

# pack_root DIR OUT: OUT = zstd(cpio newc of DIR). Kernel modules come after all else, and 'complete' markers after
# those: when memory runs out while the kernel unpacks, /init is there to say so.
pack_root() {
    local dir=$1 out=$2
    clamp_times "$dir"
    (
        cd "$dir" || exit
        _ordered_names | cpio --null --create --format=newc --owner=0:0 --reproducible --quiet
    ) | zstd -q "-$ZSTD_LEVEL" -T0 -c >"$out"
}

# Every path below the current folder, zero-terminated; a folder always before what it holds.
_ordered_names() {
    local all
    all=$(mktemp)
    find . -mindepth 1 -print | LC_ALL=C sort >"$all"
    {
        grep -v -e '^\./usr/lib/modules' -e '/image-complete$' "$all" || true
        grep -e '^\./usr/lib/modules' "$all" || true
        grep -e '/image-complete$' "$all" || true
    } | tr '\n' '\0'
    rm -f "$all"
}
