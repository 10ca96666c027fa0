#!/usr/bin/env bash
# An app in TypeScript with the plug-in, installed as npm packs it: types, synthesis that passes, fails, has no answer.
source "$(dirname "$(readlink -f "$0")")/../smoke.bash"

if ! command -v npm >/dev/null; then install_packages nodejs npm; fi
if [[ $(node -p 'process.versions.node.split(".")[0] >= 20') != true ]]; then
  skip_here "the CDK needs Node 20 or newer, and this is $(node --version)"
fi
quietly npm pack --pack-destination . "$integration" || failures=1
npm_install ./headroom-cdk-*.tgz aws-cdk-lib@2.276.0 constructs typescript@5 @types/node@18
make_example

cat >app.ts <<'TS'
import {App, Stack, Stage, Validations, aws_ec2 as ec2} from 'aws-cdk-lib';
import {Headroom} from 'headroom-cdk';

const license = 'arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef';
const plugin = new Headroom({command: process.env.COMMAND, arguments: ['--store', process.env.STORE!]});
const beta = process.env.BETA !== undefined;
const app = new App(beta ? {policyValidationBeta1: [plugin as any]} : {});
if (!beta) Validations.of(app).addPlugins(plugin);
for (const name of ['One', 'Two']) {
  const scope = process.env.STAGES === undefined ? app : new Stage(app, `${name}Stage`);
  const stack = new Stack(scope, name, {env: {account: '111122223333', region: 'us-east-1'}});
  new ec2.CfnInstance(stack, 'Server', {
    imageId: 'ami-0123456789abcdef0',
    instanceType: process.env.SIZE!,
    licenseSpecifications: [{licenseConfigurationArn: license}],
  });
}
app.synth();
TS
run node_modules/.bin/tsc --strict --skipLibCheck --module commonjs --target es2020 --moduleResolution node app.ts
expect "the types fit the CDK's" '0 ' "$status $out"

export COMMAND=$program STORE=licenses CDK_OUTDIR=cdk.out
run env SIZE=m5.xlarge node app.js
expect "what fits is synthesized" 0 "$status"
run env SIZE=m5.2xlarge node app.js
expect "what does not fit fails the synthesis" 1 "$status"
expect_in "with the sum of both stacks" 'planned demand exceeds the hard limit of `sql`: 16 of 8 vCPUs' "$out$err"
expect_in "and the resource's construct" 'One/Server' "$out$err"
expect_in "and in CDK's report" '"LM301"' "$(<cdk.out/validation-report.json)"
run env SIZE=m5.2xlarge BETA=1 node app.js
expect "so with policyValidationBeta1" 1 "$status"
expect_in "it says why" 'planned demand exceeds the hard limit of `sql`: 16 of 8 vCPUs' "$out$err"

run env SIZE=m5.xlarge STAGES=1 node app.js
expect "what fits in two stages is synthesized" 0 "$status"
run env SIZE=m5.2xlarge STAGES=1 node app.js
expect "what only one of two stages would fit does not" 1 "$status"
expect_in "with the sum of both stages" 'planned demand exceeds the hard limit of `sql`: 16 of 8 vCPUs' "$out$err"
expect_in "and the construct in its stage" 'OneStage/One/Server' "$out$err"

run env SIZE=m5.xlarge STORE=nowhere node app.js
expect "no store fails the synthesis" 1 "$status"
expect_in "and says so" 'the store `nowhere` does not exist' "$out$err"
finish
