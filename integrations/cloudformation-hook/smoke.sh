#!/usr/bin/env bash
# The hook against a runtime API and payloads on this machine: what it answers to each request.
source "$(dirname "$(readlink -f "$0")")/../smoke.bash"

if ! command -v node >/dev/null; then install_packages nodejs; fi
make_example
export PATH=${program%/*}:$PATH HEADROOM_STORE=$scratch/licenses
license=$(sed -n 's/.*- LicenseConfigurationArn: //p' fits.yaml)

# context SIZE: a resource of a change set, as the payload has it.
context() {
  printf '%s' "{\"Properties\":{\"ImageId\":\"ami-0123456789abcdef0\",\"InstanceType\":\"$1\",\"EbsOptimized\":\"true\"," \
    "\"LicenseSpecifications\":[{\"LicenseConfigurationArn\":\"$license\"}]}}"
}
cat >ask.mjs <<'NODE'
// ask.mjs HOOK REQUEST PAYLOAD: serves one request, after HOLD milliseconds, and its payload, and prints the answer.
import {spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {createServer} from 'node:http';

const [hook, requestFile, payloadFile] = process.argv.slice(2);
const server = createServer((request, response) => {
  if (request.url === '/payload') {
    if (payloadFile === 'none') response.statusCode = 403;
    response.end(payloadFile === 'none' ? '' : readFileSync(payloadFile));
  } else if (request.method === 'POST') {
    let body = '';
    request.on('data', (data) => { body += data; });
    request.on('end', () => {
      console.log(JSON.stringify({path: request.url, ...JSON.parse(body)}));
      runtime.kill();
      process.exit(0);
    });
  } else {
    const url = `http://127.0.0.1:${server.address().port}/payload`;
    response.setHeader('lambda-runtime-aws-request-id', 'request-1');
    const text = readFileSync(requestFile, 'utf8').replace('PAYLOAD_URL', url);
    setTimeout(() => response.end(text), Number(process.env.HOLD ?? 0));
  }
});
let runtime;
server.listen(0, '127.0.0.1', () => {
  const api = `127.0.0.1:${server.address().port}`;
  runtime = spawn('node', [hook], {env: {...process.env, AWS_LAMBDA_RUNTIME_API: api}, stdio: 'inherit'});
});
NODE
# ask REQUEST PAYLOAD
ask() { run timeout 30 node ask.mjs "$integration/hook.mjs" "$1" "$2"; }
# of KEY: of the answer.
of() { node -e 'const o = JSON.parse(process.argv[1]); console.log(eval("o." + process.argv[2]))' "$out" "$1"; }
# stack_payload TEMPLATE [PREVIOUS]
stack_payload() {
  node -e 'const [a, b] = process.argv.slice(1).map((f) => require("fs").readFileSync(f, "utf8"));
    console.log(JSON.stringify({template: a, previousTemplate: b}))' "$@" >payload.json
}
# change_payload ACTION BEFORE AFTER [TEMPLATE]
change_payload() {
  node -e 'const [action, beforeContext, afterContext, template = "{}"] = process.argv.slice(1);
    console.log(JSON.stringify({template, changedResources: [{action, logicalResourceId: "Server",
      resourceType: "AWS::EC2::Instance", lineNumber: 3, beforeContext, afterContext}]}))' "$@" >payload.json
}
stack=$integration/requests/stack.json changes=$integration/requests/change-set.json
token=d3b5f3a6-6f3e-4d55-8f5e-0b6a3b0d3f10
over='LM301 Server: planned demand exceeds the hard limit of `sql`: 16 of 8 vCPUs'

stack_payload fits.yaml
ask "$stack" payload.json
expect "a stack that fits" "{\"path\":\"/2018-06-01/runtime/invocation/request-1/response\",\"hookStatus\":\"SUCCESS\",\
\"message\":\"everything fits\",\"clientRequestToken\":\"$token\",\"annotations\":[]}" "$out"
stack_payload too-much.yaml
ask "$stack" payload.json
expect "a stack that does not fit" "FAILED NonCompliant $over" "$(of hookStatus) $(of errorCode) $(of message)"
expect "its annotation" 'LM301 FAILED HIGH' \
  "$(of 'annotations[0].annotationName') $(of 'annotations[0].status') $(of 'annotations[0].severityLevel')"
sed 's/m5.xlarge/m5.2xlarge/' fits.yaml >grown.yaml
sed -i 's/^    Status/    ConsumedLicenses: 4\n&/' licenses/licenses.yaml
stack_payload grown.yaml fits.yaml
ask "$stack" payload.json
expect "an update takes what it adds" SUCCESS "$(of hookStatus)"
stack_payload grown.yaml
ask "$stack" payload.json
expect "which a new stack does not" FAILED "$(of hookStatus)"
sed -i '/ConsumedLicenses/d' licenses/licenses.yaml

change_payload CREATE '' "$(context m5.xlarge)"
ask "$changes" payload.json
expect "a change set that fits" 'SUCCESS everything fits' "$(of hookStatus) $(of message)"
change_payload CREATE '' "$(context m5.4xlarge)"
ask "$changes" payload.json
expect "a change set that does not fit" "FAILED NonCompliant $over" "$(of hookStatus) $(of errorCode) $(of message)"
change_payload DELETE "$(context m5.4xlarge)" ''
ask "$changes" payload.json
expect "a change set that removes" SUCCESS "$(of hookStatus)"

# What somebody does not want to be told is said nevertheless.
ignored="ignored (bought): $over"
sed 's/^ *Type: AWS::EC2::Instance/&\n    Metadata: {headroom: {ignore: {rule: LM301, reason: bought}}}/' too-much.yaml >ignored.yaml
stack_payload ignored.yaml
ask "$stack" payload.json
expect "a stack whose finding is ignored" "SUCCESS $ignored" "$(of hookStatus) $(of message)"
change_payload CREATE '' "$(context m5.4xlarge)" "$(<ignored.yaml)"
ask "$changes" payload.json
expect "a change set whose template ignores a finding" "SUCCESS $ignored" "$(of hookStatus) $(of message)"
sed 's/^  Server:/  # headroom: ignore LM301 bought\n&/' too-much.yaml >comment.yaml
change_payload CREATE '' "$(context m5.4xlarge)" "$(<comment.yaml)"
ask "$changes" payload.json
expect "so by a comment" "SUCCESS $ignored" "$(of hookStatus) $(of message)"

# The runtime API answers when there is something to do: fetch would wait for five minutes, here for one second.
cat >impatient.cjs <<'NODE'
fetch('data:,');
const dispatcher = Symbol.for('undici.globalDispatcher.1');
globalThis[dispatcher] = new globalThis[dispatcher].constructor({headersTimeout: 1000});
NODE
stack_payload fits.yaml
HOLD=4000 NODE_OPTIONS="--require $scratch/impatient.cjs" ask "$stack" payload.json
expect "a request that comes late" SUCCESS "$(of hookStatus)"

# A size that is known only when the change set runs: a warning, unless warnings refuse.
change_payload CREATE '' "$(context '{{changeSet:KNOWN_AFTER_APPLY}}')"
ask "$changes" payload.json
expect "what nobody can count passes" 'SUCCESS LM004 MEDIUM' \
  "$(of hookStatus) $(of 'annotations[0].annotationName') $(of 'annotations[0].severityLevel')"
HEADROOM_STRICT=true ask "$changes" payload.json
expect "but not with HEADROOM_STRICT" 'FAILED LM004 HIGH' \
  "$(of hookStatus) $(of 'annotations[0].annotationName') $(of 'annotations[0].severityLevel')"

# A launch template that the change set makes: its id is known only then, and the template says what refers to it.
cat >group.yaml <<'YAML'
Parameters: {Size: {Type: String}}
Resources:
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties: {LaunchTemplateData: {InstanceType: !Ref Size}}
  Group:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: "2"
      MaxSize: "2"
      LaunchTemplate: {LaunchTemplateId: !Ref Template, Version: !GetAtt Template.LatestVersionNumber}
YAML
# group_payload TEMPLATE-FILE SIZE
group_payload() {
  node -e 'const [template, data] = process.argv.slice(1);
    const later = "{{changeSet:KNOWN_AFTER_APPLY}}";
    const added = (logicalResourceId, type, properties) => ({action: "CREATE", logicalResourceId, lineNumber: 3,
      resourceType: `AWS::${type}`, beforeContext: "", afterContext: JSON.stringify({Properties: properties})});
    console.log(JSON.stringify({template: require("fs").readFileSync(template, "utf8"), changedResources: [
      added("Template", "EC2::LaunchTemplate", {LaunchTemplateData: JSON.parse(data).Properties}),
      added("Group", "AutoScaling::AutoScalingGroup", {MinSize: "2", MaxSize: "2",
        LaunchTemplate: {LaunchTemplateId: later, Version: later}})]}))' "$1" "$(context "$2")" >payload.json
}
group_payload group.yaml m5.large
ask "$changes" payload.json
expect "a group on a new launch template that fits" 'SUCCESS everything fits' "$(of hookStatus) $(of message)"
group_payload group.yaml m5.4xlarge
ask "$changes" payload.json
expect "a group on a new launch template that does not fit" \
  'FAILED NonCompliant LM301 Group: planned demand exceeds the hard limit of `sql`: 32 of 8 vCPUs' \
  "$(of hookStatus) $(of errorCode) $(of message)"
echo 'Resources: {}' >other.yaml
group_payload other.yaml m5.4xlarge
ask "$changes" payload.json
expect "what the template does not say" 'SUCCESS LM004' "$(of hookStatus) $(of 'annotations[0].annotationName')"

# The values of a stack's parameters are in no payload, so a default is not believed.
sed 's/^Resources:/Parameters:\n  Size: {Type: String, Default: m5.large, AllowedValues: [m5.large, m5.4xlarge]}\n&/
     s/InstanceType: .*/InstanceType: !Ref Size/' fits.yaml >open.yaml
stack_payload open.yaml
ask "$stack" payload.json
expect "a stack whose parameters may take too much" 'SUCCESS LM309 MEDIUM' \
  "$(of hookStatus) $(of 'annotations[0].annotationName') $(of 'annotations[0].severityLevel')"

HEADROOM_STRICT=true ask "$stack" payload.json
expect "but not with HEADROOM_STRICT" 'FAILED NonCompliant LM309 FAILED' \
  "$(of hookStatus) $(of errorCode) $(of 'annotations[0].annotationName') $(of 'annotations[0].status')"

echo '{}' >empty.json
ask "$changes" empty.json
expect "a payload without changes" 'FAILED InternalFailure the payload holds no changedResources' \
  "$(of hookStatus) $(of errorCode) $(of message)"
echo null >null.json
ask null.json payload.json
expect "no request at all" 'FAILED InternalFailure this is no request of a hook' \
  "$(of hookStatus) $(of errorCode) $(of message)"

ask "$stack" none
expect "a payload that cannot be read" 'FAILED InternalFailure cannot read the payload: HTTP status 403' \
  "$(of hookStatus) $(of errorCode) $(of message)"
sed 's/"STACK"/"RESOURCE"/g' "$stack" >resource.json
ask resource.json payload.json
expect "a target of another type" \
  'FAILED InternalFailure headroom judges targets of the types STACK and CHANGE_SET alone' \
  "$(of hookStatus) $(of errorCode) $(of message)"
sed 's/CREATE_PRE/DELETE_PRE/' "$stack" >delete.json
ask delete.json payload.json
expect "a deletion" SUCCESS "$(of hookStatus)"
HEADROOM_STORE=nowhere ask "$stack" payload.json
expect "no store" InternalFailure "$(of errorCode)"
finish
