# shellcheck shell=bash
# `./monitas build`: server, agent, boot image and packages under out/.

# What compiling and the boot image need, by Debian's names.
BUILD_PACKAGES=(clang zlib1g-dev libzstd-dev)

# The server's program after `build_all`.
server_program() {
    echo out/server/usr/lib/monitas-server/monitas-server
}

require_root() {
    [ "$(id -u)" = 0 ] || {
        echo "./monitas $1 must run as root: it makes network namespaces, virtual disks and Debian systems. Try: sudo ./monitas $1" >&2
        exit 1
    }
}

require_dotnet() {
    command -v dotnet >/dev/null || {
        echo "The .NET 10 SDK is not installed (no 'dotnet' on the PATH). Install it as https://dotnet.microsoft.com/download says, then try again." >&2
        exit 1
    }
}

# Says what is being done on standard error, and shows the command's output only when it fails.
quietly() { # TEXT COMMAND...
    local text=$1 log started=$SECONDS
    shift
    log=$(mktemp)
    echo "== $text" >&2
    if ! "$@" >"$log" 2>&1; then
        tail -n 60 "$log" >&2
        rm -f "$log"
        echo "$text: failed." >&2
        return 1
    fi
    rm -f "$log"
    [ $((SECONDS - started)) -lt 5 ] || echo "   took $((SECONDS - started)) s" >&2
}

publish_agent() {
    quietly "Compile the agent (NativeAOT)" dotnet publish src/Agent -c Release -r linux-x64 -o out/agent
}

build_boot_image() {
    quietly "Build the boot image" bootimages/build.sh --agent out/agent/monitas-agent --out out/boot
}

build_debs() {
    quietly "Package the agent" packaging/build-agent-deb.sh --agent out/agent/monitas-agent --out out
    quietly "Compile and package the server" packaging/build-server-deb.sh --boot-image out/boot --out out
    # What runs from the checkout is what a box would install.
    rm -rf out/server
    dpkg-deb -x "$(newest_deb monitas-server)" out/server
}

newest_deb() { # PACKAGE
    find out -maxdepth 1 -name "$1_*.deb" -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2
}

build_all() {
    require_root build
    require_dotnet
    need_packages "${BUILD_PACKAGES[@]}"
    mkdir -p out
    rm -f out/*.deb
    publish_agent
    build_boot_image
    build_debs
}
