# shellcheck shell=bash
# shellcheck disable=SC2016 # the hooks are expanded by mmdebstrap, with the new root as $1
# The installed system, as a tar file that both disks start from.

# The mirror may be another one, for a site with its own.
mirror=${MONITAS_DEBIAN_MIRROR:-http://deb.debian.org/debian}
security_mirror=${MONITAS_DEBIAN_SECURITY_MIRROR:-http://deb.debian.org/debian-security}

# make_rootfs TAR
make_rootfs() {
    local packages
    packages=$(grep -v '^#' "$here/packages.txt" | paste -sd,)
    # The packages of the two boot loaders exclude each other, so they are only fetched here and installed on their disks.
    mmdebstrap --mode=root --format=tar --variant=important --include="$packages" \
        --aptopt='Acquire::Languages "none"' --aptopt='APT::Install-Recommends "false"' \
        --customize-hook='mkdir -p "$1/root/loaders" && cd "$1/root/loaders" &&
            chroot "$1" sh -c "cd /root/loaders && apt-get download grub-pc grub-efi-amd64 grub-efi-amd64-signed shim-signed shim-signed-common shim-unsigned shim-helpers-amd64-signed"' \
        --customize-hook="chroot \"\$1\" /bin/bash -euo pipefail -s < '$here/setup.sh'" \
        bookworm "$1" \
        "deb $mirror bookworm main" "deb $mirror bookworm-updates main" "deb $security_mirror bookworm-security main"
}
