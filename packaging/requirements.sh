# shellcheck shell=bash
# Debian packages that Monitas' own scripts need: sourced by whatever needs some.

# need_packages PACKAGE...: installs those that are missing. Silent when nothing is missing; otherwise one line on
# standard error. Ends the script with a clear sentence when it cannot be done.
need_packages() {
    local missing=() package log
    for package in "$@"; do
        # "package|other" is satisfied by either; the first is what gets installed.
        local name found=
        for name in ${package//|/ }; do
            if [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ]; then found=1; fi
        done
        [ -n "$found" ] || missing+=("${package%%|*}")
    done
    [ ${#missing[@]} -gt 0 ] || return 0

    if [ "$(id -u)" -ne 0 ]; then
        echo "monitas: these Debian packages are missing: ${missing[*]}" >&2
        echo "monitas: run this command as root, or install them first: sudo apt-get install ${missing[*]}" >&2
        exit 1
    fi
    echo "monitas: installing ${missing[*]}" >&2
    log=$(mktemp)
    if ! _need_packages_apt "${missing[@]}" >"$log" 2>&1; then
        echo "monitas: apt-get could not install ${missing[*]}. Its last lines were:" >&2
        tail -n 12 "$log" >&2
        rm -f "$log"
        exit 1
    fi
    rm -f "$log"
}

# A package list that is new enough saves the update; one that names files which the mirror has replaced needs it.
_need_packages_apt() {
    local apt=(apt-get -q -y -o DPkg::Lock::Timeout=600 --no-install-recommends)
    export DEBIAN_FRONTEND=noninteractive
    "${apt[@]}" install "$@" </dev/null && return 0
    "${apt[@]}" update </dev/null && "${apt[@]}" install "$@" </dev/null
}
