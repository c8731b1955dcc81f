# shellcheck shell=bash
# `./monitas test`: everything that must hold. Ends with one line "N passed, N failed, N skipped".

# The judges of the tests, besides what the build and the lab need.
JUDGE_PACKAGES=(shellcheck xorriso genisoimage p7zip-full libarchive-tools zstd python3-cryptography python3-argon2 atftp tftp-hpa curl attr acl libcap2-bin xfsprogs btrfs-progs busybox-static cpio
    isc-dhcp-client isc-dhcp-relay dhcpcd-base nftables iptables poppler-utils qpdf
    chromium kmod lvm2 thin-provisioning-tools mdadm cryptsetup-bin dosfstools ntfs-3g partclone)

# Inputs for each fuzz target, usually and with --all, and the seed that makes them: always the same ones, so a failure comes again.
FUZZ_INPUTS=50000
FUZZ_INPUTS_ALL=200000
FUZZ_SEED=1

UNIT_TESTS=(Contracts Imaging Catalog BootServer Agent Architecture)

passed=0
failed=0
skipped=0
failures=()

count() { # NAME PASSED FAILED SKIPPED
    passed=$((passed + $2))
    failed=$((failed + $3))
    skipped=$((skipped + $4))
    [ "$3" = 0 ] || failures+=("$1")
}

# One check that is one command: passes when it exits 0.
check() { # NAME COMMAND...
    local name=$1
    shift
    if quietly "Check: $name" "$@"; then count "$name" 1 0 0; else count "$name" 0 1 0; fi
}

# Checks that run beside the others: a line for each that is over, with its exit code and its name.
BESIDE=out/test-logs/beside

# One check beside the others.
check_beside() { # NAME COMMAND...
    local name=$1 code=0
    shift
    quietly "Check, beside the others: $name" "$@" || code=$?
    echo "$code $name" >>"$BESIDE"
}

# One after the other, from the build on: tests wait for processes and for time to pass, and virtual PCs for their firmware. Fuzzing comes last
# and takes what processor time the others leave, as nothing waits for it.
run_beside() {
    local inputs=$FUZZ_INPUTS
    [ -z "$all" ] || inputs=$FUZZ_INPUTS_ALL
    if wanted vm; then
        # Whoever needs the disk first would wait for it, and other virtual PCs with it.
        check_beside "the virtual PCs' Debian disks" vm-tests/Lab/bin/Release/net10.0/monitas-lab disk --out out/test-logs
    fi
    if wanted bootimage; then check_beside "boot image" bootimages/test.sh; fi
    if wanted vm; then check_beside "what needs Debian's kernel, in a virtual PC" vm-tests/debian-kernel/run.sh; fi
    if wanted fuzz; then check_beside "fuzz targets of the boot server and the store" nice -n 10 dotnet tests/Fuzz/bin/Release/net10.0/Monitas.Fuzz.dll all "$inputs" "$FUZZ_SEED"; fi
}

# Waits for them and counts.
count_beside() { # PROCESS...
    local process code name
    for process in "$@"; do
        wait "$process" || count "checks beside the others" 0 1 0
    done
    while read -r code name; do
        if [ "$code" = 0 ]; then count "$name" 1 0 0; else count "$name" 0 1 0; fi
    done <"$BESIDE"
}

# A test project; its own closing line gives the counts.
dotnet_tests() { # NAME PROJECT [ARGS...]
    local name=$1 project=$2 log line
    shift 2
    log=out/test-logs/$name.log
    mkdir -p out/test-logs
    echo "== Tests: $name" >&2
    # What takes long is marked [Trait("Size", "Long")] and runs with --all.
    [ -n "$all" ] || set -- --filter 'Size!=Long' "$@"
    dotnet test "$project" --no-build -c Release --nologo "$@" >"$log" 2>&1 || true
    line=$(grep -E '^(Passed|Failed|Skipped)! +- ' "$log" | tail -n 1 || true)
    if [[ $line =~ Failed:\ +([0-9]+),\ Passed:\ +([0-9]+),\ Skipped:\ +([0-9]+) ]]; then
        count "$name" "${BASH_REMATCH[2]}" "${BASH_REMATCH[1]}" "${BASH_REMATCH[3]}"
        echo "   ${BASH_REMATCH[2]} passed, ${BASH_REMATCH[1]} failed, ${BASH_REMATCH[3]} skipped" >&2
        [ "${BASH_REMATCH[1]}" = 0 ] || grep -vE '^\s*$' "$log" | tail -n 80 >&2
    else
        tail -n 40 "$log" >&2
        count "$name" 0 1 0
    fi
}

shell_scripts() {
    git ls-files | while IFS= read -r file; do
        if [[ $file == *.sh ]] || head -n 1 "$file" | grep -qaE '^#!.*[/ ](ba|da)?sh( |$)'; then echo "$file"; fi
    done
}

check_shell() {
    local scripts
    mapfile -t scripts < <(shell_scripts)
    shellcheck -x "${scripts[@]}"
}

# The agent must compile ahead of time without a warning, stay below 20 MB and need nothing but glibc and OpenSSL.
check_aot() {
    local log=out/test-logs/aot.log size
    mkdir -p out/test-logs
    dotnet publish src/Agent -c Release -r linux-x64 -o out/agent >"$log" 2>&1 || {
        cat "$log"
        return 1
    }
    if grep -E 'warning (IL|NETSDK)' "$log"; then
        echo "The NativeAOT publish has warnings."
        return 1
    fi
    size=$(stat -c %s out/agent/monitas-agent)
    echo "monitas-agent: $size bytes"
    [ "$size" -lt 20000000 ] || return 1
    if objdump -p out/agent/monitas-agent | awk '$1 == "NEEDED" {print $2}' | grep -vE '^(libc|libm|ld-linux-x86-64)\.so'; then
        echo "The agent needs a library that a machine may lack."
        return 1
    fi
    out/agent/monitas-agent --version
}

wanted() { # NAME
    [ ${#chosen[@]} = 0 ] || [[ " ${chosen[*]} " == *" $1 "* ]]
}

run_tests() {
    local chosen=() all='' name beside=()
    while [ $# -gt 0 ]; do
        case $1 in
            --all) all=yes ;;
            --list)
                echo "shell ${UNIT_TESTS[*],,} integration fuzz aot bootimage packages vm"
                return 0
                ;;
            -*)
                echo "usage: ./monitas test [--all] [NAME..]    (names: ./monitas test --list)" >&2
                return 2
                ;;
            *) chosen+=("${1,,}") ;;
        esac
        shift
    done
    require_root test
    require_dotnet
    need_packages "${BUILD_PACKAGES[@]}" "${LAB_PACKAGES[@]}" "${LOADER_PACKAGES[@]}" "${JUDGE_PACKAGES[@]}"
    need_bench_packages
    need_packages "${ARCHIVE_BENCH_PACKAGES[@]}"

    quietly "Restore the packages as locked" dotnet restore Monitas.sln --locked-mode
    quietly "Build, warnings as errors" dotnet build Monitas.sln -c Release --no-restore
    mkdir -p out/test-logs
    : >"$BESIDE"
    run_beside &
    beside=($!)
    wanted shell && check "shell scripts (shellcheck)" check_shell
    for name in "${UNIT_TESTS[@]}"; do
        if wanted "${name,,}"; then dotnet_tests "$name" "tests/$name.Tests"; fi
    done
    wanted aot && check "NativeAOT gate" check_aot
    # All that follows has to do with the programs as they are shipped, which are compiled once.
    if wanted integration || wanted packages || wanted vm; then build_all; fi
    if wanted packages; then
        check_beside "packages" packaging/test.sh &
        beside+=($!)
    fi
    if wanted integration; then
        MONITAS_TEST_SERVER=$MONITAS_TOP/$(server_program) MONITAS_TEST_AGENT=$MONITAS_TOP/out/agent/monitas-agent dotnet_tests Integration tests/Integration.Tests
    fi
    wanted vm && dotnet_tests Vm vm-tests/Vm.Tests
    count_beside "${beside[@]}"

    [ ${#failures[@]} = 0 ] || echo "Failed: ${failures[*]}" >&2
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ]
}
