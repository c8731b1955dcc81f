#!/bin/bash
# Builds the disks of the virtual lab's PC: a real Debian 12, once for PC BIOS and once for UEFI.
#
#   build.sh OUT-DIRECTORY
#
# leaves debian-bios.qcow2 and debian-uefi.qcow2 there. Runs as root; needs loop devices and ext4, but neither vfat nor
# device mapper nor KVM. The network is used to fetch Debian packages, by way of apt's own checks, and for nothing else.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=lib/rootfs.sh
. "$here/lib/rootfs.sh"
# shellcheck source=lib/disk.sh
. "$here/lib/disk.sh"
# shellcheck source=lib/loader.sh
. "$here/lib/loader.sh"

[ $# -eq 1 ] || { echo "usage: build.sh OUT-DIRECTORY" >&2; exit 2; }
[ "$(id -u)" -eq 0 ] || { echo "build.sh: must run as root (it makes device nodes and mounts a file system)" >&2; exit 1; }
# Mounts of its own: a network namespace that is made meanwhile keeps a copy of the others, and the disk would stay in use.
[ "$(readlink /proc/self/ns/mnt)" != "$(readlink /proc/$PPID/ns/mnt)" ] || exec unshare --mount --propagation private bash "$0" "$@"
mkdir -p "$1"
out=$(cd "$1" && pwd)
work=$(mktemp -d "$out/build.XXXXXX")
mounts=()
loops=()

clean_up() {
    local i
    for ((i = ${#mounts[@]} - 1; i >= 0; i--)); do umount "${mounts[i]}" 2>/dev/null || umount -l "${mounts[i]}" || true; done
    for i in "${loops[@]}"; do
        partx --delete "$i" 2>/dev/null || true
        losetup -d "$i" 2>/dev/null || true
    done
    rm -rf --one-file-system "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# A build that was broken off goes on with the system that it had.
[ -f "$out/rootfs.tar" ] || { make_rootfs "$work/rootfs.tar" && mv "$work/rootfs.tar" "$out/rootfs.tar"; }
for firmware in bios uefi; do
    make_disk "$firmware" "$out/rootfs.tar" "$work/$firmware.raw"
    echo "build.sh: packing the $firmware disk"
    qemu-img convert -f raw -O qcow2 "$work/$firmware.raw" "$work/$firmware.qcow2"
    rm "$work/$firmware.raw"
    mv "$work/$firmware.qcow2" "$out/debian-$firmware.qcow2"
done
rm "$out/rootfs.tar"
