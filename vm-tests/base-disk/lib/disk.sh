# shellcheck shell=bash
# From the tar file to a partitioned disk that starts.

disk_bytes=$((8 << 30))
sector_bytes=512
sectors_per_mib=2048

# make_disk FIRMWARE TAR RAW
make_disk() {
    local firmware=$1 tar=$2 raw=$3 root=$work/root-$1
    partition "$firmware" "$raw"
    disk=$(losetup --find --show "$raw")
    loops+=("$disk")
    # partx, not --partscan: the running kernel need not know GPT.
    partx --add "$disk"
    root_uuid=$(< /proc/sys/kernel/random/uuid)
    swap_uuid=$(< /proc/sys/kernel/random/uuid)
    esp_serial=$(od -An -N4 -tx4 /dev/urandom | tr -d ' ')
    mkswap --quiet --uuid "$swap_uuid" --label lab-swap "${disk}p3"
    mkfs.ext4 -q -U "$root_uuid" -L lab-root -E lazy_itable_init=0,lazy_journal_init=0 "${disk}p2"
    mkdir -p "$root"
    mount "${disk}p2" "$root"
    mounts+=("$root")
    tar -x -f "$tar" -C "$root" --numeric-owner --xattrs --xattrs-include='*' --acls
    write_fstab "$firmware" "$root"
    bind_mounts "$root"
    "install_loader_$firmware" "$root"
    rm -rf "$root/root/loaders"
    chroot "$root" python3 - < "$here/nasty.py"
    detach_all
}

# partition FIRMWARE RAW: 1 = BIOS boot or EFI system, 2 = root, 3 = swap, in the order of Debian's installer.
partition() {
    local first_mib=1 first_type=21686148-6449-6E6F-744E-656564454649 first_name=bios
    if [ "$1" = uefi ]; then first_mib=128 first_type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B first_name=esp; fi
    local swap_mib=512 root_mib
    root_mib=$((disk_bytes / sector_bytes / sectors_per_mib - 1 - first_mib - swap_mib - 1))
    truncate -s "$disk_bytes" "$2"
    sfdisk --quiet "$2" <<END
label: gpt
size=${first_mib}MiB, type=$first_type, name=$first_name
size=${root_mib}MiB, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4, name=root
size=${swap_mib}MiB, type=0657FD6D-A4AB-43C4-84E5-0933C84B4F4F, name=swap
END
}

# write_fstab FIRMWARE ROOT
write_fstab() {
    {
        echo "UUID=$root_uuid / ext4 errors=remount-ro 0 1"
        [ "$1" = bios ] || echo "UUID=${esp_serial:0:4}-${esp_serial:4:4} /boot/efi vfat umask=0077 0 1" | tr a-f A-F | sed 's/ .*/\L&/'
        echo "UUID=$swap_uuid none swap sw 0 0"
    } > "$2/etc/fstab"
    [ "$1" = bios ] || mkdir -p "$2/boot/efi"
}

# bind_mounts ROOT: what GRUB's tools look at. This machine's firmware is hidden, so that they cannot take it for the new one's.
bind_mounts() {
    mount -t tmpfs -o mode=755 tmpfs "$1/dev"
    mounts+=("$1/dev")
    cp -a /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty "$disk" "$disk"p? "$1/dev/"
    # update-grub names the root by its UUID only when it finds this link, which udev makes elsewhere.
    mkdir -p "$1/dev/disk/by-uuid"
    ln -s "../../${disk#/dev/}p2" "$1/dev/disk/by-uuid/$root_uuid"
    mount -t proc proc "$1/proc"
    mounts+=("$1/proc")
    mount -t sysfs -o ro sysfs "$1/sys"
    mounts+=("$1/sys")
    mount -t tmpfs tmpfs "$1/sys/firmware"
    mounts+=("$1/sys/firmware")
}

detach_all() {
    local i
    sync
    for ((i = ${#mounts[@]} - 1; i >= 0; i--)); do umount "${mounts[i]}"; done
    mounts=()
    for i in "${loops[@]}"; do
        partx --delete "$i"
        losetup -d "$i"
    done
    loops=()
}
