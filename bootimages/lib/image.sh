# shellcheck shell=bash
# The boot image from its inputs. It is three archives, one after the other:
#   start   rootfs/: /init and what it sources. First, so that it is there when memory runs out later.
#   base    the files of Debian packages: large, kept in the cache.
#   agent   monitas-agent and the sentinel file that tells /init that all was unpacked.
# Needs: $here, $cache, all other lib files.
: "${here:?}" "${contents:?}"

# base_key PACKAGES: a hash over all that decides the base archive's bytes.
base_key() {
    {
        cat "$1"
        hash_tree "$contents"
        cat "$here"/lib/{lists,unpack,pick,modules,archive}.sh
        zstd --version
        cpio --version | head -n 1
        depmod --version | head -n 1
        printf '%s\n' "$SOURCE_DATE_EPOCH"
    } | sha256sum | cut -c 1-32
}

# image_key BASE_KEY AGENT: a hash over all that decides the image's bytes.
image_key() {
    {
        printf '%s\n' "$1"
        hash_tree "$here/rootfs"
        cat "$here"/lib/{image,manifest}.sh
        hash_of "$2"
    } | sha256sum | cut -c 1-32
}

# build_base PACKAGES OUT: OUT/{vmlinuz,base.zst,kernel,bytes}.
build_base() {
    local packages=$1 out=$2 work kernel
    work=$(mktemp -d)
    say "unpacking $(wc -l <"$packages") Debian packages"
    unpack_packages "$packages" "$work/tree"
    kernel=$(kernel_version "$work/tree")
    say "picking files and modules (kernel $kernel)"
    _make_skeleton "$work/root"
    pick_files "$work/tree" "$work/root"
    pick_modules "$work/tree" "$work/root" "$kernel"
    say "compressing"
    mkdir -p "$out"
    pack_root "$work/root" "$out/base.zst"
    cp --no-preserve=all "$work/tree/boot/vmlinuz-$kernel" "$out/vmlinuz"
    printf '%s\n' "$kernel" >"$out/kernel"
    zstd -q -dc "$out/base.zst" | wc -c >"$out/bytes"
    rm -rf "$work"
}

# Folders that programs expect, and the merged /usr.
_make_skeleton() {
    local root=$1 link
    mkdir -p "$root"/{dev,etc,mnt,proc,root,run,sys,tmp} "$root"/usr/{bin,sbin,lib,lib64,share/locale} \
        "$root"/var/{cache,lib,log,tmp}
    chmod 0700 "$root/root"
    chmod 1777 "$root/tmp" "$root/var/tmp"
    for link in bin sbin lib lib64; do ln -s "usr/$link" "$root/$link"; done
    ln -s ../run "$root/var/run"
    ln -s ../run/lock "$root/var/lock"
    ln -s ../proc/self/mounts "$root/etc/mtab"
    ln -s dash "$root/usr/bin/sh"
    list_entries "$contents/applets.list" | while read -r link; do ln -s busybox "$root/usr/bin/$link"; done
}

# build_image BASE AGENT PACKAGES OUT: OUT/{vmlinuz,initrd.img,manifest.json} from a base made by build_base.
build_image() {
    local base=$1 agent=$2 packages=$3 out=$4 work
    work=$(mktemp -d)
    mkdir -p "$work/start" "$work/agent/usr/bin" "$work/agent/usr/lib/monitas"
    cp -r --no-preserve=ownership,timestamps "$here/rootfs/." "$work/start/"
    find "$work/start" -type d -exec chmod 0755 {} +
    find "$work/start" -type f -perm /u+x -exec chmod 0755 {} +
    find "$work/start" -type f ! -perm /u+x -exec chmod 0644 {} +
    install -m 0755 "$agent" "$work/agent/usr/bin/monitas-agent"
    printf 'This file is the last of the boot image.\n' >"$work/agent/usr/lib/monitas/image-complete"
    pack_root "$work/start" "$work/start.zst"
    pack_root "$work/agent" "$work/agent.zst"

    mkdir -p "$out"
    cp "$base/vmlinuz" "$out/vmlinuz"
    cat "$work/start.zst" "$base/base.zst" "$work/agent.zst" >"$out/initrd.img"
    write_manifest "$out" "$packages" "$(cat "$base/kernel")" \
        $(($(cat "$base/bytes") + $(cat "$work/start.zst" "$work/agent.zst" | zstd -q -dc | wc -c))) "$agent"
    rm -rf "$work"
}
