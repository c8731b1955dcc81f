# shellcheck shell=bash
# Which version of each package goes in: what apt gives, or exactly what versions.lock says.
# Needs: $here, $contents, $cache, messages.sh, lists.sh, apt.sh.
: "${here:?}" "${contents:?}" "${cache:?}"

readonly LOCK_FILE=$here/versions.lock

# resolve_packages OUT: writes "name version sha256 bytes" for every package that is unpacked, sorted by name.
# The answer is kept until the package lists are fetched again.
resolve_packages() {
    local out=$1 key kept name rest wanted skipped
    apt_prepare
    apt_update_if_old
    key=$(hash_of "$contents/packages.list")
    kept=$cache/apt/resolved.$key
    if [ ! -s "$kept" ] || [ "$cache/apt/updated" -nt "$kept" ]; then
        mapfile -t wanted < <(list_entries "$contents/packages.list" | grep -v '^-')
        mapfile -t skipped < <(list_entries "$contents/packages.list" | sed -n 's/^-//p')
        apt_resolve "${wanted[@]}" >"$kept.all"
        while read -r name rest; do
            if ! _matches_any "$name" "${skipped[@]}"; then printf '%s %s\n' "$name" "$rest"; fi
        done <"$kept.all" >"$kept.new"
        rm -f "$kept.all"
        mv "$kept.new" "$kept"
    fi
    cp "$kept" "$out"
}

_matches_any() {
    local name=$1 pattern
    shift
    for pattern in "$@"; do
        # The pattern is meant as a pattern.
        # shellcheck disable=SC2053
        if [[ $name == $pattern ]]; then return 0; fi
    done
    return 1
}

# locked_packages OUT: what versions.lock says, in the same form.
locked_packages() {
    list_entries "$LOCK_FILE" | tr '=' ' ' >"$1"
    [ -s "$1" ] || die "$LOCK_FILE is empty; run with --update-lock once"
    apt_prepare
    apt_update_if_old
}

# write_lock FILE: makes versions.lock say what FILE says.
write_lock() {
    {
        echo "# Debian packages of the boot image: package=version sha256 bytes. Written by build.sh --update-lock."
        sed 's/ /=/' "$1"
    } >"$LOCK_FILE"
    say "versions.lock now names $(wc -l <"$1") packages"
}

# compare_with_lock FILE: warns about each package that is not the one in versions.lock.
compare_with_lock() {
    local differences
    differences=$(
        { [ ! -f "$LOCK_FILE" ] || list_entries "$LOCK_FILE"; } | tr '=' ' ' |
            awk 'NR == FNR { locked[$1] = $2 " " $3; version[$1] = $2; next }
                !($1 in locked) { print "  " $1 " " $2 " (not in versions.lock)"; next }
                locked[$1] != $2 " " $3 { print "  " $1 " " $2 " (versions.lock: " version[$1] ")" }' - "$1"
    )
    [ -n "$differences" ] || return 0
    warn "Debian gives other packages than versions.lock names; they are used, and manifest.json records them:"
    printf '%s\n' "$differences" >&2
    warn "--update-lock makes them the locked ones; --locked insists on versions.lock."
}
