# shellcheck shell=bash
# `./monitas demo`: a real Debian PC is backed up, dies, and comes back by itself.

# What the virtual LAN, the virtual PCs and the proofs need, by Debian's names.
LAB_PACKAGES=(qemu-system-x86 qemu-utils ovmf seabios ipxe-qemu iproute2 tcpdump dnsmasq-base mmdebstrap mtools dosfstools e2fsprogs fdisk
    grub-pc-bin grub-efi-amd64-bin grub2-common xorriso zstd python3)
# What the server hands to PCs that boot from the network.
LOADER_PACKAGES=(pxelinux syslinux-common ipxe grub-common grub-efi-amd64-bin shim-signed grub-efi-amd64-signed)

demo() {
    local firmware=both json=()
    while [ $# -gt 0 ]; do
        case $1 in
            --firmware)
                firmware=${2:-}
                shift
                ;;
            --json) json=(--json) ;;
            *)
                echo "usage: ./monitas demo [--firmware bios|uefi|both] [--json]" >&2
                return 2
                ;;
        esac
        shift
    done
    case $firmware in
        bios | uefi | both) ;;
        *)
            echo "--firmware takes bios, uefi or both, not '$firmware'." >&2
            return 2
            ;;
    esac
    require_root demo
    require_dotnet
    need_packages "${BUILD_PACKAGES[@]}" "${LAB_PACKAGES[@]}" "${LOADER_PACKAGES[@]}"
    build_all
    quietly "Compile the virtual lab" dotnet publish vm-tests/Lab -c Release -o out/lab
    exec_lab demo --firmware "$firmware" "${json[@]}"
}

# Runs the lab with what `build_all` made.
exec_lab() { # COMMAND ARGS...
    local command=$1
    shift
    out/lab/monitas-lab "$command" --server "$(server_program)" --agent-deb "$(newest_deb monitas-agent)" --boot-image out/boot --out out/demo "$@"
}
