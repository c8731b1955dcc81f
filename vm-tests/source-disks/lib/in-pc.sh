# shellcheck shell=bash
# shellcheck disable=SC1091,SC2154 # what stands in the folder /mnt, and in the layout
# Runs in the virtual PC: makes the layout's devices, puts the system on them, and installs its boot loader.
set -euo pipefail
. /mnt/layout.sh
root=/tmp/root
mkdir "$root"
make_devices "$root"
tar -x -f /mnt/system.tar -C "$root" --numeric-owner --xattrs --xattrs-include='*' --acls
for place in dev proc sys run; do mount --rbind "/$place" "$root/$place"; done
in_root() {
    chroot "$root" env LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
}
finish_system "$root"
# update-grub names file systems by their UUIDs only when it finds these links, which udev makes elsewhere.
mkdir -p /dev/disk/by-uuid
blkid -o device | while read -r device; do
    uuid=$(blkid -o value -s UUID "$device" || true)
    [ -z "$uuid" ] || ln -sf "$device" "/dev/disk/by-uuid/$uuid"
done
install_loader
in_root python3 - </mnt/nasty.py
for place in run sys proc dev; do umount -l "$root/$place"; done
sync
umount -R "$root"
take_down
