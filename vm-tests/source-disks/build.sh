#!/bin/bash
# Builds the disks of a PC whose system lies on more than a partition: the Debian of the plain disk, smaller, on one of layouts/*.sh.
#
#   build.sh LAYOUT PLAIN-DISK.qcow2 OUT-DIRECTORY
#
# leaves LAYOUT-1.qcow2, LAYOUT-2.qcow2 .. there. The system is made ready here, at this machine's speed; what needs Debian's kernel (device-mapper)
# is done in a virtual PC. Runs as root. The network is used to fetch Debian packages, by way of apt's own checks.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=vm-tests/source-disks/lib/system.sh
. "$here/lib/system.sh"

[ $# -eq 3 ] || { echo "usage: build.sh LAYOUT PLAIN-DISK.qcow2 OUT-DIRECTORY" >&2; exit 2; }
[ -n "${MONITAS_SOURCE_INSIDE:-}" ] || exec env MONITAS_SOURCE_INSIDE=1 unshare --mount --propagation private bash "$0" "$@"
layout=$1 plain=$2
# shellcheck source=vm-tests/source-disks/layouts/stack.sh
. "$here/layouts/$layout.sh"
mkdir -p "$3"
out=$(cd "$3" && pwd)
work=$(mktemp -d "$out/build.XXXXXX")
trap 'leave_system; rm -rf --one-file-system "$work"' EXIT
trap 'exit 130' INT TERM

mkdir "$work/shared"
make_system "$plain" "$work/shared/system.tar"
disks=()
for size in "${layout_disks[@]}"; do
    disks+=("$work/$layout-$((${#disks[@]} + 1)).qcow2")
    qemu-img create -q -f qcow2 "${disks[-1]}" "$size"
done
cp "$here/layouts/$layout.sh" "$work/shared/layout.sh"
cp "$here/../base-disk/nasty.py" "$work/shared/nasty.py"
echo "build.sh: making the disks of $layout in a virtual PC"
bash "$here/../debian-kernel/run-script.sh" "$here/lib/in-pc.sh" "$work/shared" --write "${disks[@]}"
mv "${disks[@]}" "$out/"
