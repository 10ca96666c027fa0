# What tests share that need a package of npm: `npm_install PACKAGE…` puts it into an empty folder and goes there. A test that
# cannot have it ends with 77 and one line that says why.
# shellcheck shell=bash
# shellcheck source=headroom
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../headroom"
unset HEADROOM_STORE AWS_REGION AWS_DEFAULT_REGION

skip_here() {
  printf 'skipped: %s\n' "$*"
  exit 77
}

npm_install() {
  scratch=$(mktemp -d) || exit 2
  trap 'rm -rf "$scratch"' EXIT
  cd "$scratch" || exit 2
  export npm_config_cache=$scratch/.npm npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false
  if ! command -v npm >/dev/null; then (install_packages nodejs npm) || skip_here "npm cannot be installed"; fi
  npm install --no-save --no-package-lock --ignore-scripts "$@" >npm.log 2>&1 || skip_here "npm cannot install $*"
}
