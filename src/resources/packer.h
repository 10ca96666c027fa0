#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cfn/evaluator.h"
#include "packer/evaluator.h"
#include "resources/launch.h"
#include "syntax/document.h"

namespace headroom {

/// The build instances of a Packer template, each a launch named by its source; one Extracted for each of
/// `paths`, the template's files, in that order. Source: packer-plugin-amazon's documentation ("Amazon EBS",
/// "EBS Surrogate", "EBS Volume", "Instance-Store", "chroot" builders).
std::vector<Extracted> ExtractPackerTemplate(packer::Evaluator& evaluator,
                                             const std::vector<std::string>& paths);

/// An AMI that a run of Packer made, as the `manifest` post-processor writes it down.
struct ManifestImage {
  std::string build;    // the source's name
  std::string builder;  // "amazon-ebs"; before `amazon-import` that of the image
  std::string region;
  std::string id;          // "ami-…"
  std::string source_ami;  // of `custom_data`; empty: it does not say
  Place where;             // the artifact's id
};
struct ManifestMistake {
  Place where;
  std::string message;
};
/// The AMIs of one run: the one whose id is `run`, else the last one. What an artifact's id names as
/// `REGION:ami-…` is one, whatever the builder: `amazon-import` makes them of others' images. Volumes and
/// their snapshots are none. `<unknown>`, `<no value>` and an empty text, which Packer writes where it knows
/// nothing, count as absent. Source: Packer documentation, "Manifest post-processor";
/// packer-plugin-amazon's, "Amazon Import", "EBS Volume".
struct Manifest {
  std::vector<ManifestImage> images;
  std::vector<ManifestMistake> mistakes;
  bool has_run = false;  // some entry is of that run
};
/// A text that Packer hands on, but for what it writes where it knows nothing.
std::string KnownToPacker(const std::optional<std::string>& text);
bool IsPackerManifest(const Document& document);
Manifest ReadPackerManifest(const Document& document, const std::string& run = "");

/// The AMIs of a manifest's last run: nothing launches them yet, and their licenses are checked, with those
/// of what they are made from.
Extracted ExtractPackerManifest(cfn::Evaluator& plain, const Document& document, const std::string& path);

}  // namespace headroom
