# shellcheck shell=dash
# What init tells the person in front of the machine, and whoever reads the serial line.

# $consoles: the first screen and every serial line that the kernel was told to use; $serial: the last of those lines.
find_consoles() {
    consoles=
    serial=
    if [ -c /dev/tty1 ]; then consoles=/dev/tty1; fi
    read -r active </sys/class/tty/console/active
    for console in $active; do
        case $console in
        tty | tty[0-9]*) ;;
        *) consoles="$consoles /dev/$console" serial=/dev/$console ;;
        esac
    done
    if ! argument_given monitas.debug; then echo 1 >/proc/sys/kernel/printk; fi
}

# say WORDS...: one line on every console.
say() {
    for console in $consoles; do
        printf 'Monitas: %s\r\n' "$*" >"$console" 2>/dev/null
    done
}

# say_now_and_then WORDS...: the same, but the same words only every ten seconds.
said_words=
said_at=0
say_now_and_then() {
    if [ "$*" = "$said_words" ] && [ $(($(uptime_seconds) - said_at)) -lt 10 ]; then return; fi
    said_words="$*"
    said_at=$(uptime_seconds)
    say "$*"
}

# argument_given WORD: whether the word stands on the kernel's command line.
argument_given() {
    read -r command_line </proc/cmdline
    case " $command_line " in
    *" $1 "*) return 0 ;;
    *) return 1 ;;
    esac
}

# argument_value NAME: what the kernel's command line says after NAME=.
argument_value() {
    read -r command_line </proc/cmdline
    for word in $command_line; do
        case $word in "$1="*) printf '%s\n' "${word#*=}" ;; esac
    done
}

uptime_seconds() {
    read -r uptime _ </proc/uptime
    printf '%s\n' "${uptime%.*}"
}

machine_description() {
    vendor=$(busybox cat /sys/class/dmi/id/sys_vendor 2>/dev/null)
    product=$(busybox cat /sys/class/dmi/id/product_name 2>/dev/null)
    printf '%s, %s MiB of memory\n' "${vendor:-unknown maker} $product" "$(memory_mib)"
}

memory_mib() {
    while read -r name kib _; do
        if [ "$name" = MemTotal: ]; then printf '%s\n' $((kib / 1024)); fi
    done </proc/meminfo
}

# restart WORDS...: says why and restarts the machine.
restart() {
    say "$*"
    sync
    busybox reboot -f
}

# The image's last file is there only if all of it was unpacked.
stop_unless_image_complete() {
    [ -e /usr/lib/monitas/image-complete ] && return
    say "this boot image could not be unpacked completely."
    say "Either this machine has too little memory (it has $(memory_mib) MiB, Monitas needs 512 MiB),"
    say "or the image was damaged on its way. Nothing on the disks has been touched."
    say "Restarting in 5 minutes."
    busybox sleep 300
    restart "restarting now"
}

# A shell on the second screen (Alt+F2) and on the serial line.
start_debug_shells() {
    say "monitas.debug was given: a shell waits on the second screen (Alt+F2) and on the serial line"
    for console in /dev/tty2 $serial; do
        (while :; do busybox setsid busybox cttyhack dash -i <>"$console" >&0 2>&1; busybox sleep 1; done) &
    done
}
