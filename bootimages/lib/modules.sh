# shellcheck shell=bash
# Kernel modules: what modules.list names plus what those depend on.
# Needs: $contents, messages.sh, lists.sh.
: "${contents:?}"

# pick_modules TREE ROOT KERNEL: copies the modules and writes their indexes.
pick_modules() {
    local tree=$1 root=$2 kernel=$3 base=usr/lib/modules/$3
    depmod -b "$tree" "$kernel" || die "depmod failed on the packages' modules"
    mkdir -p "$root/usr/lib/modules/$kernel"
    _wanted_modules "$tree/$base/modules.dep" | (cd "$tree/$base" && xargs -d '\n' cp -a --parents -t "$root/$base" --)
    cp -a "$tree/$base"/modules.{order,builtin,builtin.modinfo} "$root/$base/"
    depmod -b "$root" "$kernel" || die "depmod failed on the boot image's modules"
    # kmod reads the .bin twins; the text forms only cost room.
    rm -f "$root/$base"/modules.{dep,alias,symbols,builtin.alias,devname,softdep.tmp}
}

# The matching modules and the closure of what they depend on, from a modules.dep file.
_wanted_modules() {
    local dep=$1
    # Shell patterns become regular expressions: '*' crosses folders, the dot is a dot.
    list_entries "$contents/modules.list" |
        sed -e 's/[.+]/\\&/g' -e 's/\*/.*/g' |
        awk -v dep="$dep" '
            /^-/ { drop = drop (drop == "" ? "" : "|") substr($0, 2); next }
            { keep = keep (keep == "" ? "" : "|") $0 }
            function want(module,   parts, i, n) {
                if (module in wanted) return
                wanted[module] = 1
                n = split(needs[module], parts, " ")
                for (i = 1; i <= n; i++) want(parts[i])
            }
            END {
                while ((getline line < dep) > 0) {
                    at = index(line, ":")
                    module = substr(line, 1, at - 1)
                    needs[module] = substr(line, at + 1)
                    order[++count] = module
                }
                if (count == 0) exit 1
                for (i = 1; i <= count; i++)
                    if (order[i] ~ "^kernel/(" keep ")$" && order[i] !~ "^kernel/(" drop ")$") want(order[i])
                for (module in wanted) print module
            }' | LC_ALL=C sort
}
