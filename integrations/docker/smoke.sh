#!/usr/bin/env bash
# The Dockerfile: without a mistake, and built from all that it needs. Where there is a Docker daemon, built and run.
source "$(dirname "$(readlink -f "$0")")/../smoke.bash"

npm_install dockerfile-utils
run node_modules/.bin/dockerfile-utils lint "$root/Dockerfile"
expect "the linter finds nothing" '0  ' "$status $out $err"

make_example
if docker info >/dev/null 2>&1; then
  quietly docker build -t headroom-smoke "$root" || failures=1
  run docker run --rm --network none -v "$PWD:/src:ro" headroom-smoke check --store licenses --quiet fits.yaml
  expect "what fits, in a container" '0 no findings in 1 input: everything fits ' "$status $out $err"
  docker rmi headroom-smoke >/dev/null
  finish
fi

# What .dockerignore lets through is enough to build from.
install_packages "${build_packages[@]}"
mkdir context
while IFS= read -r name; do
  if [[ -e $root/$name ]]; then (cd "$root" && cp -r --parents "$name" "$scratch/context"); fi
done < <(sed -n 's/^!//p' "$root/.dockerignore")
cd context || exit 2
quietly cmake --preset release || failures=1
expect "nothing is missing" '' "$(ninja -C build/release -n 2>&1 | grep -i 'error\|missing')"
echo 'no Docker daemon here: the image was not built'
finish
