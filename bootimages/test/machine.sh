# shellcheck shell=bash
# A virtual PC that starts the boot image, by emulation, without touching the host's network.
# Needs: $work, $image.
: "${work:?}" "${image:?}"

readonly MACHINE_TIMEOUT_SECONDS=420
readonly OVMF_CODE=/usr/share/OVMF/OVMF_CODE_4M.fd OVMF_VARS=/usr/share/OVMF/OVMF_VARS_4M.fd

# run_machine NAME MEMORY_MIB UNTIL ARGUMENTS [QEMU-OPTION...]: runs until the machine switches itself off or its serial
# line, $work/NAME.log, says UNTIL. ARGUMENTS are added to the kernel's command line.
run_machine() {
    local name=$1 memory=$2 until=$3 arguments=$4 pid waited=0
    shift 4
    : >"$work/$name.log"
    qemu-system-x86_64 -nodefaults -M q35 -accel tcg -smp 2 -m "$memory" -vga std -display none -no-reboot \
        -serial "file:$work/$name.log" -kernel "$image/vmlinuz" -initrd "$image/initrd.img" \
        -append "console=tty0 console=ttyS0 quiet no_timer_check $arguments" "$@" 2> >(grep -v 'terminating on signal' >&2) &
    pid=$!
    while kill -0 "$pid" 2>/dev/null; do
        if [ $waited -ge $MACHINE_TIMEOUT_SECONDS ] || grep -qaF "$until" "$work/$name.log"; then
            kill "$pid"
        fi
        sleep 1
        waited=$((waited + 1))
    done
    wait "$pid" || true
}

# two_disks NAME: prints the options for two empty disks.
two_disks() {
    local letter
    for letter in a b; do
        truncate -s 1200M "$work/$1.$letter.disk"
        printf '%s\n' -drive "file=$work/$1.$letter.disk,if=virtio,format=raw,cache=unsafe"
    done
}

# uefi_firmware NAME: prints the options for UEFI instead of BIOS.
uefi_firmware() {
    cp "$OVMF_VARS" "$work/$1.vars"
    printf '%s\n' -drive "if=pflash,format=raw,readonly=on,file=$OVMF_CODE" -drive "if=pflash,format=raw,file=$work/$1.vars"
}
