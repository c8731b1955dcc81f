# shellcheck shell=bash
# From .deb files to one tree with a merged /usr. Runs nothing that a package brings.
# Needs: $cache, messages.sh.
: "${cache:?}"

# unpack_packages FILE TREE: unpacks the packages listed in FILE ("name version sha256 bytes") into the new folder TREE.
unpack_packages() {
    local list=$1 tree=$2 name sha256 link
    mkdir -p "$tree"/usr/{bin,sbin,lib,lib64,lib32,libx32}
    for link in bin sbin lib lib64; do ln -s "usr/$link" "$tree/$link"; done
    while read -r name _ sha256 _; do
        dpkg-deb --fsys-tarfile "$cache/debs/$sha256.deb" |
            tar -x -C "$tree" --keep-directory-symlink --no-same-owner --delay-directory-restore \
                --exclude './usr/share/doc' --exclude './usr/share/man' --exclude './usr/share/locale' \
                --exclude './usr/share/info' --exclude './usr/share/bash-completion' --exclude './usr/lib/debug' ||
            die "the package $name could not be unpacked. Is the disk full?"
    done <"$list"
}

# kernel_version TREE: the version of the one kernel in the tree, e.g. 6.1.0-40-amd64.
kernel_version() {
    local found=("$1"/boot/vmlinuz-*)
    if [ ${#found[@]} -ne 1 ] || [ ! -f "${found[0]}" ]; then
        die "expected one kernel in the packages, found: ${found[*]}"
    fi
    printf '%s\n' "${found[0]##*/vmlinuz-}"
}
