#!/bin/bash
# Compiles the server as it is shipped: with its own .NET and ahead of time.
set -euo pipefail
top=$(dirname "$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)")
[ $# = 1 ] || {
    echo "Usage: packaging/publish-server.sh DIR    (gets the program)" >&2
    exit 2
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# Apart from the checkout's own build folders and lock files, which know the server without a runtime of its own. The analyzers judge
# the code in the checkout's own build; they take half of the time to compile.
dotnet publish "$top/src/BootServer" -c Release -r linux-x64 --self-contained true --artifacts-path "$scratch/artifacts" \
    -p:NuGetLockFilePath="$scratch/\$(MSBuildProjectName).lock.json" \
    -p:DebugType=none -p:PublishDocumentationFiles=false -p:RunAnalyzers=false -o "$1"
