// A CloudFormation Lambda Hook as a container image: asks Lambda's runtime API for hook requests and answers each with
// what headroom says of the stack or change set. The store is where HEADROOM_STORE says; with HEADROOM_STRICT=true warnings
// refuse, too.
// Sources: CloudFormation Hooks user guide (Lambda Hooks), Lambda developer guide (runtime API).

import {execFile} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {request as httpRequest} from 'node:http';
import {tmpdir} from 'node:os';
import path from 'node:path';

const kActions = {CREATE: 'Add', UPDATE: 'Modify', DELETE: 'Remove'};
const isStrict = process.env.HEADROOM_STRICT === 'true';
const kRefused = isStrict ? ['error', 'warning'] : ['error'];
const kLevels = {error: 'HIGH', warning: 'MEDIUM', note: 'LOW'};

/** The payload lies behind a URL that is a secret: no message repeats it. */
async function payloadOf(url) {
  let response;
  try {
    response = await fetch(url, {signal: AbortSignal.timeout(8000), redirect: 'error'});
  } catch {
    throw new Error('cannot read the payload');
  }
  if (!response.ok) throw new Error(`cannot read the payload: HTTP status ${response.status}`);
  return response.json();
}

/** The payload of a change set in the shape of describe-change-set, with get-template's: headroom reads both. */
function changeSet(request, payload) {
  if (!Array.isArray(payload?.changedResources)) throw new Error('the payload holds no changedResources');
  const changes = payload.changedResources.map((resource) => ({
    Type: 'Resource',
    ResourceChange: {
      Action: kActions[resource.action] ?? resource.action,
      LogicalResourceId: resource.logicalResourceId,
      ResourceType: resource.resourceType,
      BeforeContext: resource.beforeContext,
      AfterContext: resource.afterContext,
    },
  }));
  return {ChangeSetName: request.changeSetId, ChangeSetId: request.changeSetId, StackId: request.stackId,
          Changes: changes, TemplateBody: payload.template};
}

const fileName = (stem, text) => `${stem}.${text.trimStart().startsWith('{') ? 'json' : 'yaml'}`;

/** The files to judge, and how: {files: {name: text}, input, kind, options}. */
function question(request, payload) {
  switch (request.requestData.targetType ?? request.requestData.targetName) {
    case 'CHANGE_SET': {
      const input = 'change-set.json';
      return {files: {[input]: JSON.stringify(changeSet(request, payload))}, input, kind: 'change-set', options: []};
    }
    case 'STACK': {
      if (typeof payload?.template !== 'string') throw new Error('the payload holds no template');
      const input = fileName('template', payload.template);
      const files = {[input]: payload.template};
      // The payload has no parameters' values, so none is certain. Lambda gives half a minute to try others.
      const options = ['--worst-case', '--max-cases', '500'];
      if (payload.previousTemplate) {
        const deployed = fileName('previous', payload.previousTemplate);
        files[deployed] = payload.previousTemplate;
        options.push('--deployed', deployed);
      }
      return {files, input, kind: 'cloudformation', options};
    }
    default:
      throw new Error('headroom judges targets of the types STACK and CHANGE_SET alone');
  }
}

/** arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/ID */
function target(request) {
  const [, , , region, account] = (request.stackId ?? '').split(':');
  return [...(region ? ['--region', region] : []),
          ...(request.awsAccountId ?? account ? ['--account', request.awsAccountId ?? account] : [])];
}

function run(folder, args) {
  return new Promise((resolve, reject) => {
    const options = {cwd: folder, timeout: 15000, maxBuffer: 1 << 28};
    execFile('headroom', args, options, (error, stdout, stderr) => {
      if (error && error.code !== 1) reject(new Error(stderr.trim() || 'headroom did not come to an end'));
      else resolve({fits: !error, report: JSON.parse(stdout)});
    });
  });
}

async function judge(request) {
  const {files, input, kind, options} = question(request, await payloadOf(request.requestData.payload));
  const folder = await mkdtemp(path.join(tmpdir(), 'headroom-'));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
    const strict = isStrict ? ['--strict', '--fail-on', 'warning'] : [];
    const args = ['check', '--format', 'json', ...strict, ...target(request), ...options, '--', input];
    const answer = await run(folder, args);
    const told = answer.report.inputs[0]?.kind;
    if (told !== kind && answer.fits) throw new Error(`headroom does not read the payload as a ${kind}`);
    return answer;
  } finally {
    await rm(folder, {recursive: true});
  }
}

const clipped = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
const sentence = (finding) =>
  `${finding.rule}${finding.resource ? ` ${finding.resource}` : ''}: ${finding.message}`;

/** What is left out of the findings, by whose wish. */
const suppression = (finding) => `ignored (${finding.reason ?? 'no reason is given'}): ${sentence(finding)}`;

function annotation(finding) {
  return {
    annotationName: finding.rule,
    status: kRefused.includes(finding.severity) ? 'FAILED' : 'PASSED',
    statusMessage: clipped([sentence(finding), ...finding.notes].join('; '), 1024),
    ...(finding.hint ? {remediationMessage: clipped(finding.hint, 1024)} : {}),
    severityLevel: kLevels[finding.severity],
  };
}

/** What the hook answers. Where headroom has no answer that is a failure: nothing passes unseen. */
export async function answer(request) {
  const response = (hookStatus, message, more) =>
    ({hookStatus, message: clipped(message, 4096), clientRequestToken: request?.clientRequestToken, ...more});
  try {
    if (!request?.requestData) throw new Error('this is no request of a hook');
    if (request.actionInvocationPoint === 'DELETE_PRE_PROVISION') return response('SUCCESS', 'a deletion takes none');
    const {fits, report} = await judge(request);
    const annotations = report.findings.slice(0, 100).map(annotation);
    const told = [...report.findings.map(sentence), ...report.suppressed.map(suppression)];
    const message = told.join('\n') || 'everything fits';
    return fits ? response('SUCCESS', message, {annotations})
                : response('FAILED', message, {errorCode: 'NonCompliant', annotations});
  } catch (error) {
    return response('FAILED', error.message, {errorCode: 'InternalFailure'});
  }
}

/** Asks the runtime API, for as long as it takes: it answers `next` when there is a request, be it in hours, and `fetch`
 * would give up after five minutes. */
function ask(api, method, what, body) {
  return new Promise((resolve, reject) => {
    const url = `http://${api}/2018-06-01/runtime/invocation/${what}`;
    const request = httpRequest(url, {method, agent: false}, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part)).on('error', reject);
      response.on('end', () => resolve({headers: response.headers, body: Buffer.concat(parts).toString()}));
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function serve(api) {
  for (;;) {
    const next = await ask(api, 'GET', 'next');
    const id = next.headers['lambda-runtime-aws-request-id'];
    await ask(api, 'POST', `${id}/response`, JSON.stringify(await answer(JSON.parse(next.body))));
  }
}

await serve(process.env.AWS_LAMBDA_RUNTIME_API);
