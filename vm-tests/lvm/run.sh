#!/bin/bash
# Runs the agent's tests of LVM snapshots in a virtual PC: they need device-mapper, which the kernel of a build machine may lack.
# Usage: run.sh DIRECTORY-OF-Monitas.Agent.Tests.dll
# The PC has Debian's kernel, this machine's files read-only over 9p, and memory for what it writes. Nothing of this machine is changed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=packaging/requirements.sh
. "$here/../../packaging/requirements.sh"
[ -f "${1:?which directory holds Monitas.Agent.Tests.dll?}/Monitas.Agent.Tests.dll" ]
tests=$(cd "$1" && pwd)
need_packages qemu-system-x86 busybox-static cpio kmod lvm2 thin-provisioning-tools xfsprogs e2fsprogs

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
for module in virtio_pci 9p 9pnet_virtio overlay dm-mod dm-snapshot dm-thin-pool loop xfs ext4; do
    modprobe -d "$work/kernel" -S "$version" --show-depends "$module"
done | awk '/^insmod/ && !seen[$2]++ { print $2 }' | while read -r file; do
    number=$((number + 1))
    cp "$file" "initrd/modules/$number-$(basename "$file")"
done
sed "s|@TESTS@|$tests|" "$here/init" >initrd/init
chmod 755 initrd/init
(cd initrd && find . | cpio -o -H newc 2>/dev/null | gzip -1) >initrd.gz

# It runs beside other virtual PCs. no_timer_check: a busy machine emulates a timer interrupt too late for the kernel's test of it.
timeout 2400 qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m 6144 -nographic -no-reboot -nic none \
    -kernel kernel/boot/vmlinuz-* -initrd initrd.gz -append "console=ttyS0 quiet panic=-1 no_timer_check" \
    -fsdev local,id=host,path=/,security_model=passthrough,readonly=on,multidevs=remap -device virtio-9p-pci,fsdev=host,mount_tag=host \
    </dev/null | tr -d '\r' | tee console.log
grep -q '^TESTS PASSED$' console.log
