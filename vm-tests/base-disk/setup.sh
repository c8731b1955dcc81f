#!/bin/bash
# Runs inside the new system (chroot): settings and users, as an administrator would leave them.
set -euo pipefail

echo lab-pc > /etc/hostname
printf '127.0.0.1 localhost\n127.0.1.1 lab-pc\n::1 localhost ip6-localhost ip6-loopback\n' > /etc/hosts
echo 'Europe/Berlin' > /etc/timezone
ln -sf /usr/share/zoneinfo/Europe/Berlin /etc/localtime
printf 'en_US.UTF-8 UTF-8\nde_DE.UTF-8 UTF-8\n' > /etc/locale.gen
locale-gen
echo 'LANG=en_US.UTF-8' > /etc/default/locale

echo 'MODULES=most' > /etc/initramfs-tools/conf.d/modules
printf '[Match]\nName=en* eth*\n\n[Network]\nDHCP=ipv4\nLinkLocalAddressing=ipv6\nIPv6AcceptRA=no\n\n[DHCPv4]\nClientIdentifier=mac\n' \
    > /etc/systemd/network/80-lan.network
systemctl enable systemd-networkd.service serial-getty@ttyS0.service
systemctl disable systemd-networkd-wait-online.service apt-daily.timer apt-daily-upgrade.timer man-db.timer e2scrub_all.timer

cat > /etc/default/grub <<'END'
GRUB_DEFAULT=0
GRUB_TIMEOUT=1
GRUB_DISTRIBUTOR=Debian
GRUB_CMDLINE_LINUX_DEFAULT=""
GRUB_CMDLINE_LINUX="console=tty0 console=ttyS0,115200 no_timer_check"
GRUB_TERMINAL="console serial"
GRUB_SERIAL_COMMAND="serial --unit=0 --speed=115200"
GRUB_DISABLE_OS_PROBER=true
END

useradd --create-home --shell /bin/bash --groups sudo alice
useradd --create-home --shell /bin/bash bob
groupadd --gid 2500 accounts
usermod --append --groups accounts bob
printf 'root:lab\nalice:lab\nbob:lab\n' | chpasswd
