// The schemas before ajv, and the same documents before the program: usage schemas.mjs PROGRAM ROOT.
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdirSync, readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import Ajv from 'ajv';
import {parse} from 'yaml';

const [program, root] = process.argv.slice(2);
const json = (path) => JSON.parse(readFileSync(path, 'utf8'));
const ajv = new Ajv.default({allowUnionTypes: true, strictTypes: false, strictRequired: false, allErrors: false});
const schemas = {};
for (const name of ['store', 'config', 'report']) schemas[name] = ajv.compile(json(join(root, `schemas/${name}.schema.json`)));

let failures = 0;
const fail = (text) => {
  console.log(`FAILED: ${text}`);
  ++failures;
};

// How the program takes a document: 0 or 2.
const takes = {
  store: (file) => spawnSync(program, ['store', 'validate', file], {encoding: 'utf8'}),
  config: (file) => spawnSync(program, ['rules', '--config', file], {encoding: 'utf8'}),
};
const hold = (name, said, document, accepted, taken = accepted) => {
  const file = `${name}.json`;
  writeFileSync(file, JSON.stringify(document));
  const {status, stdout, stderr} = takes[name](file);
  if (status !== (taken ? 0 : 2)) fail(`${name}, ${said}: the program ends with ${status}: ${stdout}${stderr}`);
  if (schemas[name](document) !== accepted) fail(`${name}, ${said}: the schema ${accepted ? 'refuses' : 'accepts'} it: ${ajv.errorsText(schemas[name].errors)}`);
};

let documents = 0;
for (const name of ['store', 'config']) {
  for (const [kind, list] of Object.entries(json(join(root, `fixtures/schemas/${name}.json`)))) {
    for (const [said, document] of Object.entries(list)) {
      hold(name, said, document, kind !== 'refused', kind === 'accepted');
      ++documents;
    }
  }
}
// Each field that an accepted document has, with odd values in its place. Only whether a license says its counting type is
// nothing that a schema can tell, because another document may.
const oddValues = [null, '', 0, -1, 1.5, 1e20, true, 'x', '1.0', ' 5', '1e3', 'TRUE', '2027-13-31', 'vcpu', 111122223333, [], [null], [''], {}, {x: 1}];
const fieldsOf = (node, path = []) => (node === null || typeof node !== 'object' ? []
  : Object.keys(node).flatMap((key) => [[...path, key], ...fieldsOf(node[key], [...path, key])]));
const withValue = (document, path, value) => {
  const copy = structuredClone(document);
  path.slice(0, -1).reduce((node, key) => node[key], copy)[path.at(-1)] = value;
  return copy;
};
let mutants = 0;
for (const name of ['store', 'config']) {
  const seen = new Set();
  for (const document of Object.values(json(join(root, `fixtures/schemas/${name}.json`)).accepted)) {
    for (const path of fieldsOf(document)) {
      const field = path.map((key) => (/^\d+$/.test(key) ? '#' : key)).join('.');
      if (seen.has(field)) continue;
      seen.add(field);
      for (const value of oddValues) {
        if (field.endsWith('LicenseCountingType') && (value === null || value === '')) continue;
        const mutant = withValue(document, path, value);
        hold(name, `${field} as ${JSON.stringify(value)}`, mutant, schemas[name](mutant));
        ++mutants;
      }
    }
  }
}
if (mutants < 1500) fail(`only ${mutants} odd values were tried`);
// Every rule has its place in the config file, by id and by name.
const rules = execFileSync(program, ['rules'], {encoding: 'utf8'}).split('\n').filter((line) => line.startsWith('LM')).map((line) => line.split(/\s+/));
for (const [id, name] of rules) {
  for (const word of [id, id.toLowerCase(), name]) hold('config', word, {rules: {[word]: 'off'}}, true);
}

// Documents and reports that other tests hold.
const below = (folder) => readdirSync(folder, {recursive: true}).map((name) => join(folder, name));
for (const path of below(join(root, 'fixtures/stores/aws-cli'))) {
  if (path.endsWith('.json') && !schemas.store(json(path))) fail(`${path}: ${ajv.errorsText(schemas.store.errors)}`);
}
const reports = below(join(root, 'fixtures')).filter((path) => /\breport\.json$/.test(path) || /fixtures\/reports\/(empty|odd|quickstart)\.json$/.test(path));
for (const path of reports) {
  if (!schemas.report(json(path))) fail(`${path}: ${ajv.errorsText(schemas.report.errors)}`);
}
if (reports.length < 60) fail(`only ${reports.length} reports were found`);
// What is written by hand, and what `init` writes.
const yaml = (path) => parse(readFileSync(path, 'utf8'));
for (const folder of ['rules/presets', 'rules/example']) {
  for (const path of below(join(root, folder)).filter((name) => name.endsWith('.yaml'))) {
    if (!schemas.store(yaml(path))) fail(`${path}: ${ajv.errorsText(schemas.store.errors)}`);
  }
}
mkdirSync('project');
execFileSync(program, ['init'], {cwd: 'project'});
if (!schemas.config(yaml('project/.headroom.yaml'))) fail(`init: ${ajv.errorsText(schemas.config.errors)}`);
if (!schemas.store(yaml('project/licenses/example.yaml'))) fail(`init: ${ajv.errorsText(schemas.store.errors)}`);
console.log(`${documents} documents, ${mutants} odd values, ${rules.length} rules and ${reports.length} reports: ${failures} failures`);
process.exit(failures > 0 ? 1 : 0);
