# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # for whoever sources this; here: the folder debian-kernel
# A virtual PC with Debian's kernel and this machine's own files, read-only over 9p; what it writes there stays in its memory.

PC_PACKAGES=(qemu-system-x86 busybox-static cpio kmod lvm2 thin-provisioning-tools mdadm cryptsetup-bin btrfs-progs fdisk xfsprogs e2fsprogs dosfstools zstd)
PC_MODULES=(virtio_pci 9p 9pnet_virtio overlay virtio_blk dm-mod dm-snapshot dm-thin-pool dm-raid dm-crypt raid0 raid1 raid10 raid456 xts aes_generic
    sha256_generic algif_skcipher algif_hash loop xfs ext4 btrfs vfat nls_cp437 nls_ascii isofs virtio_scsi sr_mod)

# get_kernel: prints the folder with Debian's kernel and its modules (boot/, lib/modules/), which is kept in the cache folder.
get_kernel() {
    local name version cache folder
    name=$(apt-cache depends linux-image-amd64 | sed -n 's/^ *Depends: //p' | head -n 1)
    version=$(apt-cache show --no-all-versions "$name" | sed -n 's/^Version: //p')
    cache=${XDG_CACHE_HOME:-$HOME/.cache}/monitas/debian-kernel folder=$cache/${version//[^0-9a-z.+~-]/_}
    mkdir -p "$cache"
    (
        flock 9
        [ ! -d "$folder" ] || exit 0
        rm -rf "${cache:?}"/*/ "$cache/new"
        mkdir "$cache/new"
        cd "$cache/new" || exit
        apt-get -q -q -o APT::Sandbox::User=root download "$name" >&2
        dpkg-deb -x "$name"_*.deb .
        rm "$name"_*.deb
        depmod -b "$PWD" "$(basename lib/modules/*)"
        mv "$cache/new" "$folder"
    ) 9>"$cache/lock"
    echo "$folder"
}

# make_pc JOB: makes what it starts with in the working directory: vmlinuz and initrd/, to which the caller may add before pack_pc.
make_pc() {
    local job=$1 kernel version number=100
    kernel=$(get_kernel)
    version=$(basename "$kernel"/lib/modules/*)
    cp "$kernel"/boot/vmlinuz-* vmlinuz
    mkdir -p initrd/{bin,proc,sys,dev,host,written,system,modules}
    cp /bin/busybox initrd/bin/
    for module in "${PC_MODULES[@]}"; do
        modprobe -d "$kernel" -S "$version" --show-depends "$module"
    done | awk '/^insmod/ && !seen[$2]++ { print $2 }' | while read -r file; do
        number=$((number + 1))
        cp "$file" "initrd/modules/$number-$(basename "$file")"
    done
    install -m 755 "$here/init" initrd/init
    cp "$job" initrd/job
}

pack_pc() {
    (cd initrd && find . | cpio -o -H newc 2>/dev/null | gzip -1) >initrd.gz
}

# run_pc SECONDS LOG QEMU-ARGUMENT...: runs it to its end; what it says goes to the log and to standard output.
run_pc() {
    local limit=$1 log=$2
    shift 2
    # It runs beside other virtual PCs. no_timer_check: a busy machine emulates a timer interrupt too late for the kernel's test of it.
    timeout "$limit" qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m 6144 -nographic -no-reboot -nic none \
        -kernel vmlinuz -initrd initrd.gz -append "console=ttyS0 quiet panic=-1 no_timer_check" \
        -fsdev local,id=host,path=/,security_model=passthrough,readonly=on,multidevs=remap -device virtio-9p-pci,fsdev=host,mount_tag=host \
        "$@" </dev/null | stdbuf -oL tr -d '\r' | tee "$log"
}
