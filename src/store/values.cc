#include <utility>

#include "base/text.h"
#include "store/builder.h"

namespace headroom {
namespace {

/// "us-east-1:111122223333" out of an ARN; empty if it is none.
std::string ScopeOfArn(std::string_view arn) {
  const std::vector<std::string_view> parts = Split(arn, ":");
  return parts.size() >= 6 ? fmt::format("{}:{}", parts[3], parts[4]) : std::string();
}

}  // namespace

/// False: a contradiction. The same value twice is one. Two versions: the higher counts. Two Regions: the
/// name says nothing any more. Anything else is a contradiction.
bool StoreBuilder::AddValue(std::map<std::string, NamedValue, std::less<>>& values, std::string_view kind,
                            std::string_view name, NamedValue given) {
  const auto [at, is_new] = values.try_emplace(std::string(name), given);
  NamedValue& have = at->second;
  if (is_new || have.ambiguous || have.value == given.value) {
    have.version = std::max(have.version, given.version);
  } else if (have.scope != given.scope && !have.scope.empty() && !given.scope.empty()) {
    have.ambiguous = true;
    mistakes_.Warning(given.where,
                      "{} {} has another value in another Region or account, at {}; neither is used", kind,
                      Quote(name), Show(have.where));
  } else if (have.version != given.version && have.version > 0 && given.version > 0) {
    if (given.version > have.version) have = std::move(given);
  } else {
    mistakes_.Error(given.where, "{} {} is {}, but {} at {}", kind, Quote(name), Quote(given.value),
                    Quote(have.value), Show(have.where));
    return false;
  }
  return true;
}

void StoreBuilder::AddParameters(Reader& reader, NodeId root) {
  for (NodeId entry : reader.Maps(root, "Parameters")) {
    const MaybeGiven<std::string_view> name = reader.Text(entry, "Name");
    const MaybeGiven<std::string_view> value = reader.Text(entry, "Value");
    const MaybeGiven<std::string_view> arn = reader.Text(entry, "ARN");
    const MaybeGiven<int64_t> version = reader.Number(entry, "Version");
    if (!name) {
      if (!reader.IsBlank(entry) && !reader.Has(entry, "Name"))
        mistakes_.Error(reader.PlaceOf(entry), "a parameter without `Name`");
      continue;
    }
    if (!value) continue;
    NamedValue given = {std::string(value->value), arn ? ScopeOfArn(arn->value) : std::string(),
                        version ? version->value : 0, false, value->where};
    std::vector<std::string> keys = {std::string(name->value)};
    if (arn) keys.emplace_back(arn->value);
    if (version) {
      for (const std::string& key : std::vector(keys))
        keys.push_back(fmt::format("{}:{}", key, version->value));
    }
    for (const std::string& key : keys) {
      if (!AddValue(parameters_, "the parameter", key, given)) break;  // one contradiction is told once
    }
  }
}

void StoreBuilder::AddExports(Reader& reader, NodeId root) {
  for (NodeId entry : reader.Maps(root, "Exports")) {
    const MaybeGiven<std::string_view> name = reader.Text(entry, "Name");
    const MaybeGiven<std::string_view> value = reader.Text(entry, "Value");
    const MaybeGiven<std::string_view> stack = reader.Text(entry, "ExportingStackId");
    if (!name) {
      if (!reader.IsBlank(entry) && !reader.Has(entry, "Name"))
        mistakes_.Error(reader.PlaceOf(entry), "an export without `Name`");
      continue;
    }
    if (!value) continue;
    AddValue(exports_, "the export", name->value,
             {std::string(value->value), stack ? ScopeOfArn(stack->value) : std::string(), 0, false,
              value->where});
  }
}

void StoreBuilder::FinishValues() {
  const auto take = [](const auto& from, auto& to) {
    for (const auto& [name, value] : from) {
      if (!value.ambiguous) to.emplace(name, value.value);
    }
  };
  take(parameters_, store_.ssm_parameters_);
  take(exports_, store_.exports_);
}

}  // namespace headroom
