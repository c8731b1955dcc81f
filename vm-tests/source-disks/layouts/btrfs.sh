# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # for build.sh and in-pc.sh, whose root and in_root this uses
# One disk, UEFI: a btrfs with the subvolumes @ (the default one), @home and @/var/lib/machines, and an EFI system partition.
layout_disks=(5G)
layout_packages=(btrfs-progs)
root_uuid=6d6f6e69-7461-4b02-8001-0000000000b2
swap_uuid=6d6f6e69-7461-4b02-8001-0000000000b3
efi_uuid=4D4F-4E32

# configure_system ROOT
configure_system() {
    {
        echo "UUID=$root_uuid / btrfs defaults,subvol=@ 0 0"
        echo "UUID=$root_uuid /home btrfs defaults,subvol=@home 0 0"
        echo "UUID=$efi_uuid /boot/efi vfat umask=0077 0 1"
        echo "UUID=$swap_uuid none swap sw 0 0"
    } >"$1/etc/fstab"
}

# make_devices ROOT
make_devices() {
    printf 'label: gpt\nsize=128MiB, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B\nsize=256MiB, type=0657FD6D-A4AB-43C4-84E5-0933C84B4F4F\ntype=0FC63DAF-8483-4772-8E79-3D69D8477DE4\n' |
        sfdisk --quiet /dev/vda
    mkfs.vfat -F 32 -i "${efi_uuid/-/}" -n ESP /dev/vda1 >/dev/null
    mkswap -q -U "$swap_uuid" /dev/vda2
    mkfs.btrfs -q -U "$root_uuid" -L lab-btrfs /dev/vda3
    mount -t btrfs /dev/vda3 "$1"
    btrfs -q subvolume create "$1/@"
    btrfs -q subvolume create "$1/@home"
    btrfs subvolume set-default "$1/@"
    umount "$1"
    mount -t btrfs /dev/vda3 "$1"
    mkdir -p "$1/home" "$1/boot/efi" "$1/var/lib"
    btrfs -q subvolume create "$1/var/lib/machines"
    mount -t btrfs -o subvol=@home /dev/vda3 "$1/home"
    mount -t vfat /dev/vda1 "$1/boot/efi"
}

finish_system() {
    :
}

install_loader() {
    in_root grub-install --target=x86_64-efi --no-nvram --force-extra-removable
    in_root update-grub
}

take_down() {
    :
}
