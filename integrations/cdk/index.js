'use strict';
const {spawnSync} = require('node:child_process');
const path = require('node:path');

/** The folder that holds all of the assembly: a stage's templates lie in a folder of their own below it. */
function assemblyOf(templatePaths) {
  return templatePaths.map((template) => path.dirname(template)).sort((a, b) => a.length - b.length)[0];
}

function violation(finding) {
  const place = finding.line ? `${finding.path}:${finding.line}:${finding.column}` : finding.path;
  return {
    ruleName: finding.rule,
    description: [finding.message, ...finding.notes].join('; '),
    fix: finding.hint ?? undefined,
    severity: finding.severity,
    violatingResources: [{
      resourceLogicalId: finding.resource ?? '',
      templatePath: finding.path ?? '',
      locations: place ? [place] : [],
    }],
  };
}

class Headroom {
  constructor(props = {}) {
    this.name = 'headroom';
    this.command = props.command ?? 'headroom';
    this.arguments = props.arguments ?? [];
  }

  validate(context) {
    if (context.templatePaths.length === 0) return {success: true, violations: []};
    const run = spawnSync(
      this.command, ['check', '--format', 'json', ...this.arguments, '--', assemblyOf(context.templatePaths)],
      {encoding: 'utf8', maxBuffer: Infinity});
    if (run.error) throw new Error(`cannot run ${this.command}: ${run.error.message}`);
    if (run.status !== 0 && run.status !== 1) throw new Error(run.stderr.trim() || `${this.command} was stopped`);
    return {success: run.status === 0, violations: JSON.parse(run.stdout).findings.map(violation)};
  }
}

exports.Headroom = Headroom;
