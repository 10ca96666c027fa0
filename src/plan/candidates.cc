#include "plan/candidates.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "catalog/families.h"
#include "plan/hosts.h"
#include "plan/placement.h"

namespace headroom {
namespace {

const cfn::Value& FirstGiven(const cfn::Value& a, const cfn::Value& b) { return a.absent() ? b : a; }

/// The launch template that is for a type, named in full or by its family; null: the launch's.
const TemplateForTypes* TemplateFor(const Launch& launch, std::string_view type) {
  for (std::string_view name : {type, FamilyOfType(type)}) {
    for (const TemplateForTypes& own : launch.by_type) {
      if (std::find(own.types.begin(), own.types.end(), name) != own.types.end()) return &own;
    }
  }
  return nullptr;
}

/// Makes the candidate of one alternative, part by part.
class CandidateMaker {
 public:
  CandidateMaker(const CandidateSources& sources, const RuleStore& store, const PlanOptions& options,
                 std::vector<Gap>& gaps, Findings& findings)
      : input_(sources.input),
        products_(sources.products),
        launch_(sources.launch),
        option_(sources.option),
        from_(sources.from),
        own_(sources.option.data ? *sources.option.data : sources.launch.data),
        only_(sources.only),
        store_(store),
        options_(options),
        gaps_(gaps),
        findings_(findings) {}

  std::vector<Candidate> Make() {
    SetWeight();
    SetImage();
    SetTenancy();
    SetMarket();
    SetLicenses();
    SetClaims();
    std::vector<Candidate> out;
    for (const TypeChoice& choice : Types()) {
      if (TemplateFor(launch_, choice.name) != only_) continue;
      out.push_back(out_);
      out.back().type_name = choice.name;
      out.back().type = choice.type;
      SetHost(out.back());
      SetCapacity(out.back());
      SetCpuOptions(out.back());
    }
    return out;
  }

 private:
  /// A type that the alternative may start; null, with a name or without one: not in the data, or not known.
  struct TypeChoice {
    std::string name;
    const InstanceType* type = nullptr;
  };
  std::vector<TypeChoice> Types();
  std::vector<TypeChoice> TypesOf(const cfn::Value& type, const Requirements& requirements);
  std::vector<TypeChoice> TypesNamed(const std::string& name) const;
  void SetWeight();
  void SetCapacity(Candidate& out) const;
  void SetImage();
  std::optional<std::string> ImageNamed(const cfn::Value& value);
  void SetMadeFrom(const cfn::Value& source);
  void SetProduct(const ImageProduct& product);
  cfn::Value OriginOf(const ImageProduct& product);
  std::set<const License*> LicensesOf(const ImageProduct& product);
  void SetOrigin(const cfn::Value& from, bool matters);
  void SetTenancy();
  const cfn::Value* VpcTenancy() const;
  void SetProcessor(Candidate& out) const;
  void SetCpuOptions(Candidate& out);
  void SetHost(Candidate& out);
  void SetMarket();
  void SetLicenses();
  void AddNamed(const LaunchData& data, const std::string& holder, Via via);
  void SetClaims();
  void AddGap(GapKind kind, const cfn::Value& value) {
    gaps_.push_back({kind, value.where(), value.unknown().reason, value.unknown().reported});
  }
  /// Of an image that the launch names somewhere else than there.
  void AddImageGap(const cfn::Value& value, std::string reason) {
    const bool reported = value.is_unknown() && value.unknown().reported;
    gaps_.push_back({GapKind::kImage, out_.image.where, std::move(reason), reported});
  }
  void Note(Lookups::Kind kind, std::string_view name) const {
    if (options_.lookups != nullptr) options_.lookups->Note(kind, name);
  }
  void Malformed(Place where, std::string message, std::string hint) {
    findings_.push_back(MalformedLaunch(launch_.resource, where, std::move(message), std::move(hint)));
  }

  const Extracted& input_;
  const Products& products_;
  const Launch& launch_;
  const LaunchOption& option_;
  const ResolvedTemplate& from_;
  const LaunchData& own_;
  const TemplateForTypes* only_;
  const RuleStore& store_;
  const PlanOptions& options_;
  std::vector<Gap>& gaps_;
  Findings& findings_;
  std::set<const License*> of_product_;  // what the image that an input makes carries
  Candidate out_;
};

/// Each of the three says a type or the attributes that choose one; the first that says either wins.
std::vector<CandidateMaker::TypeChoice> CandidateMaker::Types() {
  const std::pair<const cfn::Value*, const Requirements*> said[] = {
      {&option_.instance_type, &option_.requirements},
      {&own_.instance_type, &own_.requirements},
      {&from_.data.instance_type, &from_.data.requirements}};
  for (const auto& [type, requirements] : said) {
    if (!type->absent() || !requirements->given.absent()) return TypesOf(*type, *requirements);
  }
  out_.type_where = launch_.where;
  if (from_.unknown.empty() && !launch_.default_type.empty()) return TypesNamed(launch_.default_type);
  // An unknown launch template's own gap says it.
  if (from_.unknown.empty())
    gaps_.push_back({GapKind::kInstanceType, out_.type_where, "nothing gives one", launch_.broken});
  return {{}};
}

std::vector<CandidateMaker::TypeChoice> CandidateMaker::TypesOf(const cfn::Value& type,
                                                                const Requirements& requirements) {
  const cfn::Value& given = FirstGiven(type, requirements.given);
  out_.type_where = given.where();
  if (given.is_unknown()) {
    AddGap(GapKind::kInstanceType, given);
    return {{}};
  }
  if (given.is_scalar()) return TypesNamed(given.text());
  std::vector<TypeChoice> out;
  for (const InstanceType* found : FindTypes(store_.catalog(), requirements.wanted)) {
    out.push_back({std::string(found->name), found});
  }
  if (!out.empty()) return out;
  gaps_.push_back(
      {GapKind::kInstanceType, given.where(), "no instance type in the data meets the requirements", false});
  return {{}};
}

std::vector<CandidateMaker::TypeChoice> CandidateMaker::TypesNamed(const std::string& name) const {
  std::vector<TypeChoice> out;
  if (launch_.families && name.find('.') == std::string::npos) {
    for (const InstanceType* type : TypesOfFamily(store_.catalog(), name))
      out.push_back({std::string(type->name), type});
  }
  if (out.empty()) out.push_back({name, store_.catalog().FindType(name)});
  return out;
}

/// Where the capacity counts vCPUs or memory, an instance fills as much of it as its type has.
void CandidateMaker::SetCapacity(Candidate& out) const {
  if (launch_.unit == CapacityUnit::kInstances) return;
  out.weight.reset();
  if (out.type == nullptr) return;
  const int64_t has = launch_.unit == CapacityUnit::kVcpus ? out.type->vcpus : out.type->memory_mib;
  if (has > 0) out.weight = has;
}

void CandidateMaker::SetWeight() {
  if (option_.weight.absent()) return;
  out_.weight.reset();
  if (option_.weight.is_unknown()) {
    AddGap(GapKind::kWeight, option_.weight);
    return;
  }
  const auto weight = cfn::AsInteger(option_.weight);
  if (weight && *weight >= 1 && *weight <= launch_.most_weight) {
    out_.weight = weight;
  } else {
    Malformed(option_.weight.where(), fmt::format("`{}` is no weight", option_.weight.text()),
              fmt::format("it is a whole number from 1 to {}", launch_.most_weight));
  }
}

/// EC2 resolves `resolve:ssm:NAME[:VERSION]` in launch template data when it launches. Nothing, with a gap,
/// if the store lacks the parameter.
std::optional<std::string> CandidateMaker::ImageNamed(const cfn::Value& value) {
  constexpr std::string_view kResolve = "resolve:ssm:";
  if (!StartsWith(value.text(), kResolve)) {
    Note(Lookups::Kind::kImage, value.text());
    return value.text();
  }
  const std::string name = value.text().substr(kResolve.size());
  Note(Lookups::Kind::kSsmParameter, name);
  const NamedValues& known = store_.ssm_parameters();
  const auto& [region, account] = input_.target;
  if (const std::string* image = known.Find(name, region, account)) {
    Note(Lookups::Kind::kImage, *image);
    return *image;
  }
  AddImageGap(value, fmt::format("the SSM parameter `{}` {}", name, known.WhyNot(name, region, account)));
  return {};
}

void CandidateMaker::SetImage() {
  const bool from_template = option_.image_id.absent() && own_.image_id.absent();
  const cfn::Value& value = FirstGiven(option_.image_id, FirstGiven(own_.image_id, from_.data.image_id));
  out_.image.where = value.where();
  out_.image.holder = from_template ? from_.holder : launch_.resource;
  const ImageProduct* product = products_.Find(launch_.within, value);
  if (product != nullptr && !product->is_instance) {
    SetProduct(*product);
  } else if (value.is_unknown()) {
    AddGap(GapKind::kImage, value);
  } else {
    out_.image.id = ImageNamed(value).value_or("");
    SetMadeFrom(from_.data.image_made_from);
  }
}

/// Where the input should say it and does not, the store may: what the image is made from, or its licenses.
void CandidateMaker::SetMadeFrom(const cfn::Value& source) {
  if (source.is_scalar()) out_.image.made_from = ImageNamed(source).value_or("");
  if (!source.is_unknown() || !store_.AssociationsOf(out_.image.id).empty()) return;
  const Image* image = store_.FindImage(out_.image.id);
  if (image != nullptr && !image->source_image_id.empty()) return;
  AddImageGap(source, fmt::format("nothing says what `{}` is made from: {}, and the store no `SourceImageId` "
                                  "of it",
                                  out_.image.id, source.unknown().reason));
}

void CandidateMaker::SetProduct(const ImageProduct& product) {
  out_.image.product = product.resource;
  of_product_ = LicensesOf(product);
  if (product.licenses.is_unknown())
    AddImageGap(product.licenses, fmt::format("which licenses `{}` gives it is not known: {}",
                                              product.resource, product.licenses.unknown().reason));
  const bool said = product.licenses.is_unknown() || !product.license_arns.empty();
  SetOrigin(OriginOf(product), !said);
}

/// Each once.
std::set<const License*> CandidateMaker::LicensesOf(const ImageProduct& product) {
  std::set<const License*> out;
  for (const cfn::Value& arn : product.license_arns) {
    if (arn.is_unknown()) AddGap(GapKind::kLicense, arn);
    const License* license = arn.is_scalar() ? store_.FindLicense(arn.text()) : nullptr;
    if (license != nullptr) out.insert(license);
  }
  return out;
}

/// What a product was made from in the first place, as far as anybody follows it: products may go round in a
/// circle.
cfn::Value CandidateMaker::OriginOf(const ImageProduct& product) {
  constexpr int kMostSteps = 100;
  const ImageProduct* last = &product;
  for (int i = 0; i < kMostSteps; ++i) {
    const ImageProduct* next = products_.Find(launch_.within, last->made_from);
    if (next == nullptr) break;
    last = next;
    if (next->is_instance) continue;
    for (const License* license : LicensesOf(*next))
      out_.image.left_behind.push_back({next->resource, license});
  }
  return last->made_from;
}

/// An image, or the one that an instance of the store runs.
void CandidateMaker::SetOrigin(const cfn::Value& from, bool matters) {
  std::string why;
  if (from.is_unknown()) {
    why = from.unknown().reason;
  } else if (StartsWith(from.text(), "i-")) {
    Note(Lookups::Kind::kInstance, from.text());
    const StoreInstance* instance = store_.FindInstance(from.text());
    if (instance != nullptr) out_.image.made_from = instance->image_id;
    if (out_.image.made_from.empty())
      why = fmt::format("the store does not show what `{}` runs", from.text());
  } else {
    out_.image.made_from = ImageNamed(from).value_or("");
  }
  if (matters && !why.empty())
    AddImageGap(from, fmt::format("what `{}` makes it from is not known: {}", out_.image.product, why));
}

/// The InstanceTenancy of the VPC in which the launch's subnet lies, if both are of the same template, or
/// null.
const cfn::Value* CandidateMaker::VpcTenancy() const {
  const auto find = [&](const cfn::Value& reference) -> const NetworkResource* {
    if (!reference.is_unknown() || reference.unknown().resource.empty()) return nullptr;
    const auto found =
        std::find_if(input_.networks.begin(), input_.networks.end(),
                     [&](const NetworkResource& n) { return n.resource == reference.unknown().resource; });
    return found == input_.networks.end() ? nullptr : &*found;
  };
  const NetworkResource* subnet = find(FirstGiven(own_.subnet, from_.data.subnet));
  const NetworkResource* vpc = subnet == nullptr ? nullptr : find(subnet->vpc);
  return vpc == nullptr || vpc->tenancy.absent() ? nullptr : &vpc->tenancy;
}

void CandidateMaker::SetTenancy() {
  const cfn::Value* tenancy = &FirstGiven(own_.tenancy, from_.data.tenancy);
  const cfn::Value& host = FirstGiven(FirstGiven(own_.host_id, own_.host_resource_group),
                                      FirstGiven(from_.data.host_id, from_.data.host_resource_group));
  out_.tenancy_where = tenancy->absent() ? host.where() : tenancy->where();
  if (tenancy->absent() && !host.absent()) {
    out_.tenancy = Tenancy::kHost;
    return;
  }
  if (tenancy->absent()) {
    out_.tenancy_where = {};
    tenancy = VpcTenancy();
    if (tenancy == nullptr) return;
  }
  if (tenancy->is_unknown()) {
    out_.tenancy_unknown = true;
    AddGap(GapKind::kTenancy, *tenancy);
  } else if (tenancy->text() == "dedicated") {
    out_.tenancy = Tenancy::kDedicated;
  } else if (tenancy->text() == "host") {
    out_.tenancy = Tenancy::kHost;
  } else if (tenancy->text() != "default") {
    out_.tenancy_unknown = true;
    Malformed(tenancy->where(), fmt::format("`{}` is no tenancy", tenancy->text()),
              "it is `default`, `dedicated` or `host`");
  }
}

/// HostId and HostResourceGroupArn go together: the launch's own replace its launch template's.
void CandidateMaker::SetHost(Candidate& out) {
  if (out.tenancy_unknown || out.tenancy != Tenancy::kHost) return;
  const bool own = !own_.host_id.absent() || !own_.host_resource_group.absent();
  const LaunchData& data = own ? own_ : from_.data;
  const cfn::Value& said = FirstGiven(data.host_id, data.host_resource_group);
  out.host = FindHost({input_, data.host_id, data.host_resource_group, out.type_name}, store_);
  if (out.host->pool == CandidateHost::Pool::kUnknown) AddGap(GapKind::kHost, said);
}

void CandidateMaker::SetMarket() {
  const cfn::Value& market = FirstGiven(own_.market, from_.data.market);
  if (market.text() == "spot") out_.spot_where = market.where();
}

/// A database's processor is what it says, in cores, threads or both; the rules for CPU options are EC2's.
void CandidateMaker::SetProcessor(Candidate& out) const {
  if (out.type == nullptr) return;
  const Count cores = cfn::AsInteger(own_.core_count), threads = cfn::AsInteger(own_.threads_per_core);
  if (!cores && !threads) return;
  const int64_t each = threads.value_or(out.type->threads_per_core);
  const int64_t all = cores.value_or(out.type->cores);
  if (each > 0 && all > 0 && each <= out.type->vcpus && all <= out.type->vcpus)
    out.database_vcpus = all * each;
}

void CandidateMaker::SetCpuOptions(Candidate& out) {
  if (!launch_.product.empty()) return SetProcessor(out);
  const LaunchData& data = own_.cpu_options.absent() ? from_.data : own_;
  if (data.cpu_options.absent()) return;
  for (const cfn::Value* value : {&data.cpu_options, &data.core_count, &data.threads_per_core}) {
    if (!value->is_unknown()) continue;
    AddGap(GapKind::kCpuOptions, *value);
    out.cpu_options_unknown = true;
    return;
  }
  CpuOptions options{cfn::AsInteger(data.core_count), cfn::AsInteger(data.threads_per_core),
                     data.cpu_options.where()};
  const InstanceType* type = out.type;
  if (type != nullptr && options.cores && !type->AllowsCores(*options.cores)) {
    options.where = data.core_count.where();
  } else if (type != nullptr && options.threads && !type->AllowsThreads(*options.threads)) {
    options.where = data.threads_per_core.where();
  }
  out.cpu_options = options;
}

/// The list of licenses is one property: the launch's own replaces its launch template's.
void CandidateMaker::SetLicenses() {
  if (!own_.licenses.absent()) {
    AddNamed(own_, launch_.resource, Via::kSpecification);
  } else {
    AddNamed(from_.data, from_.holder, Via::kLaunchTemplate);
  }
}

void CandidateMaker::AddNamed(const LaunchData& data, const std::string& holder, Via via) {
  for (const cfn::Value& arn : data.license_arns) {
    NamedLicense named;
    named.where = arn.where();
    named.holder = holder;
    named.via = via;
    if (arn.is_unknown()) {
      AddGap(GapKind::kLicense, arn);
    } else {
      named.arn_text = arn.text();
      named.arn = ParseLicenseArn(arn.text(), &named.malformed_why);
      if (named.arn) named.license = store_.FindLicense(arn.text());
    }
    out_.named.push_back(std::move(named));
  }
}

void CandidateMaker::SetClaims() {
  if (launch_.distributes) return;  // it consumes nothing
  std::map<std::string_view, ClaimedLicense> claims;
  const auto add = [&](const License* license, Via via) {
    std::vector<Via>& ways =
        claims.try_emplace(license->arn_text, ClaimedLicense{license, {}}).first->second.via;
    if (std::find(ways.begin(), ways.end(), via) == ways.end()) ways.push_back(via);
  };
  for (const NamedLicense& named : out_.named) {
    if (named.license != nullptr) add(named.license, named.via);
  }
  if (!launch_.product.empty()) {
    for (const License* license : store_.licenses()) {
      if (license->Finds(launch_.product)) add(license, Via::kProduct);
    }
  }
  for (const ImageAssociation& association : store_.AssociationsOf(out_.image.id)) {
    if (AssociationCounts(association, input_.target.account)) add(association.license, Via::kImage);
  }
  for (const License* license : of_product_) add(license, Via::kImage);
  for (auto& [arn, claim] : claims) out_.claims.push_back(std::move(claim));
}

/// A host that is named counts the same, whatever runs on it.
bool IsNamedHost(const Candidate& candidate, const License& license) {
  const auto& host = candidate.host;
  return host && host->pool == CandidateHost::Pool::kNamed &&
         (host->UnitsFor(license.counting_type) || AlreadyConsumes(license, *host));
}

/// Whether the demand depends on a gap: on the type only where vCPUs or hosts are counted, or the capacity is
/// not one of instances; on the image only where images carry licenses at all.
bool Matters(const Gap& gap, const Candidate& candidate, CapacityUnit unit, const RuleStore& store) {
  const auto any_claim = [&](auto depends) {
    return std::any_of(candidate.claims.begin(), candidate.claims.end(),
                       [&](const ClaimedLicense& claim) { return depends(*claim.license); });
  };
  switch (gap.kind) {
    case GapKind::kImage:
      return store.has_image_associations();
    case GapKind::kInstanceType:
      return any_claim([&](const License& license) {
        if (CountsHosts(license.counting_type)) return !IsNamedHost(candidate, license);
        return license.counting_type == CountingType::kVcpu || unit != CapacityUnit::kInstances;
      });
    case GapKind::kHost:
      return any_claim([](const License& license) { return CountsHosts(license.counting_type); });
    case GapKind::kTenancy:
      return any_claim([](const License& license) {
        const bool* allows = license.rules.allows;
        return CountsHosts(license.counting_type) || !(allows[0] && allows[1] && allows[2]);
      });
    case GapKind::kCpuOptions:
      return any_claim([](const License& license) {
        return license.counting_type == CountingType::kVcpu && license.rules.honor_vcpu_optimization;
      });
    default:
      return true;
  }
}

}  // namespace

Products::Products(const Extracted& input) {
  for (const ImageProduct& product : input.products)
    by_name_.try_emplace({product.within, product.resource}, &product);
}

const ImageProduct* Products::Find(const std::string& within, const cfn::Value& value) const {
  if (!value.is_unknown() || value.unknown().resource.empty()) return nullptr;
  const auto found = by_name_.find({within, value.unknown().resource});
  return found == by_name_.end() ? nullptr : found->second;
}

std::vector<Candidate> MakeCandidates(const CandidateSources& sources, const RuleStore& store,
                                      const PlanOptions& options, std::vector<Gap>& gaps,
                                      Findings& findings) {
  std::vector<Gap> found;
  std::vector<Candidate> out = CandidateMaker(sources, store, options, found, findings).Make();
  if (out.empty()) return out;
  for (Gap& gap : found) {
    if (Matters(gap, out.back(), sources.launch.unit, store)) gaps.push_back(std::move(gap));
  }
  return out;
}

Finding MalformedLaunch(const std::string& resource, Place where, std::string message, std::string hint) {
  Finding finding;
  finding.rule = "LM003";
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  finding.where = where;
  finding.resource = resource;
  return finding;
}

}  // namespace headroom
