# shellcheck shell=bash
# Making .deb files with dpkg-deb: the same bytes from the same inputs, everything owned by root.

# Every file of a package bears this time: 2025-01-01.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1735689600}

deb_fail() {
    printf 'packaging: error: %s\n' "$*" >&2
    exit 1
}

# deb_version TOP: the version of this checkout, from Directory.Build.props.
deb_version() {
    sed -n 's#^ *<Version>\(.*\)</Version>.*#\1#p' "$1/Directory.Build.props" | grep . ||
        deb_fail "Directory.Build.props has no <Version>"
}

# deb_glibc FILE...: the lowest glibc that all of these programs and libraries run with.
deb_glibc() {
    readelf --version-info --wide "$@" 2>/dev/null | grep -o 'GLIBC_[0-9.]*' | sed 's/GLIBC_//' | sort -Vu | tail -n 1 | grep . ||
        deb_fail "no glibc version found in $*"
}

# deb_build PACKAGE VERSION SOURCE STAGE OUT COMPRESSION [NAME=VALUE...]: packs the tree STAGE with the control files of
# SOURCE into OUT/PACKAGE_VERSION_amd64.deb. In `control`, @NAME@ becomes VALUE.
deb_build() {
    local package=$1 version=$2 source=$3 stage=$4 out=$5 compression=$6 pair script control
    shift 6
    _deb_documents "$package" "$version" "$source" "$stage"
    mkdir -p "$stage/DEBIAN" "$out"
    control=$(cat "$source/control")
    for pair in "VERSION=$version" "SIZE=$(du -sk --apparent-size "$stage" | cut -f 1)" "$@"; do
        control=${control//@${pair%%=*}@/${pair#*=}}
    done
    printf '%s\n' "$control" >"$stage/DEBIAN/control"
    for script in preinst postinst prerm postrm; do
        [ ! -f "$source/$script" ] || install -m 0755 "$source/$script" "$stage/DEBIAN/$script"
    done
    (cd "$stage" && find etc -type f 2>/dev/null | LC_ALL=C sort | sed 's#^#/#') >"$stage/DEBIAN/conffiles"
    (cd "$stage" && find usr lib -type f -print0 2>/dev/null | LC_ALL=C sort -z | xargs -0r md5sum) >"$stage/DEBIAN/md5sums"
    chmod 0644 "$stage"/DEBIAN/{control,conffiles,md5sums}
    find "$stage" -exec touch --no-dereference -d "@$SOURCE_DATE_EPOCH" {} +
    dpkg-deb --root-owner-group -Z"$compression" --build "$stage" "$out/${package}_${version}_amd64.deb" >/dev/null
    printf '%s\n' "$out/${package}_${version}_amd64.deb"
}

# What Debian wants to find below /usr/share/doc.
_deb_documents() {
    local package=$1 version=$2 source=$3 stage=$4 documents=$4/usr/share/doc/$1
    install -d -m 0755 "$documents"
    install -m 0644 "$source/../copyright" "$documents/copyright"
    {
        printf '%s (%s) bookworm; urgency=medium\n\n  * Built from the Monitas source tree.\n\n' "$package" "$version"
        printf ' -- The Monitas authors <authors@monitas.invalid>  %s\n' "$(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")"
    } | gzip -9n >"$documents/changelog.gz"
    chmod 0644 "$documents/changelog.gz"
}
