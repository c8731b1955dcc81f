#!/bin/bash
# Tests the boot image: the same bytes twice, small enough, and it does its work in virtual PCs with 512 MiB of memory.
# With --keep DIR, the serial lines and the image stay in DIR.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../packaging/requirements.sh
. "$here/../packaging/requirements.sh"
need_packages qemu-system-x86 ovmf seabios cpio zstd

if [ "${1:-}" = --keep ] && [ $# -eq 2 ]; then
    mkdir -p "$2"
    work=$(cd "$2" && pwd)
elif [ $# -eq 0 ]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
else
    echo "Usage: bootimages/test.sh [--keep DIR]" >&2
    exit 2
fi
image=$work/first
# shellcheck source=test/machine.sh
. "$here/test/machine.sh"

# Kernel and boot image together; the agent's share is kept free, since the tests put a small script in its place.
readonly LIMIT_BYTES=$((64 * 1024 * 1024)) AGENT_SHARE_BYTES=$((8 * 1024 * 1024))
failures=0
passed() { printf 'passed: %s\n' "$*"; }
failed() {
    printf 'FAILED: %s\n' "$*"
    failures=$((failures + 1))
}

# expect NAME TEXT: the machine's serial line says the text.
expect() {
    if grep -qaF "$2" "$work/$1.log"; then passed "$1: $2"; else failed "$1: the serial line does not say '$2'"; fi
}

# expect_tests NAME: all that the stand-in agent tried went well, and it came to its end.
expect_tests() {
    local lines
    expect "$1" "TEST done"
    lines=$(grep -acF 'TEST passed' "$work/$1.log" || true)
    printf '        %s things done to disks went well\n' "$lines"
    if grep -aF -A 6 'TEST failed' "$work/$1.log"; then failed "$1: see above"; fi
    grep -aF -e 'TEST memory' "$work/$1.log" || true
}

same_bytes_twice() {
    local file
    "$here/build.sh" --agent "$here/test/agent" --out "$work/first"
    mkdir -p "$work/elsewhere"
    (umask 077 && TZ=Asia/Tokyo TMPDIR=$work/elsewhere "$here/build.sh" --no-cache --agent "$here/test/agent" --out "$work/second")
    for file in vmlinuz initrd.img manifest.json; do
        if cmp "$work/first/$file" "$work/second/$file"; then passed "$file is the same bytes twice"; else failed "$file differs"; fi
    done
}

small_enough() {
    local bytes
    bytes=$(($(stat -c %s "$image/vmlinuz") + $(stat -c %s "$image/initrd.img")))
    if [ $bytes -le $((LIMIT_BYTES - AGENT_SHARE_BYTES)) ]; then
        passed "kernel and boot image without agent have $bytes bytes"
    else
        failed "kernel and boot image have $bytes bytes; the limit is $((LIMIT_BYTES - AGENT_SHARE_BYTES)) without the agent"
    fi
}

starts_on_bios() {
    local disks
    mapfile -t disks < <(two_disks bios)
    run_machine bios 512 'nothing stops it' 'root=/dev/ram0' "${disks[@]}" -nic user,restrict=on,model=e1000e
    expect bios 'Monitas: starting on this machine'
    expect bios 'Monitas: the network is ready (card'
    expect bios 'Monitas: the agent ended unexpectedly (code 7)'
    expect bios 'I have fallen over'
    expect bios 'TEST arguments: boot'
    expect_tests bios
    expect bios 'Monitas: all is done; restarting this machine'
}

# Two cards that both have a link: the address must come from the one that monitas.mac names.
starts_on_uefi() {
    local disks firmware
    mapfile -t disks < <(two_disks uefi)
    mapfile -t firmware < <(uefi_firmware uefi)
    run_machine uefi 512 'nothing stops it' 'root=/dev/ram0 monitas.mac=52:54:00:AA:00:02' "${firmware[@]}" "${disks[@]}" \
        -nic user,restrict=on,model=virtio-net-pci,mac=52:54:00:aa:00:01,net=10.9.1.0/24 \
        -nic user,restrict=on,model=virtio-net-pci,mac=52:54:00:aa:00:02,net=10.9.2.0/24
    expect uefi 'address 10.9.2.'
    expect uefi 'TEST passed: boot entries of the firmware'
    expect_tests uefi
}

says_when_memory_is_short() {
    run_machine short 256 'Restarting in 5 minutes' '' -nic none
    expect short 'this boot image could not be unpacked completely'
}

says_when_there_is_no_card() {
    run_machine nocard 512 'no network card found' 'root=/dev/ram0' -nic none
    expect nocard 'Monitas: no network card found'
}

same_bytes_twice
small_enough
starts_on_bios
starts_on_uefi
says_when_memory_is_short
says_when_there_is_no_card
if [ $failures -gt 0 ]; then
    echo "boot image: $failures checks failed"
    exit 1
fi
echo "boot image: all checks passed"
