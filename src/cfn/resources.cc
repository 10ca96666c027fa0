// The resources of a template: loops expanded, conditions applied.

#include <fmt/format.h>

#include "cfn/evaluation.h"

namespace headroom::cfn {

const std::vector<Resource>& Evaluation::Resources() {
  if (resources_) return *resources_;
  resources_.emplace().reserve(ResourceSection().entries().size());
  listing_resources_ = true;
  for (const MapEntry& entry : ResourceSection().entries()) {
    if (std::optional<Resource> resource = ReadResource(entry)) resources_->push_back(*std::move(resource));
  }
  listing_resources_ = false;
  for (uint32_t i = 0; i < resources_->size(); ++i) resource_index_.emplace((*resources_)[i].id, i);
  return *resources_;
}

const Resource* Evaluation::FindResource(std::string_view id) {
  const Resource* found = nullptr;
  if (!resources_ && ResourceSection().expansion().undecided.empty()) {
    found = FindAlone(id);
  } else {
    const std::vector<Resource>& resources = Resources();
    const auto entry = resource_index_.find(id);
    if (entry != resource_index_.end()) found = &resources[entry->second];
  }
  if (found == nullptr) return nullptr;
  for (uint32_t parameter : found->touched) Touch(parameter);
  return found;
}

/// One resource without looking at all others.
const Resource* Evaluation::FindAlone(std::string_view id) {
  const std::optional<uint32_t> index = ResourceSection().Find(id);
  if (!index) return nullptr;
  const auto known = found_.find(*index);
  if (known != found_.end()) return known->second ? &*known->second : nullptr;
  const bool listing = std::exchange(listing_resources_, true);
  std::optional<Resource> resource = ReadResource(ResourceSection().entries()[*index]);
  listing_resources_ = listing;
  const std::optional<Resource>& kept = found_.emplace(*index, std::move(resource)).first->second;
  return kept ? &*kept : nullptr;
}

/// With what its existence depends on, which no trace sees.
std::optional<Resource> Evaluation::ReadResource(const MapEntry& entry) {
  const ParameterSet before = std::exchange(touched_, ParameterSet());
  if (entry.loop != kNoNode) touched_ = ResourceSection().expansion().touched;
  const ResourceGuard guard(*this, entry.key);
  std::optional<Resource> resource = MakeResource(entry);
  if (resource) resource->touched = touched_.Sorted();
  touched_ = before;
  return resource;
}

/// Nothing for a resource that does not exist, or is no map.
std::optional<Resource> Evaluation::MakeResource(const MapEntry& entry) {
  Resource out;
  out.id = entry.key;
  out.where = entry.key_where;
  if (At(entry.value).kind != NodeKind::kMapping || !At(entry.value).tag.empty()) {
    if (!OpaqueTransform({}).is_unknown()) {
      Malformed(PlaceOf(entry.value), fmt::format("the resource `{}` must be a map, found {}", entry.key,
                                                  Describe(At(entry.value))));
    }
    return {};
  }
  out.body = Value::Literal(Value::Kind::kMap, entry.value, PlaceOf(entry.value));
  out.existence = ExistenceOf(entry, out);
  if (out.existence.is_scalar() && !*AsBoolean(out.existence)) return {};
  out.type = TypeOf(out);
  out.properties = Get(out.body, "Properties");
  if (out.properties.is_scalar() || out.properties.is_list()) {
    out.properties = Fail(out.properties.where(),
                          fmt::format("`Properties` must be a map, found {}", Describe(out.properties)));
  }
  return out;
}

Value Evaluation::ExistenceOf(const MapEntry& entry, const Resource& resource) {
  if (entry.doubt.is_unknown()) return Value::NotKnown(entry.doubt.unknown(), entry.key_where);
  // A transform in the body may bring a condition; what stands there plainly counts.
  if (document_.Find(entry.value.node, "Condition") == kNoNode) return Boolean(true, entry.key_where);
  const Value name = Get(resource.body, "Condition");
  if (name.absent()) return Boolean(true, entry.key_where);
  if (name.is_scalar()) return Condition(name.text(), name.where());
  if (name.is_unknown()) return name;
  return Fail(name.where(), fmt::format("`Condition` must name a condition, found {}", Describe(name)));
}

std::string Evaluation::TypeOf(const Resource& resource) {
  const Value type = Get(resource.body, "Type");
  const NodeRef body = resource.body.node();
  const NodeId written = document_.Find(body.node, "Type");
  const std::optional<Call> call = written == kNoNode ? std::nullopt : CallAt({written, body.scope});
  // A loop fills in its items, and a macro makes what it likes; else a type is plain text.
  const bool is_function =
      call && FindFunction(call->name) != nullptr && FunctionName(*call) != kTransformKey;
  if (is_function && body.scope == 0 && !OpaqueTransform({}).is_unknown()) {
    Malformed(PlaceOf({written, 0}), fmt::format("`Type` must be text, found `{}`", FunctionName(*call)));
    return "";
  }
  if (type.is_scalar()) return type.text();
  if (type.is_unknown() || OpaqueTransform({}).is_unknown()) return "";
  if (type.absent()) {
    Malformed(resource.where, fmt::format("the resource `{}` has no `Type`", resource.id));
  } else {
    Malformed(type.where(), fmt::format("`Type` must be text, found {}", Describe(type)));
  }
  return "";
}

}  // namespace headroom::cfn
