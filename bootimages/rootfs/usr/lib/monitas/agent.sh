# shellcheck shell=dash
# The agent: draws on the first screen by itself; its plain lines go to the serial line, its last words to a file.

readonly AGENT_ERRORS=/run/monitas/agent-errors

# run_agent: one run of the agent. Restarts the machine when it ends as it should; else says what happened and returns.
run_agent() {
    say "starting the agent"
    monitas-agent boot </dev/null >"${serial:-/dev/null}" 2>"$AGENT_ERRORS"
    code=$?
    [ $code -ne 0 ] || restart "all is done; restarting this machine"
    say ""
    say "the agent ended unexpectedly (code $code). It said:"
    busybox tail -n 8 "$AGENT_ERRORS" | while read -r line; do say "  $line"; done
    say "Trying again in 10 s."
    busybox sleep 10
}
