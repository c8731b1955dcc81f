# shellcheck shell=bash
# What is kept from build to build, so that the cache does not grow for ever.
: "${cache:?}"

readonly KEPT_IMAGES=4
readonly KEPT_BASES=2
readonly KEPT_PACKAGE_DAYS=60

# forget_old STORE: keeps the images and bases that were used last, and the packages that were used lately.
forget_old() {
    local store=$1
    _keep_newest "$KEPT_IMAGES" "$store"/image.*
    _keep_newest "$KEPT_BASES" "$store"/base.*
    if [ -d "$cache/debs" ]; then
        find "$cache/debs" -name '*.deb' -mtime "+$KEPT_PACKAGE_DAYS" -atime "+$KEPT_PACKAGE_DAYS" -delete
    fi
}

_keep_newest() {
    local count=$1
    shift
    [ -e "$1" ] || return 0
    stat -c '%Y %n' -- "$@" | sort -rn | tail -n "+$((count + 1))" | cut -d ' ' -f 2- | xargs -d '\n' -r rm -rf --
}
