# shellcheck shell=bash
# What the build says to the person who started it.

# say WORDS...: progress, on standard error, so that standard output stays free for results.
say() { printf 'boot image: %s\n' "$*" >&2; }

# warn WORDS...: something that the person should know and that does not stop the build.
warn() { printf 'boot image: warning: %s\n' "$*" >&2; }

# die WORDS...: ends the build.
die() {
    printf 'boot image: error: %s\n' "$*" >&2
    exit 1
}
