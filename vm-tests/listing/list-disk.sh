#!/bin/bash
# Lists the files on the disk of a virtual PC that is switched off.
#
#   list-disk.sh DISK.qcow2 LISTING
#
# The root file system (a copy, so that its journal may be replayed) is mounted by this machine's kernel, in a mount namespace
# that ends with this script; the EFI system partition is read with mtools, for a kernel without vfat. Runs as root.
set -euo pipefail
export TZ=UTC0 # FAT keeps local time; both listings take it for UTC
here=$(cd "$(dirname "$0")" && pwd)
[ $# -eq 2 ] || { echo "usage: list-disk.sh DISK.qcow2 LISTING" >&2; exit 2; }
[ -n "${MONITAS_LISTING_INSIDE:-}" ] || exec env MONITAS_LISTING_INSIDE=1 unshare --mount --propagation private bash "$0" "$@"

work=$(mktemp -d "$(dirname "$2")/listing.XXXXXX")
trap 'umount "$work/root" 2>/dev/null || true; rm -rf --one-file-system "$work"' EXIT
qemu-img convert -f qcow2 -O raw "$1" "$work/disk.raw"

# partition TYPE: prints "START-BYTES SIZE-BYTES" of the first partition of that type.
partition() {
    sfdisk --dump "$work/disk.raw" | sed -n "s/.*start= *\([0-9]*\), size= *\([0-9]*\), type=$1.*/\1 \2/p" | head -n 1 |
        while read -r start size; do echo "$((start * 512)) $((size * 512))"; done
}

read -r root_start root_size < <(partition 0FC63DAF-8483-4772-8E79-3D69D8477DE4)
mkdir "$work/root"
mount -t ext4 -o "noatime,loop,offset=$root_start,sizelimit=$root_size" "$work/disk.raw" "$work/root"
efi=()
if read -r efi_start _ < <(partition C12A7328-F81F-11D2-BA4B-00A0C93EC93B); then
    mkdir "$work/efi"
    mcopy -i "$work/disk.raw@@$efi_start" -s -m ::/ "$work/efi"
    efi=("$work/efi")
fi
python3 "$here/listing.py" "$work/root" "${efi[@]}" > "$2"
