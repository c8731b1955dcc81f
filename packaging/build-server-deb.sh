#!/bin/bash
# Makes monitas-server_VERSION_amd64.deb: the server with its own .NET, and the boot image.
set -euo pipefail
umask 022
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(dirname "$here")
# shellcheck source=requirements.sh
. "$here/requirements.sh"
# shellcheck source=lib/deb.sh
. "$here/lib/deb.sh"

usage() {
    cat <<'END'
Usage: packaging/build-server-deb.sh --boot-image DIR --out DIR
  --boot-image DIR   holds vmlinuz, initrd.img and manifest.json, as made by bootimages/build.sh
  --out DIR          gets the package
END
}

image='' out=''
while [ $# -gt 0 ]; do
    case $1 in
    --boot-image | --out)
        [ $# -ge 2 ] || { usage >&2; exit 2; }
        if [ "$1" = --out ]; then out=$2; else image=$2; fi
        shift
        ;;
    --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
    esac
    shift
done
if [ -z "$out" ] || [ -z "$image" ]; then usage >&2; exit 2; fi
for file in vmlinuz initrd.img manifest.json; do
    [ -f "$image/$file" ] || deb_fail "$image/$file is missing; make it with bootimages/build.sh"
done

need_packages binutils dpkg gzip
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$here/publish-server.sh" "$scratch/publish" >"$scratch/log" 2>&1 ||
    { cat "$scratch/log" >&2; deb_fail "the server does not compile (see above)"; }

stage=$scratch/stage program=$scratch/stage/usr/lib/monitas-server
mkdir -p "$program" "$stage/usr/bin"
cp -r "$scratch/publish/." "$program/"
find "$program" -type d -exec chmod 0755 {} +
find "$program" -type f -exec chmod 0644 {} +
chmod 0755 "$program/monitas-server"
[ ! -f "$program/createdump" ] || chmod 0755 "$program/createdump"
ln -s ../lib/monitas-server/monitas-server "$stage/usr/bin/monitas-server"
install -D -m 0644 -t "$stage/usr/share/monitas/boot" "$image"/{vmlinuz,initrd.img,manifest.json}
install -D -m 0644 -t "$stage/usr/share/monitas" "$here/server/grafana-dashboard.json"
install -D -m 0644 "$here/server/monitas-server.service" "$stage/lib/systemd/system/monitas-server.service"
install -D -m 0640 "$here/server/server.conf" "$stage/etc/monitas/server.conf"
install -D -m 0644 "$here/server/schedule" "$stage/etc/monitas/schedule"
mapfile -t binaries < <(find "$program" -type f -name '*.so' -o -type f -name monitas-server)
version=$(deb_version "$top")
glibc=$(deb_glibc "${binaries[@]}")
# The boot image is compressed already; xz would take a minute for nothing.
deb_build monitas-server "$version" "$here/server" "$stage" "$out" zstd "GLIBC=$glibc"
