"""Rules for cfn-lint that say what headroom finds: errors are E9101, warnings W9101, notes I9101.

headroom judges each template once, alone; `cfn-lint -x E9101:command=… -x E9101:arguments=…` says how it is called.
"""

import functools
import json
import shlex
import subprocess

from cfnlint.rules import CloudFormationLintRule, RuleMatch


class HeadroomError(Exception):
    """headroom gave no answer; the message is its sentence."""


def _paths(value, path=()):
    """The path of each line that json.dumps prints of `value` with an indent, after the first."""
    for key, child in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*path, key)
        if child and isinstance(child, (dict, list)):
            yield from _paths(child, (*path, key))
    yield path


@functools.lru_cache
def _findings(command, path, source):
    """The findings of headroom on a file, or on `source` if the path is "-"."""
    call = [*command, "--fail-on", "never", "--format", "json", "--", path]
    try:
        run = subprocess.run(call, input=source, capture_output=True, encoding="utf-8", check=False)
    except OSError as error:
        raise HeadroomError(f"cannot run {command[0]}: {error.strerror}") from error
    if run.returncode != 0:
        raise HeadroomError(run.stderr.strip() or f"{command[0]} ended with {run.returncode}")
    return json.loads(run.stdout)["findings"]


def _match(finding, filename, paths):
    """A finding where cfn-lint shows it: at its place, or by its path in a template that has no file."""
    message = f"{finding['rule']} {finding['message']}"
    resource = ["Resources", finding["resource"]] if finding["resource"] else []
    if not finding["line"]:
        return RuleMatch(resource, message)
    if finding["path"] == "-":
        return RuleMatch(list(paths[finding["line"] - 1]), message)
    if finding["path"] != filename:  # a nested stack's template, a file of parameters
        return RuleMatch([], f"{finding['path']}:{finding['line']}:{finding['column']}: {message}")
    place = [finding[key] - 1 for key in ("line", "column", "end_line", "end_column")]
    return RuleMatch(resource, message, location=tuple(place))


class _Headroom:
    """What the three rules share; each says the findings of its severity."""

    source_url = "https://docs.aws.amazon.com/license-manager/latest/userguide/license-manager.html"
    tags = ["license-manager"]
    headroom_severity = ""
    options = {"command": "headroom", "arguments": ""}  # E9101's, for all three

    def match(self, cfn):
        paths, source = [], None
        if cfn.filename is None:  # standard input: cfn-lint keeps the template, not its text
            source = json.dumps(cfn.template, indent=0, default=str)
            paths = [(), *_paths(cfn.template)]
        command = (self.options["command"], "check", *shlex.split(self.options["arguments"]))
        try:
            findings = _findings(command, cfn.filename or "-", source)
        except HeadroomError as error:
            return [RuleMatch([], str(error))] if self.headroom_severity == "error" else []
        return [
            _match(finding, cfn.filename, paths)
            for finding in findings
            if finding["severity"] == self.headroom_severity
        ]


class HeadroomErrors(_Headroom, CloudFormationLintRule):
    id = "E9101"
    shortdesc = "Takes more software licenses than are owned"
    description = "headroom found that License Manager would refuse the deployment, or that it breaks a license's rules"
    headroom_severity = "error"

    def __init__(self):
        super().__init__()
        self.config_definition = {
            "command": {"default": "headroom", "type": "string"},
            "arguments": {"default": "", "type": "string"},
        }
        self.configure()

    def configure(self, *args, **kwargs):
        super().configure(*args, **kwargs)
        _Headroom.options = self.config


class HeadroomWarnings(_Headroom, CloudFormationLintRule):
    id = "W9101"
    shortdesc = "May take more software licenses than are owned"
    description = "headroom found that a limit may be exceeded, or what it cannot determine"
    headroom_severity = "warning"


class HeadroomNotes(_Headroom, CloudFormationLintRule):
    id = "I9101"
    shortdesc = "Worth knowing about the software licenses that it takes"
    description = "headroom found that a license is nearly used up, or may be"
    headroom_severity = "note"
