#!/bin/bash
# Makes the boot image of Monitas (vmlinuz, initrd.img, manifest.json) out of Debian packages and the agent's binary.
set -euo pipefail
umask 022
export LC_ALL=C TZ=UTC0
# Every file of the image bears this time: 2025-01-01.
export SOURCE_DATE_EPOCH=1735689600

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
contents=$here/contents
cache=${XDG_CACHE_HOME:-$HOME/.cache}/monitas
# shellcheck source=lib/messages.sh
. "$here/lib/messages.sh"
# shellcheck source=lib/lists.sh
. "$here/lib/lists.sh"
# shellcheck source=lib/apt.sh
. "$here/lib/apt.sh"
# shellcheck source=lib/locks.sh
. "$here/lib/locks.sh"
# shellcheck source=lib/unpack.sh
. "$here/lib/unpack.sh"
# shellcheck source=lib/pick.sh
. "$here/lib/pick.sh"
# shellcheck source=lib/modules.sh
. "$here/lib/modules.sh"
# shellcheck source=lib/archive.sh
. "$here/lib/archive.sh"
# shellcheck source=lib/manifest.sh
. "$here/lib/manifest.sh"
# shellcheck source=lib/image.sh
. "$here/lib/image.sh"
# shellcheck source=lib/cache.sh
. "$here/lib/cache.sh"
# shellcheck source=../packaging/requirements.sh
. "$here/../packaging/requirements.sh"

usage() {
    cat <<'END'
Usage: bootimages/build.sh --agent FILE --out DIR [--locked | --update-lock] [--no-cache]
  --agent FILE    the agent's binary (dotnet publish src/Agent -c Release -r linux-x64)
  --out DIR       gets vmlinuz, initrd.img and manifest.json
  --locked        use exactly the packages of versions.lock, or fail
  --update-lock   make versions.lock name the packages that Debian gives today
  --no-cache      build everything anew; downloaded packages are still kept
END
}

agent='' out='' mode=newest use_cache=1
while [ $# -gt 0 ]; do
    case $1 in
    --agent | --out)
        [ $# -ge 2 ] || { usage >&2; exit 2; }
        if [ "$1" = --agent ]; then agent=$2; else out=$2; fi
        shift
        ;;
    --locked) mode=locked ;;
    --update-lock) mode=update ;;
    --no-cache) use_cache= ;;
    --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
    esac
    shift
done
if [ -z "$agent" ] || [ -z "$out" ]; then usage >&2; exit 2; fi
[ -x "$agent" ] || die "there is no program $agent"

need_packages apt binutils cpio debian-archive-keyring findutils gawk\|mawk kmod tar zstd
mkdir -p "$cache" "$out"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export TMPDIR=$scratch
# Two builds at once would download and compress the same things twice.
exec 9>"$cache/lock"
flock 9

packages=$scratch/packages
if [ "$mode" = locked ]; then locked_packages "$packages"; else resolve_packages "$packages"; fi
if [ "$mode" = update ]; then write_lock "$packages"; fi
if [ "$mode" = newest ]; then compare_with_lock "$packages"; fi

base_id=$(base_key "$packages")
image_id=$(image_key "$base_id" "$agent")
store=$cache/bootimage
[ -n "$use_cache" ] || store=$scratch/store
mkdir -p "$store"

if [ ! -d "$store/image.$image_id" ]; then
    if [ ! -d "$store/base.$base_id" ]; then
        apt_download "$packages"
        build_base "$packages" "$scratch/base"
        mv "$scratch/base" "$store/base.$base_id"
    fi
    build_image "$store/base.$base_id" "$agent" "$packages" "$scratch/image"
    mv "$scratch/image" "$store/image.$image_id"
fi
for file in vmlinuz initrd.img manifest.json; do
    cmp -s "$store/image.$image_id/$file" "$out/$file" || install -m 0644 "$store/image.$image_id/$file" "$out/$file"
done
touch -c "$store/image.$image_id" "$store/base.$base_id"
forget_old "$store"
say "$out: vmlinuz $(stat -c %s "$out/vmlinuz") bytes, initrd.img $(stat -c %s "$out/initrd.img") bytes"
