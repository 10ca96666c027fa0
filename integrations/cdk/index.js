'use strict';
const {spawnSync} = require('node:child_process');
const {existsSync} = require('node:fs');
const path = require('node:path');

const isIn = (folder, inner) => path.relative(folder, inner).split(path.sep)[0] !== '..';

/** What to judge: the one assembly that holds all templates, for a stage's lie in a folder of their own below it; where
 * stages were told to write elsewhere, each assembly. */
function assembliesOf(templatePaths) {
  const folders = [...new Set(templatePaths.map((template) => path.dirname(template)))];
  let common = path.resolve(folders[0]);
  while (!folders.every((folder) => isIn(common, folder))) common = path.dirname(common);
  if (!existsSync(path.join(common, 'manifest.json')))
    return folders.filter((folder) => folders.every((other) => other === folder || !isIn(other, folder)));
  return [path.isAbsolute(folders[0]) ? common : path.relative('', common) || '.'];
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
      this.command, ['check', '--format', 'json', ...this.arguments, '--', ...assembliesOf(context.templatePaths)],
      {encoding: 'utf8', maxBuffer: Infinity});
    if (run.error) throw new Error(`cannot run ${this.command}: ${run.error.message}`);
    if (run.status !== 0 && run.status !== 1) throw new Error(run.stderr.trim() || `${this.command} was stopped`);
    return {success: run.status === 0, violations: JSON.parse(run.stdout).findings.map(violation)};
  }
}

exports.Headroom = Headroom;
