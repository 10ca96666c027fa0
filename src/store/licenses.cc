#include <algorithm>
#include <utility>

#include "base/text.h"
#include "store/builder.h"

namespace headroom {

const std::vector<std::string_view>& LicenseKeys() {
  static const std::vector<std::string_view> keys = {"LicenseConfigurationArn",
                                                     "LicenseConfigurationId",
                                                     "Name",
                                                     "Description",
                                                     "LicenseCountingType",
                                                     "LicenseRules",
                                                     "LicenseCount",
                                                     "LicenseCountHardLimit",
                                                     "DisassociateWhenNotFound",
                                                     "ConsumedLicenses",
                                                     "Status",
                                                     "OwnerAccountId",
                                                     "ConsumedLicenseSummaryList",
                                                     "ManagedResourceSummaryList",
                                                     "ProductInformationList",
                                                     "AutomatedDiscoveryInformation",
                                                     "LicenseExpiry",
                                                     "Tags",
                                                     "LicenseConfigurationAssociations",
                                                     "LicenseConfigurationUsageList"};
  return keys;
}

const std::vector<std::string_view>& LicenseDocumentKeys() {
  static const std::vector<std::string_view> keys = {
      "LicenseConfigurationArn",          "LicenseCountingType",          "LicenseCount", "LicenseRules",
      "LicenseConfigurationAssociations", "LicenseConfigurationUsageList"};
  return keys;
}

namespace {

const std::vector<std::string_view>& AssociationKeys() {
  static const std::vector<std::string_view> keys = {"ResourceArn", "ResourceType", "ResourceOwnerId",
                                                     "AssociationTime", "AmiAssociationScope"};
  return keys;
}

const std::vector<std::string_view>& UsageKeys() {
  static const std::vector<std::string_view> keys = {"ResourceArn",     "ResourceType",
                                                     "ResourceStatus",  "ResourceOwnerId",
                                                     "AssociationTime", "ConsumedLicenses"};
  return keys;
}

MaybeGiven<std::string> Owned(const MaybeGiven<std::string_view>& text) {
  if (!text) return {};
  return Given<std::string>{std::string(text->value), text->where};
}

MaybeGiven<CountingType> ReadCountingType(Reader& reader, NodeId entry) {
  static const std::vector<std::string_view> names = {"vCPU", "Instance", "Core", "Socket"};
  const MaybeGiven<std::string_view> text = reader.Text(entry, "LicenseCountingType");
  if (!text) return {};
  const auto found = std::find(names.begin(), names.end(), text->value);
  if (found != names.end())
    return Given<CountingType>{static_cast<CountingType>(found - names.begin()), text->where};
  reader.mistakes().Error(text->where,
                          "`LicenseCountingType` takes `vCPU`, `Instance`, `Core` or `Socket`, not {}{}",
                          Quote(text->value), Suggest(text->value, names));
  return {};
}

/// AWS documents two values; any other is taken as AVAILABLE, aloud.
MaybeGiven<std::string> ReadStatus(Reader& reader, NodeId entry) {
  const MaybeGiven<std::string_view> text = reader.Text(entry, "Status");
  if (!text) return {};
  const bool disabled = EqualsIgnoringCase(text->value, "DISABLED");
  if (!disabled && !EqualsIgnoringCase(text->value, "AVAILABLE")) {
    reader.mistakes().Warning(text->where, "unknown `Status` {}, taken as `AVAILABLE`{}", Quote(text->value),
                              Suggest(text->value, {"AVAILABLE", "DISABLED"}));
  }
  return Given<std::string>{disabled ? "DISABLED" : "AVAILABLE", text->where};
}

MaybeGiven<GivenRules> ReadRules(Reader& reader, NodeId entry) {
  if (!reader.Has(entry, "LicenseRules")) return {};
  GivenRules given;
  for (NodeId item : reader.List(entry, "LicenseRules")) {
    const Node& node = reader.document()[item];
    if (node.kind == NodeKind::kNull) {
      reader.mistakes().Error(reader.PlaceOf(item),
                              "an empty license rule; in YAML, `#` begins a comment "
                              "unless the rule stands in quotes");
    } else if (node.kind != NodeKind::kScalar) {
      reader.mistakes().Error(reader.PlaceOf(item), "a license rule is text: `#name=value`");
    } else if (!node.text.empty()) {
      ReadRule(node.text, reader.PlaceOf(item), given, reader.mistakes());
    }
  }
  const Place where = reader.PlaceOf(reader.document().Find(entry, "LicenseRules"));
  return Given<GivenRules>{std::move(given), where};
}

/// The RDS editions of a ProductInformationList; other products are not RDS's, or not looked at.
MaybeGiven<std::vector<std::string>> ReadRdsEditions(Reader& reader, NodeId entry) {
  if (!reader.Has(entry, "ProductInformationList")) return {};
  std::vector<std::string> editions;
  for (NodeId product : reader.Maps(entry, "ProductInformationList")) {
    const MaybeGiven<std::string_view> type = reader.Text(product, "ResourceType");
    const bool is_rds = type && type->value == "RDS";
    for (NodeId filter : reader.Maps(product, "ProductInformationFilterList")) {
      const MaybeGiven<std::string_view> name = reader.Text(filter, "ProductInformationFilterName");
      const MaybeGiven<std::string_view> how = reader.Text(filter, "ProductInformationFilterComparator");
      const std::vector<NodeId> values = reader.List(filter, "ProductInformationFilterValue");
      if (!is_rds || !name || name->value != "Engine Edition" || (how && how->value != "EQUALS")) continue;
      for (NodeId value : values) editions.emplace_back(reader.document()[value].text);
    }
  }
  std::sort(editions.begin(), editions.end());
  return Given<std::vector<std::string>>{
      std::move(editions), reader.PlaceOf(reader.document().Find(entry, "ProductInformationList"))};
}

/// A value as its document spells it, without quotes.
std::string Spelled(Place where) {
  std::string_view text = where.file->text(where.span);
  if (text.size() >= 2 && (text[0] == '"' || text[0] == '\'') && text.back() == text[0])
    text = text.substr(1, text.size() - 2);
  return Quote(text);
}

/// Takes what a further document says of a license: new, the same, or a mistake that names both places.
template <typename T>
void Merge(Mistakes& mistakes, std::string_view field, std::string_view label, MaybeGiven<T>& have,
           MaybeGiven<T> given) {
  if (!given) return;
  if (!have) {
    have = std::move(given);
  } else if (!(have->value == given->value)) {
    if constexpr (std::is_same_v<T, GivenRules>) {
      mistakes.Error(given->where, "`{}` of {} are other rules than at {}", field, Quote(label),
                     Show(have->where));
    } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
      mistakes.Error(given->where, "`{}` of {} is another list than at {}", field, Quote(label),
                     Show(have->where));
    } else {
      mistakes.Error(given->where, "`{}` of {} is {}, but {} at {}", field, Quote(label),
                     Spelled(given->where), Spelled(have->where), Show(have->where));
    }
  }
}

bool IsCrossAccount(Reader& reader, NodeId association) {
  const MaybeGiven<std::string_view> scope = reader.Text(association, "AmiAssociationScope");
  if (!scope) return false;
  if (scope->value == "cross-account") return true;
  reader.mistakes().Warning(scope->where, "unknown `AmiAssociationScope` {}{}", Quote(scope->value),
                            Suggest(scope->value, {"cross-account"}));
  return false;
}

/// Six parts at least. There are a hundred thousand of them, so nothing is taken apart.
bool IsArn(std::string_view text) {
  constexpr int kColons = 5;
  size_t at = StartsWith(text, "arn:") ? 0 : text.npos;
  for (int i = 0; i < kColons && at != text.npos; ++i) at = text.find(':', at + 1);
  return at != text.npos;
}

/// AWS's resource ARNs of every kind; whether an image's is one is looked at more closely.
bool CheckResourceArn(Reader& reader, const Given<std::string_view>& arn, bool is_image) {
  if (is_image && ImageIdOfArn(arn.value).empty()) {
    reader.mistakes().Error(arn.where,
                            "`ResourceArn` is not the ARN of an AMI: {}; it is written "
                            "`arn:aws:ec2:REGION::image/ami-…`",
                            Quote(arn.value));
    return false;
  }
  if (IsArn(arn.value)) return true;
  reader.mistakes().Error(arn.where, "`ResourceArn` is not an ARN: {}", Quote(arn.value));
  return false;
}

}  // namespace

void StoreBuilder::AddLicenses(Reader& reader, NodeId root) {
  for (NodeId entry : reader.Maps(root, "LicenseConfigurations")) {
    reader.CheckKeys(entry, "license", LicenseKeys());
    AddLicense(reader, entry);
  }
  const auto& keys = LicenseDocumentKeys();
  if (std::any_of(keys.begin(), keys.end(), [&](std::string_view key) { return reader.Has(root, key); }))
    AddLicense(reader, root);
}

void StoreBuilder::AddLicense(Reader& reader, NodeId entry) {
  if (reader.IsBlank(entry)) return;
  LicenseDraft* draft = FindDraft(reader, entry);
  if (draft == nullptr) {
    draft = &nameless_.emplace_back();
    draft->license = std::make_unique<License>();
  }
  AddFields(reader, entry, *draft);
  AddAssociations(reader, entry, *draft);
  AddUsage(reader, entry, *draft);
}

/// Null: its ARN is a mistake.
LicenseDraft* StoreBuilder::FindDraft(Reader& reader, NodeId entry) {
  const MaybeGiven<std::string_view> text = reader.Text(entry, "LicenseConfigurationArn");
  if (!text) {
    if (!reader.Has(entry, "LicenseConfigurationArn"))
      mistakes_.Error(reader.PlaceOf(entry),
                      "it does not say which license it is about; add its "
                      "`LicenseConfigurationArn`");
    return nullptr;
  }
  std::string why;
  const std::optional<LicenseArn> arn = ParseLicenseArn(text->value, &why);
  if (!arn) {
    const std::string fix = SuggestLicenseArn(text->value);
    mistakes_.Error(text->where, "{} is not the ARN of a license configuration: {}{}", Quote(text->value),
                    why, fix.empty() ? fix : fmt::format("; did you mean `{}`?", fix));
    return nullptr;
  }
  return &DraftOf(*arn, text->value, reader.PlaceOf(entry));
}

LicenseDraft& StoreBuilder::DraftOf(const LicenseArn& arn, std::string_view text, Place where) {
  LicenseDraft& draft = drafts_[std::string(text)];
  if (draft.license == nullptr) {
    draft.license = std::make_unique<License>();
    draft.license->arn = arn;
    draft.license->arn_text = text;
    draft.license->where = where;
  }
  return draft;
}

void StoreBuilder::AddFields(Reader& reader, NodeId entry, LicenseDraft& draft) {
  LicenseFields& have = draft.fields;
  const bool had_type = have.counting_type.has_value();
  Merge(mistakes_, "Name", draft.Label(), have.name, Owned(reader.Text(entry, "Name")));
  const std::string label = draft.Label();
  const auto merge = [&](std::string_view field, auto& member, auto given) {
    Merge(mistakes_, field, label, member, std::move(given));
  };
  merge("Description", have.description, Owned(reader.Text(entry, "Description")));
  merge("LicenseConfigurationId", have.id, Owned(reader.Text(entry, "LicenseConfigurationId")));
  merge("OwnerAccountId", have.owner, Owned(reader.Text(entry, "OwnerAccountId")));
  merge("LicenseCountingType", have.counting_type, ReadCountingType(reader, entry));
  merge("LicenseRules", have.rules, ReadRules(reader, entry));
  merge("ProductInformationList", have.rds_editions, ReadRdsEditions(reader, entry));
  merge("LicenseCount", have.limit, reader.Number(entry, "LicenseCount"));
  merge("LicenseCountHardLimit", have.hard_limit, reader.Flag(entry, "LicenseCountHardLimit"));
  merge("DisassociateWhenNotFound", have.disassociate, reader.Flag(entry, "DisassociateWhenNotFound"));
  merge("ConsumedLicenses", have.consumed, reader.Number(entry, "ConsumedLicenses"));
  merge("Status", have.status, ReadStatus(reader, entry));
  merge("LicenseExpiry", have.expiry, reader.Time(entry, "LicenseExpiry"));
  draft.counting_type_given = draft.counting_type_given || reader.Has(entry, "LicenseCountingType");
  if (!had_type && have.counting_type) draft.license->where = reader.PlaceOf(entry);
}

void StoreBuilder::AddAssociations(Reader& reader, NodeId entry, const LicenseDraft& draft) {
  const NodeId list = reader.document().Find(entry, "LicenseConfigurationAssociations");
  if (list != kNoNode && !draft.license->associations_where)
    draft.license->associations_where = reader.PlaceOf(list);
  for (NodeId row : reader.Maps(entry, "LicenseConfigurationAssociations")) {
    reader.CheckKeys(row, "association", AssociationKeys());
    ReadAssociation(reader, row, draft);
  }
}

void StoreBuilder::ReadAssociation(Reader& reader, NodeId row, const LicenseDraft& draft) {
  const MaybeGiven<std::string_view> arn = reader.Text(row, "ResourceArn");
  const MaybeGiven<std::string_view> type = reader.Text(row, "ResourceType");
  const MaybeGiven<std::string_view> owner = reader.Text(row, "ResourceOwnerId");
  const bool is_cross_account = IsCrossAccount(reader, row);
  if (!arn) {
    if (!reader.IsBlank(row) && !reader.Has(row, "ResourceArn"))
      mistakes_.Error(reader.PlaceOf(row), "an association without `ResourceArn`");
    return;
  }
  const bool is_image = type ? type->value == "EC2_AMI" : !ImageIdOfArn(arn->value).empty();
  if (!CheckResourceArn(reader, *arn, is_image) || !is_image) return;
  AssociateImage(ImageIdOfArn(arn->value),
                 {draft.license.get(), owner ? std::string(owner->value) : std::string(), is_cross_account,
                  reader.PlaceOf(row)});
}

void StoreBuilder::AssociateImage(std::string_view image, ImageAssociation given) {
  std::vector<ImageAssociation>& all = store_.associations_[std::string(image)];
  const auto same = std::find_if(all.begin(), all.end(),
                                 [&given](const ImageAssociation& a) { return a.license == given.license; });
  if (same == all.end()) {
    all.push_back(std::move(given));
    return;
  }
  same->cross_account = same->cross_account || given.cross_account;
  Agree("ResourceOwnerId", image, same->owner, same->where, given.owner, given.where);
}

void StoreBuilder::AddUsage(Reader& reader, NodeId entry, LicenseDraft& draft) {
  const std::vector<NodeId> rows = reader.Maps(entry, "LicenseConfigurationUsageList");
  if (!draft.usage_where && reader.Has(entry, "LicenseConfigurationUsageList"))
    draft.usage_where = reader.PlaceOf(reader.document().FindKey(entry, "LicenseConfigurationUsageList"));
  if (draft.usage.empty()) draft.usage.reserve(rows.size());
  for (NodeId row : rows) {
    reader.CheckKeys(row, "usage", UsageKeys());
    ReadUsageRow(reader, row, draft);
  }
}

void StoreBuilder::ReadUsageRow(Reader& reader, NodeId row, LicenseDraft& draft) {
  const MaybeGiven<std::string_view> arn = reader.Text(row, "ResourceArn");
  const MaybeGiven<std::string_view> type = reader.Text(row, "ResourceType");
  const MaybeGiven<std::string_view> owner = reader.Text(row, "ResourceOwnerId");
  const MaybeGiven<int64_t> consumed = reader.Number(row, "ConsumedLicenses");
  if (!arn) {
    if (!reader.IsBlank(row) && !reader.Has(row, "ResourceArn"))
      mistakes_.Error(reader.PlaceOf(row), "a usage row without `ResourceArn`");
    return;
  }
  if (!CheckResourceArn(reader, *arn, false)) return;
  const auto keep = [&](const auto& text) { return text ? Keep(reader, text->value) : std::string_view(); };
  draft.usage.push_back(
      {keep(arn), keep(type), keep(owner), consumed ? consumed->value : 0, reader.PlaceOf(row)});
}

/// A resource that is listed several times counts once.
void StoreBuilder::MergeUsage(std::vector<Usage>& rows) {
  const auto before = [](const Usage& a, const Usage& b) { return a.resource_arn < b.resource_arn; };
  if (!std::is_sorted(rows.begin(), rows.end(), before)) std::stable_sort(rows.begin(), rows.end(), before);
  const auto merge = [this](const Usage& have, const Usage& given) {
    if (have.resource_arn != given.resource_arn) return false;
    if (have.consumed != given.consumed)
      mistakes_.Error(given.where, "`ConsumedLicenses` of {} is `{}`, but `{}` at {}",
                      Quote(given.resource_arn), given.consumed, have.consumed, Show(have.where));
    return true;
  };
  rows.erase(std::unique(rows.begin(), rows.end(), merge), rows.end());
}

void StoreBuilder::FinishLicenses() {
  for (auto& [arn, draft] : drafts_) {
    FinishLicense(draft);
    store_.licenses_by_arn_.push_back(draft.license.get());
    store_.licenses_.push_back(std::move(draft.license));
  }
  for (LicenseDraft& draft : nameless_) {
    if (draft.fields.counting_type) FinishLicense(draft);  // for its mistakes
  }
  for (auto& [image, associations] : store_.associations_) {
    std::sort(associations.begin(), associations.end(),
              [](const ImageAssociation& a, const ImageAssociation& b) {
                return a.license->arn_text < b.license->arn_text;
              });
  }
}

void StoreBuilder::FinishLicense(LicenseDraft& draft) {
  License& license = *draft.license;
  const LicenseFields& fields = draft.fields;
  MergeUsage(draft.usage);
  if (!fields.counting_type) {
    if (draft.counting_type_given) return;  // a mistake that is told already
    mistakes_.Error(license.where, "no document says the `LicenseCountingType` of {}", Quote(draft.Label()));
    return;
  }
  license.name = draft.Label();
  license.counting_type = fields.counting_type->value;
  if (fields.limit) {
    license.limit = fields.limit->value;
    license.limit_where = fields.limit->where;
  }
  license.hard_limit = fields.hard_limit && fields.hard_limit->value;
  license.disabled = fields.status && fields.status->value == "DISABLED";
  if (fields.expiry) license.expiry = fields.expiry->value;
  if (fields.rds_editions) license.rds_editions = fields.rds_editions->value;
  if (fields.rules) {
    CheckRules(fields.rules->value, license.counting_type, mistakes_);
    license.rules = fields.rules->value.rules;
    license.rules_where = fields.rules->where;
  }
  CountUsage(draft);
}

void StoreBuilder::CountUsage(LicenseDraft& draft) {
  License& license = *draft.license;
  Count sum = 0;
  for (const Usage& row : draft.usage) sum = Add(sum, row.consumed);
  if (!sum) {
    mistakes_.Error(draft.usage.front().where, "the usage of {} adds up to more than anyone can count",
                    Quote(draft.Label()));
  }
  license.consumed_given = draft.fields.consumed.has_value();
  license.consumed = license.consumed_given ? draft.fields.consumed->value : sum.value_or(0);
  if (license.consumed_given && sum && draft.usage_where && *sum != license.consumed) {
    mistakes_.Warning(draft.fields.consumed->where,
                      "`ConsumedLicenses` of {} is {}, which counts, but its usage list at {} adds up to {}",
                      Quote(draft.Label()), WithCommas(license.consumed), Show(draft.usage_where),
                      WithCommas(*sum));
  }
  for (const Usage& row : draft.usage) {
    const size_t slash = row.resource_arn.rfind('/');
    if (row.resource_type == "EC2_HOST" && slash != std::string_view::npos)
      license.hosts_in_use.emplace(row.resource_arn.substr(slash + 1));
  }
  license.usage = std::move(draft.usage);
}

}  // namespace headroom
