#!/usr/bin/env bash
# The pattern takes apart every finding of the text report, and nothing else of it.
source "$(dirname "$(readlink -f "$0")")/../smoke.bash"

make_example
pattern=$(sed -n 's/^ *"regexp": "\(.*\)",$/\1/p' "$integration/headroom.json" | sed 's/\\\\/\\/g')
# matches < TEXT: each match's groups, a line each.
matches() { perl -ne 'BEGIN { $p = shift } print join("|", $1, $2, $3, $4, $5, $6), "\n" if /$p/' "$pattern"; }

run "$program" check --store licenses fits.yaml too-much.yaml
expect "what GitHub shows" \
  'too-much.yaml|3|3|error|LM301|planned demand exceeds the hard limit of `sql`: 20 of 8 vCPUs' "$(matches <<<"$out")"
run "$program" check --store licenses fits.yaml
expect "what fits has no problem" '' "$(matches <<<"$out")"
finish
