#!/bin/sh
# Runs inside a fresh Debian 12 without .NET, for packaging/test.sh: installs, looks, removes, purges.
set -eux
export DEBIAN_FRONTEND=noninteractive

apt-get -q -y --no-install-recommends install /root/monitas-agent_*.deb /root/monitas-server_*.deb </dev/null
dpkg --verify monitas-agent monitas-server
for unit in monitas-agent monitas-server; do
    test -L "/etc/systemd/system/multi-user.target.wants/$unit.service"
    systemd-analyze verify "/lib/systemd/system/$unit.service"
done
monitas-agent --version
monitas-server --version
test "$(stat -c %a /etc/monitas/server.conf)" = 640

# A changed setting survives an installation of the same version again and a removal.
echo '# mine' >>/etc/monitas/agent.conf
apt-get -q -y --no-install-recommends --reinstall install /root/monitas-agent_*.deb </dev/null
grep -qx '# mine' /etc/monitas/agent.conf
mkdir -p /var/lib/monitas-agent /var/lib/monitas/store
apt-get -q -y remove monitas-agent monitas-server </dev/null
test -f /etc/monitas/agent.conf
test ! -e /usr/bin/monitas-agent
test ! -e /usr/lib/monitas-server

# A purge takes settings and credential away, and never the archives.
dpkg --purge monitas-agent monitas-server
test ! -e /etc/monitas
test ! -e /var/lib/monitas-agent
test -d /var/lib/monitas/store
for unit in monitas-agent monitas-server; do
    test ! -e "/etc/systemd/system/multi-user.target.wants/$unit.service"
    test ! -e "/etc/systemd/system/$unit.service"
done
