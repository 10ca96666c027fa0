#!/usr/bin/env bash
# The Debian package: what is in it, the program in an empty root, the manual page, and what the shells complete.
source "$(dirname "$(readlink -f "$0")")/../smoke.bash"

install_packages man-db zsh fish lintian
build release || exit
make_example
cpack --config "$root/build/release/CPackConfig.cmake" -B packages >.log 2>&1 || give_up "cpack failed: $(<.log)"
package=$(echo packages/*.deb)

expect "what the package says of itself" "Package: headroom
Version: 0.1.0
Section: utils
Priority: optional
Maintainer: headroom maintainers <maintainers@headroom.invalid>
Description: tells whether templates would take more software licenses than are owned" \
  "$(dpkg-deb -f "$package" Package Version Section Priority Maintainer Depends Description | grep -v '^ ')"
mkdir root && dpkg-deb -x "$package" root
expect "what is in it" \
  "755 ./usr/bin/headroom
644 ./usr/share/bash-completion/completions/headroom
644 ./usr/share/doc/headroom/README.md
644 ./usr/share/doc/headroom/changelog.gz
644 ./usr/share/doc/headroom/copyright
644 ./usr/share/fish/vendor_completions.d/headroom.fish
644 ./usr/share/lintian/overrides/headroom
644 ./usr/share/man/man1/headroom.1.gz
644 ./usr/share/zsh/vendor-completions/_headroom" \
  "$(cd root && find . -type f -not -path './usr/share/headroom/*' -not -path '*/licenses/*' -printf '%m %p\n' |
    sort -k 2)"
expect "what lintian says of it" '' "$(lintian --fail-on none "$package" 2>/dev/null)"
for data in rules/presets schemas; do
  expect "all of $data" "$(ls -A "$root/$data")" "$(ls -A "root/usr/share/headroom/${data##*/}")"
done

quietly cmake --install "$root/build/release" --prefix "$scratch/prefix"
expect "cmake --install puts the same files there" \
  "$(cd root/usr && find . -type f | sort)" "$(cd prefix && find . -type f | sort)"

# Nothing but the program, the store and the templates: no library, no locale, no environment.
cp -r root/usr/bin/headroom licenses ./*.yaml "$(mktemp -d -p . bare.XXX)"
in_bare_root() {
  if [[ $EUID -eq 0 ]]; then env -i "$(command -v chroot)" bare.* /headroom "$@"; else
    (cd bare.* && env -i ./headroom "$@")
  fi
}
run in_bare_root check --store licenses --quiet fits.yaml
expect "what fits, in an empty root" '0 no findings in 1 input: everything fits ' "$status $out $err"
run in_bare_root check --store licenses --format json too-much.yaml
expect "what does not fit, in an empty root" '1 ' "$status $err"
expect_in "and says so" '"rule": "LM301"' "$out"

page=root/usr/share/man/man1/headroom.1.gz
expect "the manual page has no mistake" '' "$(LC_ALL=C.UTF-8 man --warnings -E UTF-8 -l -Tutf8 -Z $page 2>&1 >/dev/null)"
text=$(MANWIDTH=90 man -l -Tutf8 $page | sed 's/.\x08//g; s/\x1b\[[0-9;]*m//g')
for option in $("$program" check --help | grep -oE '^ +(-p, )?--[a-z-]+'); do
  expect_in "the manual page has all options" "$option" "$text"
done

# bash_completes WORD…: what bash makes of the last word.
bash_completes() {
  bash -c 'source root/usr/share/bash-completion/completions/headroom
    compopt() { echo files; }
    COMP_WORDS=(headroom "$@"); COMP_CWORD=$#
    _headroom; echo ${COMPREPLY[*]}' bash "$@"
}
expect "bash: commands" 'expand explain' "$(bash_completes ex)"
expect "bash: options" '--store --stack --strict' "$(bash_completes check --st)"
expect "bash: values" 'warning' "$(bash_completes check --fail-on w)"
expect "bash: values behind =" 'warning' "$(bash_completes check --fail-on = w)"
expect "bash: files" $'files\n' "$(bash_completes check --store licenses/)
"
expect "bash: commands of the store" 'sync' "$(bash_completes store sy)"
expect "bash: their options" '--store' "$(bash_completes store sync --st)"
expect "bash: files behind them" $'files\n' "$(bash_completes store import us)
"
expect "bash: commands to help with" 'report' "$(bash_completes help rep)"
expect "bash: rules" 'LM301 LM302 LM303 LM304 LM305 LM306 LM307 LM308 LM309' "$(bash_completes explain LM30)"

# fish says what it completes, each with its description.
fish_completes() {
  fish --no-config -c "source root/usr/share/fish/vendor_completions.d/headroom.fish; complete -C 'headroom $*'" |
    cut -f 1 | paste -sd ' '
}
expect "fish: commands" 'expand explain' "$(fish_completes ex)"
expect "fish: options" '--stack --store --strict' "$(fish_completes check --st)"
expect "fish: values" 'error never warning' "$(fish_completes check --fail-on ' ')"
expect "fish: commands of the store" 'sync' "$(fish_completes store sy)"
expect "fish: their options" '--store' "$(fish_completes store list --st)"
expect "fish: commands to help with" 'report' "$(fish_completes help rep)"
expect "fish: rules" 'LM101 LM102' "$(fish_completes explain LM10 | cut -d ' ' -f 1-2)"

expect "zsh reads its completions" '' "$(zsh -n root/usr/share/zsh/vendor-completions/_headroom 2>&1)"
finish
