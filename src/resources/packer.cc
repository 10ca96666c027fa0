#include "resources/packer.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "base/text.h"

namespace headroom {
namespace {

using packer::Value;

/// Amazon's builders that start an instance to build on. The chroot builder builds on the one it runs on.
constexpr std::string_view kLaunching[] = {"amazon-ebs", "amazon-ebssurrogate", "amazon-ebsvolume",
                                           "amazon-instance"};
constexpr std::string_view kChroot = "amazon-chroot";

bool Launches(std::string_view type) {
  return std::find(std::begin(kLaunching), std::end(kLaunching), type) != std::end(kLaunching);
}

/// Reads what one source says, and over it what a build does.
class SourceReader {
 public:
  SourceReader(packer::Evaluator& evaluator, const packer::Source& source, packer::BodyRef overrides)
      : evaluator_(evaluator), source_(source), overrides_(overrides) {}

  LaunchData ReadData(std::vector<LaunchOption>& options);
  std::vector<cfn::Value> ReadCopies();
  cfn::Value ReadText(std::string_view name) { return Text(Get(name)); }
  /// As Packer names it.
  std::string Title();

 private:
  Value Get(std::string_view name);
  cfn::Value Text(const Value& value);
  std::vector<cfn::Value> Texts(const Value& value);
  cfn::Value NotTaken(const Value& value, std::string_view wanted);
  cfn::Value ReadImage();
  void ReadPlacement(LaunchData& data);
  void ReadLicenses(LaunchData& data);
  void ReadLicense(const Value& specification, LaunchData& data);
  void ReadMarket(const std::vector<LaunchOption>& options, LaunchData& data);

  packer::Evaluator& evaluator_;
  const packer::Source& source_;
  packer::BodyRef overrides_;
};

std::string SourceReader::Title() {
  const Value name = overrides_ ? evaluator_.Get(overrides_, "name") : Value();
  return name.is_scalar() ? fmt::format("{}.{}", source_.type, name.text()) : source_.title;
}

Value SourceReader::Get(std::string_view name) {
  if (overrides_) {
    Value value = evaluator_.Get(overrides_, name);
    if (!value.is_null()) return value;
  }
  return evaluator_.Get(source_.body, name);
}

cfn::Value SourceReader::NotTaken(const Value& value, std::string_view wanted) {
  std::string message = fmt::format("expected {}, found {}", wanted, KindName(value.kind()));
  evaluator_.Malformed(value.where(), message);
  return cfn::Value::NotKnown(cfn::Unknown{std::move(message), "", "", true}, value.where());
}

/// An empty text says nothing. `{{…}}` is filled in when Packer runs, also in HCL.
cfn::Value SourceReader::Text(const Value& value) {
  if (value.is_null() || (value.is_scalar() && value.text().empty()))
    return cfn::Value::Absent(value.where());
  if (value.is_scalar() && value.text().find("{{") != std::string::npos)
    return cfn::Value::NotKnown("a `{{…}}` is known only when Packer runs", value.where());
  if (value.is_scalar()) return cfn::Value::Scalar(value.text(), value.where());
  if (value.is_unknown())
    return cfn::Value::NotKnown(cfn::Unknown{value.text(), "", "", value.reported()}, value.where());
  return NotTaken(value, "text");
}

/// The texts of a list; legacy templates may join them with commas. An unknown list is an unknown text.
std::vector<cfn::Value> SourceReader::Texts(const Value& value) {
  std::vector<cfn::Value> texts;
  if (value.is_list()) {
    for (const Value& item : value.items()) texts.push_back(Text(item));
  } else if (value.is_scalar()) {
    for (std::string_view text : Split(value.text(), ","))
      texts.push_back(Text(Value::String(std::string(Trim(text)), value.where())));
  } else if (value.is_unknown()) {
    texts.push_back(Text(value));
  } else if (value.is_object()) {
    NotTaken(value, "a list");
  }
  std::erase_if(texts, [](const cfn::Value& text) { return text.absent(); });
  return texts;
}

/// The Regions to which the image is copied, if it is made at all.
std::vector<cfn::Value> SourceReader::ReadCopies() {
  const bool is_made = Get("skip_create_ami").AsBool() != true;
  return is_made ? Texts(Get("ami_regions")) : std::vector<cfn::Value>();
}

/// The blocks of one type, or the objects of an attribute of that name.
Value::Items BlocksOf(const Value& value) {
  if (value.is_list()) return value.items();
  return value.is_null() ? Value::Items() : Value::Items{value};
}

cfn::Value SourceReader::ReadImage() {
  cfn::Value image = ReadText("source_ami");
  if (!image.absent()) return image;
  const Value filter = Get("source_ami_filter");
  if (filter.is_null()) return image;
  return cfn::Value::NotKnown("`source_ami_filter` finds it when Packer runs", filter.where());
}

/// `placement { … }`; a tenancy may also stand outside of it.
void SourceReader::ReadPlacement(LaunchData& data) {
  data.tenancy = ReadText("tenancy");
  for (const Value& placement : BlocksOf(Get("placement"))) {
    if (placement.is_unknown()) {
      data.tenancy = Text(placement);
    } else if (!placement.is_object()) {
      NotTaken(placement, "a block");
    }
    const auto member = [&](std::string_view name) {
      const Value* value = placement.Find(name);
      return value == nullptr ? cfn::Value() : Text(*value);
    };
    if (cfn::Value tenancy = member("tenancy"); !tenancy.absent()) data.tenancy = std::move(tenancy);
    data.host_id = member("host_id");
    data.host_resource_group = member("host_resource_group_arn");
  }
}

/// `license_specifications { license_configuration_request { license_configuration_arn = … } }`; the
/// documentation writes the inner one as an attribute.
void SourceReader::ReadLicenses(LaunchData& data) {
  const Value specifications = Get("license_specifications");
  if (specifications.is_null()) return;
  for (const Value& specification : BlocksOf(specifications)) ReadLicense(specification, data);
  data.licenses = cfn::Value::List(data.license_arns, specifications.where());
}

void SourceReader::ReadLicense(const Value& specification, LaunchData& data) {
  if (specification.is_unknown()) {
    data.license_arns.push_back(Text(specification));
    return;
  }
  const size_t before = data.license_arns.size();
  const Value* requests = specification.Find("license_configuration_request");
  for (const Value& request : BlocksOf(requests == nullptr ? Value() : *requests)) {
    const Value* arn = request.is_unknown() ? &request : request.Find("license_configuration_arn");
    if (arn == nullptr) continue;
    if (cfn::Value text = Text(*arn); !text.absent()) data.license_arns.push_back(std::move(text));
  }
  if (data.license_arns.size() == before)
    evaluator_.Malformed(specification.where(),
                         "a license specification without `license_configuration_arn` "
                         "names no license");
}

/// A price other than 0 asks for a Spot instance, as do several types.
void SourceReader::ReadMarket(const std::vector<LaunchOption>& options, LaunchData& data) {
  const cfn::Value price = ReadText("spot_price");
  if (price.is_scalar() && price.text() != "0") data.market = cfn::Value::Scalar("spot", price.where());
  if (price.absent() && !options.empty()) data.market = cfn::Value::Scalar("spot", options[0].where);
}

LaunchData SourceReader::ReadData(std::vector<LaunchOption>& options) {
  LaunchData data;
  data.image_id = ReadImage();
  data.instance_type = ReadText("instance_type");
  for (const cfn::Value& type : Texts(Get("spot_instance_types"))) {
    options.emplace_back().instance_type = type;
    options.back().where = type.where();
  }
  ReadMarket(options, data);
  ReadPlacement(data);
  ReadLicenses(data);
  return data;
}

/// Extracts the sources of one template into the files in which they stand.
class TemplateReader {
 public:
  TemplateReader(packer::Evaluator& evaluator, const std::vector<std::string>& paths)
      : evaluator_(evaluator) {
    for (const std::string& path : paths) out_.emplace_back().path = path;
  }

  std::vector<Extracted> Read() && {
    const std::vector<packer::BodyRef>& builds = evaluator_.tmpl().builds();
    for (const packer::BodyRef& build : builds) {
      for (const packer::Use& use : evaluator_.Uses(build)) ReadUse(use);
    }
    for (const packer::Source& source : evaluator_.tmpl().sources()) {
      if (used_.count(&source) > 0) continue;
      // Without any `build` it stands in a file that is not given: all sources count as built.
      if (builds.empty()) {
        AddLaunch(source, {});
      } else {
        AddChecked(source, {});
      }
    }
    evaluator_.SetResource("");
    return std::move(out_);
  }

 private:
  Extracted& FileOf(Place where) {
    return *std::find_if(out_.begin(), out_.end(),
                         [&](const Extracted& file) { return file.path == where.file->path(); });
  }

  void ReadUse(const packer::Use& use) {
    const auto& sources = evaluator_.tmpl().sources();
    const auto found = std::find_if(sources.begin(), sources.end(), [&](const packer::Source& source) {
      return fmt::format("{}.{}", source.type, source.name) == use.source;
    });
    if (found != sources.end()) {
      used_.insert(&*found);
      AddLaunch(*found, use.overrides);
    } else if (use.source.empty() || StartsWith(use.source, "amazon-")) {
      std::string reason = use.source.empty() ? "which sources it builds is known only when Packer runs"
                                              : fmt::format("no file that is given holds `{}`", use.source);
      Extracted& file = FileOf(use.where);
      file.opaque.push_back({file.path, "build", use.where, std::move(reason)});
    }
  }

  void AddLaunch(const packer::Source& source, packer::BodyRef overrides) {
    if (!Launches(source.type)) return AddChecked(source, overrides);
    SourceReader reader(evaluator_, source, overrides);
    Launch launch;
    launch.path = source.where.file->path();
    launch.resource = reader.Title();
    launch.resource_type = source.type;
    launch.where = source.where;
    evaluator_.SetResource(launch.resource);
    launch.existence = cfn::Value::Scalar("true", source.where);
    launch.capacity = FixedCapacity(1, source.where);
    launch.data = reader.ReadData(launch.options);
    launch.region = reader.ReadText("region");
    launch.copied_to = reader.ReadCopies();
    FileOf(source.where).launches.push_back(std::move(launch));
  }

  /// Of a source that starts nothing the licenses are checked all the same.
  void AddChecked(const packer::Source& source, packer::BodyRef overrides) {
    if (!Launches(source.type) && source.type != kChroot) return;
    SourceReader reader(evaluator_, source, overrides);
    LaunchTemplateResource checked;
    checked.path = source.where.file->path();
    checked.resource = reader.Title();
    checked.resource_type = source.type;
    checked.where = source.where;
    evaluator_.SetResource(checked.resource);
    std::vector<LaunchOption> options;
    checked.data = reader.ReadData(options);
    checked.region = reader.ReadText("region");
    FileOf(source.where).checked.push_back(std::move(checked));
  }

  packer::Evaluator& evaluator_;
  std::vector<Extracted> out_;
  std::set<const packer::Source*> used_;
};

}  // namespace

std::vector<Extracted> ExtractPackerTemplate(packer::Evaluator& evaluator,
                                             const std::vector<std::string>& paths) {
  return TemplateReader(evaluator, paths).Read();
}

}  // namespace headroom
