# shellcheck shell=bash
# manifest.json: what a boot image consists of. The same inputs give the same text, so it bears no date.
# Needs: lists.sh.

# write_manifest DIR PACKAGES KERNEL UNPACKED_BYTES AGENT: DIR/manifest.json for the files in DIR.
write_manifest() {
    local dir=$1 packages=$2 kernel=$3 unpacked=$4 agent=$5
    {
        printf '{\n  "format": 1,\n  "architecture": "amd64",\n  "kernelVersion": "%s",\n  "unpackedBytes": %s,\n' "$kernel" "$unpacked"
        printf '  "files": [\n    %s,\n    %s\n  ],\n' \
            "$(_file_entry "$dir/vmlinuz" vmlinuz)" "$(_file_entry "$dir/initrd.img" initrd.img)"
        printf '  "agent": %s,\n  "packages": [\n' "$(_file_entry "$agent" monitas-agent)"
        awk '{ printf "%s    { \"name\": \"%s\", \"version\": \"%s\", \"sha256\": \"%s\", \"bytes\": %s }",
            (NR == 1 ? "" : ",\n"), $1, $2, $3, $4 } END { print "" }' "$packages"
        printf '  ]\n}\n'
    } >"$dir/manifest.json"
}

_file_entry() {
    printf '{ "name": "%s", "bytes": %s, "sha256": "%s" }' "$2" "$(stat -c %s "$1")" "$(hash_of "$1")"
}
