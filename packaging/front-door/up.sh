# shellcheck shell=bash
# `./monitas up`: the appliance from this checkout, on a LAN.

up() {
    local interface='' mode=proxy
    while [ $# -gt 0 ]; do
        case $1 in
            --interface)
                interface=${2:-}
                shift
                ;;
            --mode)
                mode=${2:-}
                shift
                ;;
            *) break ;;
        esac
        shift
    done
    if [ -z "$interface" ] || [ $# -gt 0 ] || [[ ! $mode =~ ^(proxy|full|external|off)$ ]]; then
        {
            echo "usage: ./monitas up --interface IF [--mode proxy|full|external|off]"
            echo "Interfaces here: $(ip -4 -br address | awk '$1 != "lo" {printf "%s (%s) ", $1, $3}')"
        } >&2
        return 2
    fi
    ip -4 -br address show dev "$interface" >/dev/null || {
        echo "There is no interface '$interface' here." >&2
        return 1
    }
    require_root up
    require_dotnet
    need_packages "${BUILD_PACKAGES[@]}" "${LOADER_PACKAGES[@]}"
    build_all

    local state=${MONITAS_STATE:-$MONITAS_TOP/out/up} address server
    server=$MONITAS_TOP/$(server_program)
    address=$(ip -4 -br address show dev "$interface" | awk '{split($3, a, "/"); print a[1]}')
    mkdir -p "$state"
    cat >"$state/server.conf" <<EOF
[server]
state-directory = $state/state
store = $state/store
socket = $state/monitas.sock

[netboot]
interface = $interface
mode = $mode
boot-image = $MONITAS_TOP/out/boot
EOF
    [ -e "$state/schedule" ] || cp "$MONITAS_TOP/packaging/server/schedule" "$state/schedule"
    cat >&2 <<EOF

Monitas runs on $interface ($address), network boot in '$mode' mode. Ctrl-C ends it; its state stays in $state.
The sysadmin's command line:  $server --conf $state/server.conf status | machine | backup | rebuild | boot ...
What is due when:             $state/schedule
Agents reach it at:           https://${address%%/*}:8443
To enrol a PC:
  1. here:      $server --conf $state/server.conf machine token NAME
  2. on the PC: dpkg -i $(basename "$(newest_deb monitas-agent)")   (from out/), then the line that step 1 printed
EOF
    exec "$server" --conf "$state/server.conf" -d
}
