# shellcheck shell=bash
# The boot loaders as Debian installs them.

# in_root ROOT COMMAND..
in_root() {
    chroot "$1" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "${@:2}"
}

install_loader_bios() {
    echo 'grub-pc grub-pc/install_devices_empty boolean true' | in_root "$1" debconf-set-selections
    in_root "$1" sh -c 'dpkg -i /root/loaders/grub-pc_*.deb'
    in_root "$1" grub-install --target=i386-pc "$disk"
    in_root "$1" update-grub
}

# The EFI system partition is written with mtools, for a kernel without vfat. It holds what grub-install of Debian puts
# there: shim, GRUB and its first settings below EFI/debian, and the removable path EFI/BOOT.
install_loader_uefi() {
    local root=$1 esp=${disk}p1 kinds=$1/boot/grub/x86_64-efi
    in_root "$root" sh -c 'dpkg -i /root/loaders/grub-efi-amd64_*.deb /root/loaders/grub-efi-amd64-signed_*.deb /root/loaders/shim-*.deb'
    mkdir -p "$kinds" "$root/boot/grub/fonts"
    cp -p "$root"/usr/lib/grub/x86_64-efi/*.{mod,lst} "$kinds/"
    cp -p "$root/usr/share/grub/unicode.pf2" "$root/boot/grub/fonts/"
    in_root "$root" grub-editenv /boot/grub/grubenv create
    in_root "$root" update-grub

    printf "search.fs_uuid %s root\nset prefix=(\$root)'/boot/grub'\nconfigfile \$prefix/grub.cfg\n" "$root_uuid" > "$work/grub.cfg"
    printf '\xff\xfe' > "$work/BOOTX64.CSV"
    printf 'shimx64.efi,debian,,This is the boot entry for debian\n' | iconv -t UTF-16LE >> "$work/BOOTX64.CSV"
    mkfs.vfat -F 32 -i "$esp_serial" -n ESP "$esp" > /dev/null
    mmd -i "$esp" ::EFI ::EFI/debian ::EFI/BOOT
    local shim=$root/usr/lib/shim/shimx64.efi.signed mok=$root/usr/lib/shim/mmx64.efi.signed
    local grub=$root/usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed fallback=$root/usr/lib/shim/fbx64.efi.signed
    mcopy -m -i "$esp" "$shim" ::EFI/debian/shimx64.efi
    mcopy -m -i "$esp" "$grub" ::EFI/debian/grubx64.efi
    mcopy -m -i "$esp" "$mok" ::EFI/debian/mmx64.efi
    mcopy -m -i "$esp" "$fallback" ::EFI/debian/fbx64.efi
    mcopy -m -i "$esp" "$work/BOOTX64.CSV" "$work/grub.cfg" ::EFI/debian/
    mcopy -m -i "$esp" "$shim" ::EFI/BOOT/BOOTX64.EFI
    mcopy -m -i "$esp" "$fallback" ::EFI/BOOT/fbx64.efi
    mcopy -m -i "$esp" "$mok" ::EFI/BOOT/mmx64.efi
}
