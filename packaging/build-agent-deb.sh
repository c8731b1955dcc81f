#!/bin/bash
# Makes monitas-agent_VERSION_amd64.deb.
set -euo pipefail
umask 022
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(dirname "$here")
# shellcheck source=requirements.sh
. "$here/requirements.sh"
# shellcheck source=lib/deb.sh
. "$here/lib/deb.sh"

usage() {
    cat <<'END'
Usage: packaging/build-agent-deb.sh [--agent FILE] --out DIR
  --agent FILE   the agent's binary; without it, the agent is compiled first (dotnet publish)
  --out DIR      gets the package
END
}

agent='' out=''
while [ $# -gt 0 ]; do
    case $1 in
    --agent | --out)
        [ $# -ge 2 ] || { usage >&2; exit 2; }
        if [ "$1" = --agent ]; then agent=$2; else out=$2; fi
        shift
        ;;
    --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
    esac
    shift
done
[ -n "$out" ] || { usage >&2; exit 2; }

need_packages binutils dpkg gzip
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
if [ -z "$agent" ]; then
    need_packages clang zlib1g-dev libzstd-dev
    dotnet publish "$top/src/Agent" -c Release -r linux-x64 -o "$scratch/publish" >"$scratch/log" 2>&1 ||
        { cat "$scratch/log" >&2; deb_fail "the agent does not compile (see above)"; }
    agent=$scratch/publish/monitas-agent
fi
[ -x "$agent" ] || deb_fail "there is no program $agent"

stage=$scratch/stage
install -D -m 0755 "$agent" "$stage/usr/bin/monitas-agent"
install -D -m 0644 "$here/agent/monitas-agent.service" "$stage/lib/systemd/system/monitas-agent.service"
install -D -m 0644 "$here/agent/agent.conf" "$stage/etc/monitas/agent.conf"
install -D -m 0644 "$here/agent/exclude" "$stage/etc/monitas/exclude"
version=$(deb_version "$top")
glibc=$(deb_glibc "$agent")
deb_build monitas-agent "$version" "$here/agent" "$stage" "$out" xz "GLIBC=$glibc"
