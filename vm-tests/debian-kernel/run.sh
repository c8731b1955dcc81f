#!/bin/bash
# Runs the tests that need Debian's kernel, since that of a build machine may lack device-mapper, ISO 9660 or a disc drive: those marked
# [Trait("Kernel", "Debian")], in a virtual PC. The test projects must be built (Release).
# The PC has Debian's kernel, this machine's files read-only over 9p, memory for what it writes, and a volume as the disc in its drive. Nothing of this
# machine is changed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=packaging/requirements.sh
. "$top/packaging/requirements.sh"
need_packages qemu-system-x86 busybox-static cpio kmod lvm2 thin-provisioning-tools mdadm cryptsetup-bin btrfs-progs fdisk xfsprogs e2fsprogs zstd
projects=(Agent Imaging)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
kernel=$(apt-cache depends linux-image-amd64 | sed -n 's/^ *Depends: //p' | head -n 1)
apt-get -q -q -o APT::Sandbox::User=root download "$kernel"
dpkg-deb -x "$kernel"_*.deb kernel
version=$(basename kernel/lib/modules/*)
depmod -b kernel "$version"

mkdir -p initrd/{bin,proc,sys,dev,host,written,system,modules}
cp /bin/busybox initrd/bin/
number=100
for module in virtio_pci 9p 9pnet_virtio overlay dm-mod dm-snapshot dm-thin-pool dm-raid dm-crypt raid0 raid1 raid10 raid456 xts aes_generic sha256_generic algif_skcipher algif_hash loop xfs ext4 isofs virtio_scsi sr_mod; do
    modprobe -d "$work/kernel" -S "$version" --show-depends "$module"
done | awk '/^insmod/ && !seen[$2]++ { print $2 }' | while read -r file; do
    number=$((number + 1))
    cp "$file" "initrd/modules/$number-$(basename "$file")"
done
printf "$top/tests/%s.Tests/bin/Release/net10.0\n" "${projects[@]}" >initrd/tests
install -m 755 "$here/init" initrd/init
(cd initrd && find . | cpio -o -H newc 2>/dev/null | gzip -1) >initrd.gz
# ReadmeInLinuxTests copies it from the drive.
zstd -dq -o disc.iso "$top"/tests/Imaging.Tests/TestData/format1/plain/*.iso.zst

# It runs beside other virtual PCs. no_timer_check: a busy machine emulates a timer interrupt too late for the kernel's test of it.
timeout 2400 qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m 6144 -nographic -no-reboot -nic none \
    -kernel kernel/boot/vmlinuz-* -initrd initrd.gz -append "console=ttyS0 quiet panic=-1 no_timer_check" \
    -fsdev local,id=host,path=/,security_model=passthrough,readonly=on,multidevs=remap -device virtio-9p-pci,fsdev=host,mount_tag=host \
    -device virtio-scsi-pci -drive if=none,id=disc,file=disc.iso,format=raw,media=cdrom,readonly=on -device scsi-cd,drive=disc \
    </dev/null | stdbuf -oL tr -d '\r' | tee console.log
grep -q '^TESTS PASSED$' console.log
