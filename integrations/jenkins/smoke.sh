#!/usr/bin/env bash
# What the Jenkinsfile runs, and that it makes what Jenkins collects.
source "$(dirname "$(readlink -f "$0")")/../smoke.bash"

make_example
export PATH=${program%/*}:$PATH HEADROOM_STORE=licenses
script=$(sed -n "s/^ *sh '\(.*\)'$/\1/p" "$integration/Jenkinsfile")
run sh -xec "$script"
expect "what does not fit fails" 1 "$status"
expect_in "the log shows why" 'error[LM301]' "$out"
for file in $(sed -n "s/.*\(junit\|pattern:\) '\([^']*\)'.*/\2/p" "$integration/Jenkinsfile"); do
  expect_in "$file has the finding" LM301 "$(<"$file")"
done
rm too-much.yaml
run sh -xec "$script"
expect "what fits passes" 0 "$status"
finish
