#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "resources/packer.h"
#include "store/arn.h"

namespace headroom {
namespace {

std::string TextOf(const Document& document, NodeId map, std::string_view key) {
  const NodeId node = document.Find(map, key);
  if (node == kNoNode || document[node].kind != NodeKind::kScalar) return {};
  return KnownToPacker(std::string(document[node].text));
}

/// The id behind a Region (`us-east-1:ami-0123`); empty: there is none.
std::string_view IdOf(std::string_view pair) {
  const size_t colon = pair.find(':');
  return colon == 0 || colon == std::string_view::npos ? std::string_view() : pair.substr(colon + 1);
}

/// What a builder of volumes makes beside AMIs.
bool IsVolume(std::string_view pair) {
  return StartsWith(IdOf(pair), "vol-") || StartsWith(IdOf(pair), "snap-");
}

/// The post-processor `amazon-import` leaves the builder's name, `qemu` say: what was made decides.
bool IsMadeInAmazon(std::string_view builder, const std::vector<std::string_view>& pairs) {
  return StartsWith(builder, "amazon-") ||
         std::any_of(pairs.begin(), pairs.end(), [](auto pair) { return IsImageId(IdOf(pair)); });
}

void ReadBuild(const Document& document, NodeId build, Manifest& out) {
  ManifestImage image;
  image.build = TextOf(document, build, "name");
  image.builder = TextOf(document, build, "builder_type");
  image.source_ami = TextOf(document, document.Find(build, "custom_data"), "source_ami");
  if (!IsImageId(image.source_ami)) image.source_ami.clear();  // `<no value>`, where Packer does not know
  const std::string artifact = TextOf(document, build, "artifact_id");
  const std::vector<std::string_view> pairs = Split(artifact, ",");
  if (artifact.empty() || !IsMadeInAmazon(image.builder, pairs)) return;
  image.where = document.PlaceOf(document.Find(build, "artifact_id"));
  for (const std::string_view pair : pairs) {
    if (IsVolume(pair)) continue;
    image.id = IdOf(pair);
    image.region = pair.substr(0, pair.find(':'));
    if (IsImageId(image.id)) {
      out.images.push_back(image);
    } else {
      out.mistakes.push_back({image.where, fmt::format("`{}` is no `REGION:AMI`", Printable(pair))});
    }
  }
}

}  // namespace

std::string KnownToPacker(const std::optional<std::string>& text) {
  return !text || *text == "<unknown>" || *text == "<no value>" ? std::string() : *text;
}

bool IsPackerManifest(const Document& document) {
  const NodeId builds = document.Find(document.root(), "builds");
  return builds != kNoNode && document[builds].kind == NodeKind::kSequence &&
         document.Find(document.root(), "last_run_uuid") != kNoNode;
}

Manifest ReadPackerManifest(const Document& document, const std::string& run) {
  Manifest out;
  const std::string wanted = run.empty() ? TextOf(document, document.root(), "last_run_uuid") : run;
  const Node& builds = document[document.Find(document.root(), "builds")];
  for (uint32_t i = 0; i < builds.count; ++i) {
    const NodeId build = document.Item(builds, i);
    if (wanted.empty() || TextOf(document, build, "packer_run_uuid") != wanted) continue;
    out.has_run = true;
    ReadBuild(document, build, out);
  }
  return out;
}

Extracted ExtractPackerManifest(cfn::Evaluator& plain, const Document& document, const std::string& path) {
  Extracted out;
  out.path = path;
  out.target = {plain.environment().region, plain.environment().account};
  const Manifest manifest = ReadPackerManifest(document);
  for (const ManifestMistake& mistake : manifest.mistakes) plain.Malformed(mistake.where, mistake.message);
  for (const ManifestImage& image : manifest.images) {
    LaunchTemplateResource checked;
    checked.path = path;
    checked.resource = image.build;
    checked.resource_type = image.builder;
    checked.where = image.where;
    checked.region = cfn::Value::Scalar(image.region, image.where);
    checked.data.image_id = cfn::Value::Scalar(image.id, image.where);
    checked.data.image_made_from =
        image.source_ami.empty()
            ? cfn::Value::NotKnown("`custom_data` of the manifest has no `source_ami`", image.where)
            : cfn::Value::Scalar(image.source_ami, image.where);
    checked.data.tenancy = cfn::Value::NotKnown("it starts nothing", image.where);
    out.checked.push_back(std::move(checked));
  }
  return out;
}

}  // namespace headroom
