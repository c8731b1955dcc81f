# shellcheck shell=bash
# Reading the list files: one entry a line, comments with '#', blank lines.

# list_entries FILE: the entries, in the order of the file.
list_entries() { sed -e 's/[[:space:]]*#.*$//' -e 's/^[[:space:]]*//' -e '/^$/d' "$1"; }

# hash_of FILE: its SHA-256 in hexadecimal.
hash_of() { sha256sum -- "$1" | cut -d ' ' -f 1; }

# hash_tree DIR...: one hash over the names, modes and contents of everything below the folders.
hash_tree() {
    local dir
    for dir in "$@"; do
        (cd "$dir" && find . \( -type f -o -type l \) -printf '%P\t%m\t%l\n' | LC_ALL=C sort &&
            find . -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum)
    done | sha256sum | cut -d ' ' -f 1
}
