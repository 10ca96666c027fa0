#!/usr/bin/env bash
# Packer itself, with builders that need no cloud: what becomes of the artifact in each position of the gate; and the
# AWS CLI against a service of our own.
source "$(dirname "$(readlink -f "$0")")/../smoke.bash"

install_packages packer awscli python3
export CHECKPOINT_DISABLE=1 PACKER_CONFIG_DIR=$scratch PATH=${program%/*}:$PATH
make_example
build_with() {
  rm -rf image.txt packer-manifest.json
  run packer build "$1"
}

# template NAME BODY: an artifact that is a file.
template() {
  cat >"$1" <<HCL
source "file" "image" {
  content = "made"
  target  = "image.txt"
}
build {
  sources = ["source.file.image"]
$2
}
HCL
}
shell_local() { printf 'post-processor "shell-local" { inline = ["%s"] }\n' "$1"; }
too_much='headroom check --quiet --store licenses --region us-east-1 too-much.yaml'
fits='headroom check --quiet --store licenses --region us-east-1 fits.yaml'
manifest='post-processor "manifest" { custom_data = { source_ami = "<unknown>" } }'

template behind.pkr.hcl "post-processors {
  $manifest
  $(shell_local "$fits")
}"
build_with behind.pkr.hcl
expect 'behind manifest, passing' '0 made' "$status $(cat image.txt 2>&1)"

template behind.pkr.hcl "post-processors {
  $manifest
  $(shell_local "$too_much")
}"
build_with behind.pkr.hcl
expect 'behind manifest, failing: the artifact stays' '1 made' "$status $(cat image.txt 2>&1)"
expect_in 'behind manifest, failing: the manifest has it' '"artifact_id": "File"' "$(cat packer-manifest.json 2>&1)"
expect_in 'the finding is in the output of Packer' 'error[LM301]' "$out$err"

template first.pkr.hcl "post-processors {
  $(shell_local "$too_much")
  $manifest
}"
build_with first.pkr.hcl
expect 'before manifest, failing: the artifact is destroyed' '1 gone' "$status $(cat image.txt 2>/dev/null || echo gone)"

cat >provisioner.pkr.hcl <<HCL
source "null" "image" { communicator = "none" }
build {
  sources = ["source.null.image"]
  provisioner "shell-local" { inline = ["$too_much"] }
  $manifest
}
HCL
build_with provisioner.pkr.hcl
expect 'in a provisioner, failing: no artifact is made' '1 none' "$status $(cat packer-manifest.json 2>/dev/null || echo none)"

template command.pkr.hcl "post-processors {
  $manifest
  $(shell_local 'headroom packer --store licenses')
}"
build_with command.pkr.hcl
expect_in 'headroom packer, of a run without an AMI' 'the run made no AMI' "$out"
expect 'headroom packer, of a run without an AMI: status' 0 "$status"

# As if it had been one of Amazon's builders: the entry of this run, of PACKER_RUN_UUID, has an AMI.
cat >as-amazon.sh <<'SCRIPT'
sed 's/"builder_type": "file"/"builder_type": "amazon-ebs"/; s/"File"/"us-east-1:ami-0a1"/' packer-manifest.json >amazon.json
SCRIPT
template amazon.pkr.hcl "post-processors {
  $manifest
  $(shell_local 'sh as-amazon.sh')
  $(shell_local 'headroom packer --store licenses --manifest amazon.json --license sql')
}"
build_with amazon.pkr.hcl
expect_in 'headroom packer, of a run with an AMI' 'ami-0a1 (us-east-1, image): associated with `sql`' "$out$err"
expect 'headroom packer, of a run with an AMI: status' 0 "$status"
expect_in 'headroom packer writes the store' 'image/ami-0a1' "$(<licenses/licenses.yaml)"

sed -i 's/--license sql/--license none/' amazon.pkr.hcl
build_with amazon.pkr.hcl
expect_in 'headroom packer refuses' 'the store holds no license `none` of `us-east-1`, for `ami-0a1`' "$out$err"
expect 'headroom packer refuses: the artifact stays' '1 made' "$status $(cat image.txt 2>&1)"

# Builds in parallel.
for i in 1 2 3 4 5 6 7 8; do
  printf '{"builds": [{"name": "p", "builder_type": "amazon-ebs", "artifact_id": "us-east-1:ami-0b%s", "packer_run_uuid": "r"}],
"last_run_uuid": "r"}' "$i" >"parallel-$i.json"
  "$program" packer --store licenses --license sql --manifest "parallel-$i.json" >/dev/null &
done
wait
expect 'builds in parallel all reach the store' 8 "$(grep -c 'image/ami-0b' licenses/licenses.yaml)"
expect 'nothing is left behind' 'licenses.yaml' "$(ls -A licenses)"

run "$program" check --store licenses --region us-east-1 "$integration/example.pkr.hcl"
expect_in 'the example' 'error[LM403]: the image that `amazon-ebs.sql` builds is copied to `eu-west-1`' "$out"

# The AWS CLI.
cat >service.py <<'PYTHON'
import http.server
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        print(self.headers["X-Amz-Target"], body, file=open("asked", "a"))
        refused = "ami-0b2" in body
        self.send_response(400 if refused else 200)
        self.end_headers()
        self.wfile.write(b'{"__type": "AccessDeniedException", "Message": "no"}' if refused else b"{}")
    def log_message(self, *_): pass
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
PYTHON
python3 service.py >port &
service=$!
trap 'kill $service; rm -rf "$scratch"' EXIT
while [[ ! -s port ]]; do sleep 0.1; done
apply() {
  run env AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x "$program" packer --store licenses --license sql \
    --scope cross-account --apply --aws-cli /usr/bin/aws --endpoint-url "http://127.0.0.1:$(<port)" --manifest "$1"
}
apply parallel-1.json
expect '--apply: status' '0 ' "$status $err"
asked=$(<asked)
expect_in '--apply calls' 'AWSLicenseManager.UpdateLicenseSpecificationsForResource' "$asked"
expect_in '--apply names the AMI' 'arn:aws:ec2:us-east-1::image/ami-0b1' "$asked"
expect_in '--apply names the scope' '"AmiAssociationScope": "cross-account"' "$asked"
apply parallel-2.json
expect '--apply, refused: status' 2 "$status"
expect_in '--apply, refused' '`ami-0b2` is not associated with `sql` in AWS' "$err"
expect_in '--apply, refused: why' 'An error occurred (AccessDenied' "$err"

finish
