# shellcheck shell=bash
# shellcheck disable=SC2154 # work, layout_packages and configure_system are the caller's and the layout's
# The system of the plain disk, with what a layout needs, as a tar file.

# What no start, backup or rebuild looks at: a run by emulation takes its time by the byte and by the file.
left_out=(./usr/share/{doc,man,info,locale,iso-codes,fonts,perl,vim,xml,git-core} ./usr/lib/git-core ./usr/lib/python3/dist-packages './usr/lib/modules/*/kernel/sound'
    './usr/lib/modules/*/kernel/drivers/'{gpu,media,infiniband,staging,iio,isdn,bluetooth} './usr/lib/modules/*/kernel/drivers/net/wireless'
    './srv/*' './home/*/Documents' ./lost+found)

# make_system PLAIN-DISK.qcow2 TAR
make_system() {
    system=$work/system
    local start
    qemu-img convert -f qcow2 -O raw "$1" "$work/plain.raw"
    start=$(sfdisk --dump "$work/plain.raw" | sed -n 's/.*start= *\([0-9]*\), .*type=0FC63DAF-8483-4772-8E79-3D69D8477DE4.*/\1/p')
    mkdir "$work/plain" "$system"
    mount -t ext4 -o "loop,offset=$((start * 512))" "$work/plain.raw" "$work/plain"
    tar -c -C "$work/plain" --numeric-owner --xattrs --xattrs-include='*' --acls --warning=no-file-ignored "${left_out[@]/#/--exclude=}" . |
        tar -x -C "$system" --numeric-owner --xattrs --xattrs-include='*' --acls
    umount "$work/plain"
    rm "$work/plain.raw"
    enter_system
    install_packages
    configure_system "$system"
    sed -i 's/^update_initramfs=.*/update_initramfs=yes/' "$system/etc/initramfs-tools/update-initramfs.conf"
    in_system depmod "$(basename "$system"/usr/lib/modules/*)"
    in_system update-initramfs -u -k all
    leave_system
    tar -c -f "$2" -C "$system" --numeric-owner --xattrs --xattrs-include='*' --acls .
    rm -rf --one-file-system "$system"
}

in_system() {
    chroot "$system" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

# No disk of this machine is to be seen from there.
enter_system() {
    mount -t tmpfs -o mode=755 tmpfs "$system/dev"
    cp -a /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty "$system/dev/"
    ln -s /proc/self/fd "$system/dev/fd"
    mount -t proc proc "$system/proc"
    mount -t tmpfs tmpfs "$system/sys"
    mount -t tmpfs tmpfs "$system/run"
}

leave_system() {
    local place
    for place in run sys proc dev; do
        ! mountpoint -q "$work/system/$place" || umount "$work/system/$place"
    done
    ! mountpoint -q "$work/plain" || umount "$work/plain"
}

# The initramfs is made once, at the end, and services are not started.
install_packages() {
    local resolver
    resolver=$(readlink "$system/etc/resolv.conf" || true)
    sed -i 's/^update_initramfs=.*/update_initramfs=no/' "$system/etc/initramfs-tools/update-initramfs.conf"
    printf '#!/bin/sh\nexit 101\n' >"$system/usr/sbin/policy-rc.d"
    chmod 755 "$system/usr/sbin/policy-rc.d"
    rm -f "$system/etc/resolv.conf"
    cp /etc/resolv.conf "$system/etc/resolv.conf"
    in_system apt-get -q -q -o APT::Sandbox::User=root update
    in_system apt-get -q -q -y -o APT::Sandbox::User=root -o Dpkg::Use-Pty=0 --no-install-recommends install "${layout_packages[@]}" </dev/null
    in_system apt-get clean
    rm -rf "$system"/var/lib/apt/lists/* "$system/usr/sbin/policy-rc.d" "$system/etc/resolv.conf"
    [ -z "$resolver" ] || ln -s "$resolver" "$system/etc/resolv.conf"
}
