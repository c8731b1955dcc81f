# shellcheck shell=bash
# Picks the boot image's files out of the unpacked tree: what the lists name, plus the closure over symbolic links and
# over the libraries that ELF files need. Stops when something is missing. Executes nothing of the tree.
# Needs: $contents (folder of the list files), messages.sh, lists.sh.
: "${contents:?}"

readonly LIBRARY_DIRS=(usr/lib/x86_64-linux-gnu usr/lib usr/lib64)

# pick_files TREE ROOT: copies programs, files and their closure from TREE to ROOT.
pick_files() {
    local tree=$1 root=$2 scratch
    scratch=$(mktemp -d)
    {
        _programs "$tree"
        _listed_files "$tree"
    } | LC_ALL=C sort -u >"$scratch/wanted"
    : >"$scratch/seen"
    while [ -s "$scratch/wanted" ]; do
        _copy "$tree" "$root" <"$scratch/wanted"
        LC_ALL=C sort -u -o "$scratch/seen" "$scratch/seen" "$scratch/wanted"
        {
            _link_targets "$tree" <"$scratch/wanted"
            _needed_libraries "$tree" <"$scratch/wanted"
        } | LC_ALL=C sort -u | LC_ALL=C comm -23 - "$scratch/seen" >"$scratch/next"
        if grep '^missing ' "$scratch/next" >&2; then
            die "the packages of contents/packages.list lack the above; add the package that brings it"
        fi
        mv "$scratch/next" "$scratch/wanted"
    done
    rm -rf "$scratch"
}

# Copies the paths on standard input, relative to the tree.
_copy() { (cd "$1" && xargs -d '\n' -r cp -a --parents -t "$2" --); }

# The paths of the programs that programs.list names.
_programs() {
    local tree=$1 name dir found
    while read -r name; do
        found=
        for dir in usr/sbin usr/bin; do
            if [ -z "$found" ] && { [ -e "$tree/$dir/$name" ] || [ -L "$tree/$dir/$name" ]; }; then found=$dir/$name; fi
        done
        [ -n "$found" ] || die "contents/programs.list names '$name', which none of the packages brings"
        printf '%s\n' "$found"
    done < <(list_entries "$contents/programs.list")
}

# The files below the paths that files.list names, less those that it takes out again.
_listed_files() {
    local tree=$1 pattern drop=()
    while read -r pattern; do
        drop+=(! -path ".${pattern#-}" ! -path ".${pattern#-}/*")
    done < <(list_entries "$contents/files.list" | grep '^-')
    while read -r pattern; do
        # The pattern is expanded on purpose.
        # shellcheck disable=SC2086
        (cd "$tree" && find .$pattern \( -type f -o -type l \) "${drop[@]}" -printf '%p\n') ||
            die "contents/files.list names '$pattern', which none of the packages brings"
    done < <(list_entries "$contents/files.list" | grep -v '^-') | sed 's#^\./##'
}

# For paths on standard input that are links: where they point to.
_link_targets() {
    local tree=$1 path target
    while read -r path; do
        [ -L "$tree/$path" ] || continue
        target=$(readlink "$tree/$path")
        case $target in
        /*) target=${target#/} ;;
        *) target=$(realpath -sm --relative-to=/ "/${path%/*}/$target") ;;
        esac
        case $target in bin/* | sbin/* | lib/* | lib64/*) target=usr/$target ;; esac
        if [ -e "$tree/$target" ] || [ -L "$tree/$target" ]; then
            printf '%s\n' "$target"
        else
            printf 'missing %s (the link %s leads there)\n' "$target" "$path"
        fi
    done
}

# For paths on standard input that are ELF programs or libraries: the libraries and the loader that they name.
_needed_libraries() {
    local tree=$1 path library dir found
    (cd "$tree" && grep -v -e '^usr/lib/grub/' -e '^usr/lib/firmware/' -e '^usr/lib/shim/' |
        while read -r path; do if [ -f "$path" ] && [ ! -L "$path" ]; then printf '%s\n' "$path"; fi; done |
        xargs -d '\n' -r grep -l --binary-files=text -e '^.ELF' -- |
        xargs -d '\n' -r readelf -dlW 2>/dev/null) |
        sed -n -e 's/.*(NEEDED).*\[\(.*\)\]/\1/p' -e 's/.*interpreter: \/\(lib.*\)\]/usr\/\1/p' | LC_ALL=C sort -u |
        while read -r library; do
            found=
            if [ -e "$tree/$library" ]; then found=$library; fi
            for dir in "${LIBRARY_DIRS[@]}"; do
                if [ -z "$found" ] && [ -e "$tree/$dir/$library" ]; then found=$dir/$library; fi
            done
            if [ -n "$found" ]; then printf '%s\n' "$found"; else printf 'missing library %s\n' "$library"; fi
        done
}
