# shellcheck shell=dash
# From network cards to an address. Tries for ever: cables get plugged in, switches with spanning tree take 50 s.

# How long only the card is tried that the machine was started over.
FIRST_CARD_SECONDS=75
# How long that card may take to report a link before the others are tried.
FIRST_CARD_LINK_SECONDS=15

# network_up: returns when a card has an address. Does nothing when one has it already.
network_up() {
    network_began=$(uptime_seconds)
    busybox ip link set lo up
    until network_has_address; do
        cards=$(cards_to_try)
        if [ -z "$cards" ]; then
            say_now_and_then "no network card found. Is there one, and does this image know it?"
            busybox sleep 1
            continue
        fi
        linked=
        for card in $cards; do
            ip link set "$card" up
            has_link "$card" || continue
            linked=1
            say_now_and_then "waiting for the network (card $card, link up) ..."
            ask_for_address "$card" && break
        done
        if [ -z "$linked" ]; then
            # shellcheck disable=SC2086
            [ $(($(uptime_seconds) - network_began)) -lt 4 ] ||
                say_now_and_then "no network link. Is the cable plugged in? Cards:" $cards
            busybox sleep 1
        fi
    done
    say "the network is ready ($(network_description))"
}

# Every network card, or only the one that the machine was started over as long as there is hope for it.
cards_to_try() {
    wanted_mac=$(argument_value monitas.mac | busybox tr 'A-F-' 'a-f:')
    first=
    others=
    for device in /sys/class/net/*; do
        [ -e "$device/device" ] || continue
        if [ "$(busybox cat "$device/address")" = "$wanted_mac" ]; then
            first=${device##*/}
        else
            others="$others ${device##*/}"
        fi
    done
    waited=$(($(uptime_seconds) - network_began))
    if [ -n "$first" ] && [ "$waited" -lt $FIRST_CARD_LINK_SECONDS ]; then
        others=
    elif [ -n "$first" ] && has_link "$first" && [ "$waited" -lt $FIRST_CARD_SECONDS ]; then
        others=
    fi
    # Unquoted: no card gives an empty answer, not a blank.
    # shellcheck disable=SC2086
    echo $first $others
}

has_link() { [ "$(busybox cat "/sys/class/net/$1/carrier" 2>/dev/null)" = 1 ]; }

# ask_for_address CARD: a few DHCP attempts; on success udhcpc stays in the background and keeps the lease.
ask_for_address() {
    busybox udhcpc -n -t 4 -T 3 -A 1 -S -i "$1" -s /usr/lib/monitas/dhcp-event -p "/run/monitas/udhcpc.$1.pid" \
        >/dev/null 2>&1
}

network_has_address() { [ -n "$(ip -4 -o address show scope global)" ]; }

network_description() {
    ip -4 -o address show scope global | while read -r _ card _ address _; do
        printf 'card %s, address %s\n' "$card" "${address%/*}"
    done | busybox head -n 1
}
