#!/bin/bash
# Runs the tests that need Debian's kernel, since that of a build machine may lack device-mapper, ISO 9660 or a disc drive: those marked
# [Trait("Kernel", "Debian")], in a virtual PC. The test projects must be built (Release).
# The PC has Debian's kernel, this machine's files read-only over 9p, memory for what it writes, and a volume as the disc in its drive. Nothing of this
# machine is changed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=packaging/requirements.sh
. "$top/packaging/requirements.sh"
# shellcheck source=vm-tests/debian-kernel/lib/pc.sh
. "$here/lib/pc.sh"
need_packages "${PC_PACKAGES[@]}"
projects=(Agent Imaging)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
make_pc "$here/tests.job"
printf "$top/tests/%s.Tests/bin/Release/net10.0\n" "${projects[@]}" >initrd/tests
pack_pc
# ReadmeInLinuxTests copies it from the drive.
zstd -dq -o disc.iso "$top"/tests/Imaging.Tests/TestData/format1/plain/*.iso.zst
run_pc 2400 console.log -device virtio-scsi-pci -drive if=none,id=disc,file=disc.iso,format=raw,media=cdrom,readonly=on -device scsi-cd,drive=disc
grep -q '^TESTS PASSED$' console.log
