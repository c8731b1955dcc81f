#!/bin/bash
# Runs a script with Debian's kernel, in a virtual PC that has this machine's programs and some disks.
#
#   run-script.sh SCRIPT FOLDER [--write] DISK.qcow2..
#
# In the PC the script runs as root by bash; FOLDER is /mnt there and can be written to, and the disks are /dev/vda, /dev/vdb .. in their order. They
# stay as they are, unless --write is given. The PC's words go to FOLDER/console.log. Ends with 0 only when the script has done so.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=vm-tests/debian-kernel/lib/pc.sh
. "$here/lib/pc.sh"
[ $# -ge 2 ] || { echo "usage: run-script.sh SCRIPT FOLDER [--write] DISK.qcow2.." >&2; exit 2; }
script=$(realpath "$1") folder=$(realpath "$2")
shift 2
snapshot=on
if [ "${1:-}" = --write ]; then snapshot=off && shift; fi

# shellcheck disable=SC2054 # the commas are QEMU's
arguments=(-fsdev "local,id=out,path=$folder,security_model=passthrough,multidevs=remap" -device virtio-9p-pci,fsdev=out,mount_tag=out)
number=0
for disk; do
    arguments+=(-drive "if=none,id=disk$number,file=$(realpath "$disk"),format=qcow2,cache=unsafe,discard=unmap,detect-zeroes=unmap,snapshot=$snapshot")
    arguments+=(-device "virtio-blk-pci,drive=disk$number")
    number=$((number + 1))
done
cp "$script" "$folder/run"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
make_pc "$here/script.job"
pack_pc
run_pc 3600 "$folder/console.log" "${arguments[@]}" >/dev/null
grep -q '^SCRIPT PASSED$' "$folder/console.log" || {
    echo "run-script.sh: $script has failed in the virtual PC; its last words:" >&2
    tail -n 15 "$folder/console.log" >&2
    exit 1
}
