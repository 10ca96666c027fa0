#!/usr/bin/env bash
# pre-commit on a scratch repository: what fits, what does not, files that are no templates, no configuration.
source "$(dirname "$(readlink -f "$0")")/../smoke.bash"

install_packages git pre-commit cmake ninja-build
export PRE_COMMIT_HOME=$scratch/cache

# The repository of the hooks. The launcher in it is the real one and builds with CMake; only what it builds is a copy.
mkdir -p hooks/{src,rules/catalog,rules/presets,schemas}
cp "$root"/{.pre-commit-hooks.yaml,headroom,CMakePresets.json} hooks/
touch hooks/{src,rules/catalog,rules/presets,schemas}/.keep
cat >hooks/CMakeLists.txt <<CMAKE
cmake_minimum_required(VERSION 3.25)
project(stand-in LANGUAGES NONE)
add_custom_target(program ALL COMMAND \${CMAKE_COMMAND} -E copy "$program" headroom)
CMAKE
commit_all() {
  git -C "$1" init -q
  git -C "$1" add -A
  git -C "$1" commit -qm "$2" --no-verify
}
commit_all hooks 'hooks'

mkdir user && cd user || exit 2
make_example
rm too-much.yaml
# configure ID: the lines of the README, for one of the hooks.
configure() {
  cat >.pre-commit-config.yaml <<YAML
repos:
  - repo: $scratch/hooks
    rev: $(git -C ../hooks rev-parse HEAD)
    hooks:
      - id: $1
        args: [--store, licenses, --region, us-east-1, .]
YAML
}
configure headroom
commit_all . 'a template that fits'

export PATH=${program%/*}:$PATH
quietly pre-commit validate-manifest "$root/.pre-commit-hooks.yaml" || failures=1
run pre-commit run --all-files --color never
expect "what fits passes" 0 "$status"
expect_in "what fits passes, and says so" 'license headroom.........................................................Passed' "$out"

# The new template alone is small: what fails is the sum.
sed 's/m5.xlarge/m5.2xlarge/' fits.yaml >more.template
git add more.template
run pre-commit run --color never
expect "what does not fit fails" 1 "$status"
expect_in "and shows why" \
  'more.template:3:3: error[LM301]: planned demand exceeds the hard limit of `sql`: 12 of 8 vCPUs' "$out"
expect_in "with the exit status" '- exit code: 1' "$out"
run git commit -qm more
expect "a hook that is not installed does not stand in the way" 0 "$status"
quietly pre-commit install
sed -i 's/m5.2xlarge/m5.4xlarge/' more.template
run git commit -qam 'still more'
expect "an installed one stops the commit" 1 "$status"
sed -i 's/m5.4xlarge/m5.xlarge/' more.template
run git commit -qam 'no more'
expect "until it fits" 0 "$status"

echo 'hello' >notes.md && git add notes.md
run pre-commit run --color never
expect_in "no template in the commit: no run" '(no files to check)Skipped' "$out"
echo 'a: [b]' >other.yaml && git add other.yaml
run pre-commit run --color never
expect "a YAML file that is no template passes" 0 "$status"

# Without paths it judges what the configuration lists.
sed -i 's/m5.xlarge/m5.4xlarge/' fits.yaml
printf 'store: [licenses]\nregion: us-east-1\ndeployments:\n  - template: more.template\n' >.headroom.yaml
sed -i 's/args: .*/args: []/' .pre-commit-config.yaml
git add -A
run pre-commit run --color never
expect "deployments" 0 "$status"
sed -i 's/m5.4xlarge/m5.xlarge/' fits.yaml
rm .headroom.yaml

configure headroom-build
git add -A
run pre-commit run --all-files --color never
expect "the one that builds itself: status" 0 "$status"
expect_in "passes" '.Passed' "$out"
sed -i 's/m5.xlarge/m5.4xlarge/' more.template
run pre-commit run --all-files --color never
expect "and fails" 1 "$status"
expect_in "with what was found" 'error[LM301]' "$out"
finish
