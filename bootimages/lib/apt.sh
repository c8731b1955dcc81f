# shellcheck shell=bash
# apt, apart from the host's own: its own package lists, an empty installed set, the same mirror.
# Needs: $cache (folder for downloads), messages.sh, lists.sh.
: "${cache:?}"

readonly APT_SUITE=bookworm
readonly APT_LISTS_MAX_AGE_MINUTES=720

# The host's own mirror for a suite, so that a LAN mirror is used where there is one.
_apt_site() {
    local suite=$1 fallback=$2 site
    # apt fills these names in, not the shell.
    # shellcheck disable=SC2016
    site=$(apt-get indextargets --format '$(CODENAME) $(REPO_URI)' 'Created-By: Packages' 'Component: main' 2>/dev/null |
        awk -v suite="$suite" '$1 == suite { print $2; exit }') || site=
    printf '%s\n' "${site:-$fallback}"
}

# apt_prepare: writes the configuration; sets the array `apt` for the functions below.
apt_prepare() {
    local dir=$cache/apt key=/usr/share/keyrings/debian-archive-keyring.gpg main security
    main=${MONITAS_DEBIAN_MIRROR:-$(_apt_site "$APT_SUITE" http://deb.debian.org/debian)}
    security=${MONITAS_DEBIAN_SECURITY_MIRROR:-$(_apt_site "$APT_SUITE-security" http://deb.debian.org/debian-security)}
    mkdir -p "$dir/lists/partial" "$dir/archives/partial" "$dir/none.d"
    : >"$dir/status"
    {
        echo "deb [signed-by=$key arch=amd64] $main $APT_SUITE main non-free-firmware"
        echo "deb [signed-by=$key arch=amd64] $main $APT_SUITE-updates main non-free-firmware"
        echo "deb [signed-by=$key arch=amd64] $security $APT_SUITE-security main non-free-firmware"
    } >"$dir/sources.new"
    if ! cmp -s "$dir/sources.new" "$dir/sources.list"; then
        mv "$dir/sources.new" "$dir/sources.list"
        rm -f "$dir/updated"
    fi
    apt_options=(
        -q
        -o "APT::Architecture=amd64" -o "APT::Architectures=amd64" -o "APT::Install-Recommends=false"
        -o "APT::Sandbox::User=root" -o "Acquire::Retries=3" -o "Acquire::Languages=none"
        -o "Dir::State=$dir" -o "Dir::State::status=$dir/status" -o "Dir::State::lists=$dir/lists"
        -o "Dir::State::extended_states=$dir/extended_states" -o "Dir::Cache=$dir"
        -o "Dir::Cache::archives=$dir/archives" -o "Dir::Log=$dir"
        -o "Dir::Etc::sourcelist=$dir/sources.list" -o "Dir::Etc::sourceparts=-"
        -o "Dir::Etc::preferences=/dev/null" -o "Dir::Etc::preferencesparts=$dir/none.d"
    )
}

# apt_update_if_old: fetches package lists unless they are new enough.
apt_update_if_old() {
    local stamp=$cache/apt/updated log
    if [ -n "$(find "$stamp" -mmin "-$APT_LISTS_MAX_AGE_MINUTES" 2>/dev/null)" ]; then return; fi
    say "fetching Debian's package lists"
    log=$(mktemp)
    if ! apt-get "${apt_options[@]}" -o "APT::Update::Error-Mode=any" update >"$log" 2>&1; then
        cat "$log" >&2
        rm -f "$log"
        if [ -f "$stamp" ]; then
            warn "the package lists could not be fetched (see above); those of $(date -r "$stamp" '+%F %R') UTC are used"
            return
        fi
        die "apt-get update failed (see above). Is the mirror reachable?" \
            "MONITAS_DEBIAN_MIRROR and MONITAS_DEBIAN_SECURITY_MIRROR name another one."
    fi
    rm -f "$log"
    touch "$stamp"
}

# apt_resolve PACKAGE...: prints "name version sha256 bytes" for the packages and all that they depend on, sorted.
apt_resolve() {
    local simulated
    simulated=$(apt-get "${apt_options[@]}" --no-install-recommends --simulate install "$@" 2>&1) || {
        printf '%s\n' "$simulated" >&2
        die "apt cannot put the packages of contents/packages.list together (see above)"
    }
    # "Inst name (version suite [arch])"
    printf '%s\n' "$simulated" | sed -n 's/^Inst \([^ ]*\) (\([^ ]*\) .*/\1=\2/p' |
        xargs apt-cache "${apt_options[@]}" show |
        awk -F ': ' '
            $1 == "Package" { name = $2 } $1 == "Version" { version = $2 } $1 == "Size" { size = $2 }
            $1 == "SHA256" { sha256 = $2 }
            $0 == "" { if (name != "") print name, version, sha256, size; name = "" }
            END { if (name != "") print name, version, sha256, size }' |
        LC_ALL=C sort -u
}

# apt_download FILE: fetches the packages listed in FILE (lines as printed by apt_resolve) into $cache/debs/SHA256.deb.
apt_download() {
    local list=$1 wanted=() name version sha256 scratch deb
    mkdir -p "$cache/debs"
    while read -r name version sha256 _; do
        [ -f "$cache/debs/$sha256.deb" ] || wanted+=("$name=$version")
    done <"$list"
    [ ${#wanted[@]} -gt 0 ] || return 0

    say "downloading ${#wanted[@]} Debian packages"
    scratch=$(mktemp -d "$cache/debs/.download.XXXXXX")
    if ! (cd "$scratch" && apt-get "${apt_options[@]}" download "${wanted[@]}" >log 2>&1); then
        tail -n 12 "$scratch/log" >&2
        rm -rf "$scratch"
        die "these packages could not be downloaded (see above): ${wanted[*]}." \
            "A version that a security update has replaced is gone from the mirror: run with --update-lock," \
            "or point MONITAS_DEBIAN_MIRROR at a snapshot.debian.org date that still has it."
    fi
    for deb in "$scratch"/*.deb; do
        mv -- "$deb" "$cache/debs/$(hash_of "$deb").deb"
    done
    rm -rf "$scratch"
    while read -r name version sha256 _; do
        [ -f "$cache/debs/$sha256.deb" ] || die "$name $version as downloaded does not have the expected SHA-256 $sha256"
    done <"$list"
}
