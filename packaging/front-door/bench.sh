# shellcheck shell=bash
# `./monitas bench`: Monitas measured beside other tools.

# The tools that stand beside Monitas and what the measuring needs, by Debian's names.
BENCH_PACKAGES=(atftpd dnsmasq-base nginx-light iproute2 util-linux)
ARCHIVE_BENCH_PACKAGES=(restic borgbackup tar zstd time diffutils iproute2)

# Debian starts a server when it installs it; here they run only while they are measured.
need_bench_packages() {
    local fresh=() package service
    for package in atftpd nginx-light; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || fresh+=("${package%-light}")
    done
    need_packages "${BENCH_PACKAGES[@]}"
    for service in "${fresh[@]}"; do
        if [ -d /run/systemd/system ]; then
            systemctl --quiet disable --now "$service" 2>/dev/null || true
        else
            service "$service" stop >/dev/null 2>&1 || true
        fi
    done
}

bench_usage() {
    cat >&2 <<'EOF'
usage: ./monitas bench netboot [--only one-client|many-tftp|many-http|dhcp] [--rounds N] [--quick] [--json]
       ./monitas bench archive [--only system|big|small|second|agents|entries] [--rounds N] [--quick] [--json]
       ./monitas bench answers [--quick] [--json]
  netboot    TFTP, HTTP and DHCP for network boot, beside atftpd, dnsmasq and nginx
  archive    backup, restore and verify, beside restic, borg and tar|zstd
  answers    age and find over generated archives (some 20 GB of manifests unless --quick), against the limits that were set
EOF
    return 2
}

bench() {
    local topic=${1:-} options=()
    [ $# -eq 0 ] || shift
    while [ $# -gt 0 ]; do
        case $1 in
            --json) options+=(--json) ;;
            --quick) options+=(--size quick) ;;
            --only | --rounds)
                options+=("$1" "${2:-}")
                [ $# -eq 1 ] || shift
                ;;
            *)
                bench_usage
                return
                ;;
        esac
        shift
    done
    case $topic in
        netboot) bench_netboot "${options[@]}" ;;
        archive) bench_archive "${options[@]}" ;;
        answers) bench_answers "${options[@]}" ;;
        *) bench_usage ;;
    esac
}

bench_netboot() {
    require_root bench
    require_dotnet
    need_packages "${LOADER_PACKAGES[@]}"
    need_bench_packages
    compile_bench
    out/bench/program/monitas-bench netboot --server out/bench/server/monitas-server --out out/bench/netboot "$@"
}

bench_archive() {
    require_root bench
    require_dotnet
    need_packages "${BUILD_PACKAGES[@]}" "${ARCHIVE_BENCH_PACKAGES[@]}"
    compile_bench
    publish_agent
    out/bench/program/monitas-bench archive --server out/bench/server/monitas-server --agent out/agent/monitas-agent --out out/bench/archive "$@"
}

compile_bench() {
    # What an earlier run left would be mixed in.
    rm -rf out/bench/server out/bench/program
    quietly "Compile the server" packaging/publish-server.sh out/bench/server
    quietly "Compile the benchmark" dotnet publish bench/Bench -c Release -o out/bench/program
}

bench_answers() {
    require_root bench
    require_dotnet
    compile_bench
    out/bench/program/monitas-bench answers --server out/bench/server/monitas-server --out out/bench/answers "$@"
    # The generated manifests are large and of no use to anybody.
    rm -rf out/bench/answers
}
