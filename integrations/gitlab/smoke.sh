#!/usr/bin/env bash
# The component as gitlab-ci-local runs it, which holds it to GitLab's schema first.
source "$(dirname "$(readlink -f "$0")")/../smoke.bash"

install_packages git rsync
npm_install gitlab-ci-local@4.61.0 # later ones need Node 20
export PATH=$scratch/node_modules/.bin:${program%/*}:$PATH

mkdir project && cd project || exit 2
make_example
cp "$integration/templates/headroom.yml" .
# pipeline PATH: runs a pipeline that includes the component for it.
pipeline() {
  cat >.gitlab-ci.yml <<YAML
include:
  - local: headroom.yml
    inputs:
      image: headroom:ci
      arguments: --store licenses --region us-east-1
      path: $1
YAML
  git add -A && git commit -qm "$1" --allow-empty
  run gitlab-ci-local --force-shell-executor headroom
}
git init -q && git remote add origin git@gitlab.com:example/project.git

pipeline fits.yaml
expect "what fits passes" 0 "$status"
expect "a Code Quality report without findings" '[]' "$(tr -d ' \n' <gl-code-quality-report.json)"
pipeline too-much.yaml
expect "what does not fit fails" 1 "$status"
expect_in "the log shows why" 'error[LM301]' "$out$err"
expect_in "so does Code Quality" '"description": "LM301: planned demand' "$(<gl-code-quality-report.json)"
expect_in "and JUnit" '<failure' "$(<headroom.xml)"
finish
