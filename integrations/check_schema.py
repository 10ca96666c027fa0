"""Says what in a YAML or JSON file is not as a JSON schema wants it: check_schema.py SCHEMA FILE."""

import json
import sys

import jsonschema
import yaml

schema = json.load(open(sys.argv[1], encoding="utf-8"))
validator = jsonschema.validators.validator_for(schema)(schema)
mistakes = [
    f"{sys.argv[2]}: {'.'.join(map(str, mistake.absolute_path))}: {mistake.message}"
    for document in yaml.safe_load_all(open(sys.argv[2], encoding="utf-8"))
    for mistake in validator.iter_errors(document)
]
print("\n".join(mistakes), end="")
sys.exit(bool(mistakes))
