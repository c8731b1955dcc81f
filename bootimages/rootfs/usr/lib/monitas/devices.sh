# shellcheck shell=dash
# The kernel's own file systems, and the drivers for the hardware that is there.

mount_kernel_file_systems() {
    busybox mount -t proc -o nosuid,noexec,nodev proc /proc
    busybox mount -t sysfs -o nosuid,noexec,nodev sysfs /sys
    busybox mount -t devtmpfs -o nosuid,mode=0755 devtmpfs /dev
    busybox mkdir -p /dev/pts /dev/shm
    busybox mount -t devpts -o nosuid,noexec,mode=0620,gid=5 devpts /dev/pts
    busybox mount -t tmpfs -o nosuid,nodev tmpfs /dev/shm
    busybox mount -t tmpfs -o nosuid,nodev,mode=0755 tmpfs /run
    busybox mkdir -p /run/lock /run/lvm /run/mdadm /run/cryptsetup /run/monitas
    busybox chmod 0700 /run/monitas
    # A kernel that has crashed starts the machine again, since nobody is there to do it.
    echo 60 >/proc/sys/kernel/panic
}

start_devices() {
    /usr/lib/systemd/systemd-udevd --daemon >/dev/null 2>&1
    udevadm trigger --type=subsystems --action=add
    udevadm trigger --type=devices --action=add
    udevadm settle --timeout=60 || say "some hardware takes long to answer; going on without it"
    modprobe -a -q dm-mod loop fuse
    if [ -d /sys/firmware/efi ]; then
        modprobe -q efivarfs
        mount -t efivarfs -o nosuid,noexec,nodev efivarfs /sys/firmware/efi/efivars ||
            say "the firmware's boot entries cannot be reached"
    fi
}
