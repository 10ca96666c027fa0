#!/usr/bin/env bash
# The action's description, and its steps as a runner calls them.
source "$(dirname "$(readlink -f "$0")")/../smoke.bash"

npm_install @action-validator/core @action-validator/cli
run node_modules/.bin/action-validator "$integration/action.yml"
expect "action.yml is an action" '0  ' "$status $out $err"

make_example
export GITHUB_ACTION_PATH=$integration GITHUB_OUTPUT=$scratch/output GITHUB_STEP_SUMMARY=$scratch/summary
export RUNNER_TEMP=$scratch/temp GITHUB_ACTIONS=true
mkdir temp

# action STEP: runs the commands that action.yml has for the step, with the inputs in $inputs.
commands() { sed -n "/- id: $1/,/run:/s/^ *run: '\(.*\)'$/\1/p" "$integration/action.yml"; }
action() {
  : >output
  : >summary
  run env "${inputs[@]}" bash -e -o pipefail -c "$(commands "$1")"
}
inputs=(INPUT_PATH=fits.yaml INPUT_STORE=licenses INPUT_REGION=us-east-1 INPUT_FAIL_ON=error INPUT_ARGUMENTS=)

action source
expect "the cache has a key" 'key=' "$(sed 's/[0-9a-f]\{32\}$//' output)"

mkdir temp/headroom && cp "$program" temp/headroom/ # as the cache restores it
action check
expect "what fits passes" '0 ' "$status $err"
reports="$scratch/temp/headroom-reports.X/headroom"
expect "the outputs" "status=0
json=$reports.json
sarif=$reports.sarif" "$(sed 's/\(reports\.\)[^/]*/\1X/' output)"
report() { cat "$(sed -n "s/^$1=//p" output)"; }
expect_in "the summary shows the licenses" '| sql' "$(<summary)"

inputs[0]=$'INPUT_PATH=fits.yaml\ntoo-much.yaml'
action check
expect "what does not fit fails" '1 ' "$status $err"
expect_in "with an annotation" '::error file=too-much.yaml,line=3' "$out"
expect_in "the status is an output" 'status=1' "$(<output)"
expect_in "so is the SARIF" '"LM301"' "$(report sarif)"
expect_in "and the JSON" '"LM301"' "$(report json)"

inputs[3]=INPUT_FAIL_ON=never
action check
expect "fail-on" 0 "$status"

inputs[0]='INPUT_PATH=$(touch hacked); `touch hacked`' inputs[4]=$'INPUT_ARGUMENTS=--parameter\nSize=a b'
action check
expect "an input is never run" '2 headroom: cannot read `$(touch hacked); `touch hacked``: No such file or directory' \
  "$status $err"
expect "where there is no answer there are no reports" 'status=2' "$(<output)"
expect "by nobody" '' "$(ls hacked 2>/dev/null)"
finish
