#!/bin/bash
# shellcheck disable=SC1091 # /mnt is the folder of debian-kernel/run-script.sh
# Lists the files of a system whose file systems lie on arrays, logical volumes, LUKS or subvolumes: runs in a virtual PC with Debian's kernel
# (debian-kernel/run-script.sh), whose disks are copies of those of a PC that is switched off. The root is the file system that has /etc/fstab; that
# file says what is mounted where, and /etc/crypttab beside it which key file opens what. The listing is left in /mnt/listing.
set -euo pipefail
export TZ=UTC0 MDADM_NO_UDEV=1 # FAT keeps local time; both listings take it for UTC
mdadm --assemble --scan --config=none || [ ! -e /dev/md127 ]
vgchange -q -ay

# A volume has two names, and blkid knows one of them.
device() {
    case $1 in
        UUID=*) blkid -U "${1#UUID=}" ;;
        *) echo "$1" ;;
    esac
}

root=/tmp/root
mkdir "$root"
blkid -o device >/tmp/devices
while read -r found; do
    case $(blkid -o value -s TYPE "$found") in ext4 | xfs | btrfs) ;; *) continue ;; esac
    mount -o ro,noatime "$found" "$root"
    [ ! -f "$root/etc/fstab" ] || break
    umount "$root"
done </tmp/devices
mountpoint -q "$root"

if [ -f "$root/etc/crypttab" ]; then
    while read -r name source key _; do
        [[ $name != \#* && $key == /* ]] || continue
        cryptsetup open --readonly --key-file "$root$key" "$(device "$source")" "$name"
    done <"$root/etc/crypttab"
fi
efi=()
grep -v '^#' "$root/etc/fstab" >/tmp/fstab
while read -r source place type options _; do
    case $type in
        vfat)
            mkdir /tmp/efi
            mount -t vfat -o ro,tz=UTC "$(device "$source")" /tmp/efi
            efi=(/tmp/efi)
            ;;
        ext4 | xfs | btrfs)
            [ "$place" = / ] && continue
            mount -t "$type" -o "ro,noatime$(tr , '\n' <<<"$options" | sed -n 's/^subvol/,&/p')" "$(device "$source")" "$root$place"
            ;;
    esac
done </tmp/fstab
# What the PC's own tools say of it, for people.
{ lsblk -o NAME,TYPE,SIZE,FSTYPE,UUID,MOUNTPOINTS; cat /proc/mdstat; } >/mnt/devices.txt
python3 /mnt/listing.py "$root" "${efi[@]}" >/mnt/listing
