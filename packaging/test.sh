#!/bin/bash
# Tests the packages that ./monitas build has made: what they hold, that they are made the same twice, and that a fresh
# Debian 12 takes them, runs them and lets go of them. Usage: packaging/test.sh [DIR]   (default: out/)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(dirname "$here")
# shellcheck source=requirements.sh
. "$here/requirements.sh"
need_packages mmdebstrap dpkg debian-archive-keyring

debs=${1:-$top/out}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# check NAME COMMAND...: passes when the command does.
check() {
    local name=$1
    shift
    if "$@" >"$work/output" 2>&1; then
        printf 'passed: %s\n' "$name"
    else
        printf 'FAILED: %s\n' "$name"
        tail -n 15 "$work/output"
        failures=$((failures + 1))
    fi
}

only_deb() {
    local found=("$debs/$1"_*_amd64.deb)
    if [ ${#found[@]} -ne 1 ] || [ ! -f "${found[0]}" ]; then
        echo "packaging: expected one $1 package in $debs; ./monitas build makes it" >&2
        exit 1
    fi
    printf '%s\n' "${found[0]}"
}

all_owned_by_root() { ! dpkg-deb -c "$1" | awk '$2 != "root/root"' | grep .; }
none_writable_by_others() { ! dpkg-deb -c "$1" | grep -v '^l' | awk 'substr($1, 6, 1) == "w" || substr($1, 9, 1) == "w"' | grep .; }
holds() { dpkg-deb -c "$1" | awk '{ print $6 }' | grep -xF ".$2"; }
configuration_file() { dpkg-deb -I "$1" conffiles | grep -xF "$2"; }

the_same_twice() {
    dpkg-deb --fsys-tarfile "$agent" | tar -x -C "$work" ./usr/bin/monitas-agent
    "$here/build-agent-deb.sh" --agent "$work/usr/bin/monitas-agent" --out "$work/once"
    (umask 077 && TZ=Asia/Tokyo "$here/build-agent-deb.sh" --agent "$work/usr/bin/monitas-agent" --out "$work/again")
    cmp "$work/once/$(basename "$agent")" "$work/again/$(basename "$agent")"
}

installed_in_debian() {
    local site=${MONITAS_DEBIAN_MIRROR:-http://deb.debian.org/debian}
    cp "$agent" "$server" "$work/"
    cp "$here/test-in-debian.sh" "$work/in-debian.sh"
    chmod 0755 "$work" "$work/in-debian.sh"
    # mmdebstrap's own shell puts in the folder for $1.
    # shellcheck disable=SC2016
    mmdebstrap --quiet --variant=apt --include=systemd --aptopt='APT::Install-Recommends "false"' \
        --customize-hook="copy-in $work/$(basename "$agent") $work/$(basename "$server") $work/in-debian.sh /root" \
        --customize-hook='chroot "$1" sh /root/in-debian.sh' bookworm /dev/null "$site"
}

agent=$(only_deb monitas-agent)
server=$(only_deb monitas-server)
for deb in "$agent" "$server"; do
    check "$(basename "$deb"): all files belong to root" all_owned_by_root "$deb"
    check "$(basename "$deb"): nobody but root may write its files" none_writable_by_others "$deb"
done
check "agent: has its program" holds "$agent" /usr/bin/monitas-agent
check "agent: has its unit" holds "$agent" /lib/systemd/system/monitas-agent.service
check "agent: agent.conf is a configuration file" configuration_file "$agent" /etc/monitas/agent.conf
check "agent: exclude is a configuration file" configuration_file "$agent" /etc/monitas/exclude
check "server: has its program" holds "$server" /usr/bin/monitas-server
check "server: has its unit" holds "$server" /lib/systemd/system/monitas-server.service
check "server: has the boot image" holds "$server" /usr/share/monitas/boot/initrd.img
check "server: server.conf is a configuration file" configuration_file "$server" /etc/monitas/server.conf
check "server: schedule is a configuration file" configuration_file "$server" /etc/monitas/schedule
check "agent: the same bytes twice" the_same_twice
check "a fresh Debian 12 takes both, runs them and lets go of them" installed_in_debian
[ $failures -eq 0 ] || { echo "packages: $failures checks failed"; exit 1; }
echo "packages: all checks passed"
