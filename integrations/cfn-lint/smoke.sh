#!/usr/bin/env bash
# cfn-lint with the rules: findings at their places, from files and from standard input, suppressed, and no answer.
source "$(dirname "$(readlink -f "$0")")/../smoke.bash"

command -v cfn-lint >/dev/null || skip_here 'cfn-lint is not installed (Debian has no package of it)'
make_example
cat >.cfnlintrc <<YAML
append_rules: [$integration]
include_checks: [I]
configure_rules:
  E9101: {command: $program, arguments: --store licenses --region us-east-1}
YAML
lint() { run cfn-lint --format parseable "$@"; }

sed 's/m5.xlarge/m5.2xlarge/' fits.yaml >near.yaml
sed 's/m5.xlarge/x9.huge/' fits.yaml >unknown.yaml
sed 's/^    Type.*/&\n    Metadata: {cfn-lint: {config: {ignore_checks: [E9101]}}}/' too-much.yaml >ignored.yaml
lint --ignore-checks E3 -- fits.yaml ignored.yaml near.yaml too-much.yaml unknown.yaml
found='3:3:3:9:E9101:LM301 planned demand exceeds the hard limit of `sql`: 16 of 8 vCPUs'
expect "each severity at its place; what fits and what is ignored has none" \
  "near.yaml:3:3:3:9:I9101:LM308 \`sql\` is nearly used up: 8 of 8 vCPUs
too-much.yaml:$found
unknown.yaml:7:21:7:28:W9101:LM205 the data has no instance type \`x9.huge\`, so \`Server\` cannot be counted" \
  "$(sort <<<"$out")"

# From standard input cfn-lint keeps no text: the place is that of the resource in it.
run bash -c 'cfn-lint --format parseable <too-much.yaml'
expect "from standard input" "2 $found" "$status ${out#*:}"

lint -x E9101:command=no-such-program -- fits.yaml
expect "no headroom" '2 fits.yaml:1:1:10:1:E9101:cannot run no-such-program: No such file or directory' "$status $out"
lint -x E9101:command="$program" E9101:arguments='--store nowhere' -- fits.yaml
expect "no store" '2 fits.yaml:1:1:10:1:E9101:headroom: the store `nowhere` does not exist' "$status $out"
finish
