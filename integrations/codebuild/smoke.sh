#!/usr/bin/env bash
# What the buildspec runs, and that it makes what CodeBuild collects.
source "$(dirname "$(readlink -f "$0")")/../smoke.bash"

install_packages python3-yaml
# buildspec EXPRESSION: of the buildspec `spec`, a line each.
buildspec() {
  /usr/bin/python3 -c "import sys, yaml; spec = yaml.safe_load(open(sys.argv[1])); print('\n'.join($1))" \
    "$integration/buildspec.yml"
}
make_example
export PATH=${program%/*}:$PATH HEADROOM_STORE=licenses
script=$(buildspec 'spec["phases"]["build"]["commands"]')
run sh -ec "$script"
expect "what does not fit fails" 1 "$status"
expect_in "the log shows why" 'error[LM301]' "$out"
for file in $(buildspec 'spec["reports"]["headroom"]["files"]'); do
  expect_in "$file has the finding" '<failure' "$(<"$file")"
done
rm too-much.yaml
run sh -ec "$script"
expect "what fits passes" 0 "$status"
finish
