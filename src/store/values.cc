#include <utility>

#include "base/text.h"
#include "store/builder.h"

namespace headroom {
namespace {

/// The Region and account in an ARN; both empty without one.
NamedValues::Scope ScopeOf(const MaybeGiven<std::string_view>& arn) {
  const std::vector<std::string_view> parts = Split(arn ? arn->value : std::string_view(), ":");
  if (parts.size() < 6) return {};
  return {std::string(parts[3]), std::string(parts[4])};
}

/// Of two versions one is not the other's contradiction.
bool Contradicts(const NamedValues::Entry& a, const NamedValues::Entry& b) {
  return a.value != b.value && (a.version == b.version || a.version == 0 || b.version == 0);
}

/// What get-parameters was asked for behind the name: a version or a label, such as "prod".
std::string_view SelectorOf(Reader& reader, NodeId entry) {
  const MaybeGiven<std::string_view> selector = reader.Text(entry, "Selector");
  if (!selector) return {};
  return StartsWith(selector->value, ":") ? selector->value.substr(1) : selector->value;
}

}  // namespace

/// False: a contradiction, to what counts in the same Region and account. Of two versions the higher counts.
bool StoreBuilder::AddValue(GivenValues& values, std::string_view kind, std::string_view name,
                            const NamedValues::Scope& scope, const GivenValue& given) {
  auto& scopes = values[std::string(name)];
  for (const auto& [other, have] : scopes) {
    if (!other.Overlaps(scope) || !Contradicts(have.entry, given.entry)) continue;
    mistakes_.Error(given.where, "{} {} is {}, but {} at {}", kind, Quote(name), Quote(given.entry.value),
                    Quote(have.entry.value), Show(have.where));
    return false;
  }
  const auto [have, is_new] = scopes.try_emplace(scope, given);
  if (!is_new && given.entry.version > have->second.entry.version) have->second = given;
  return true;
}

void StoreBuilder::AddParameters(Reader& reader, NodeId root) {
  for (NodeId entry : reader.Maps(root, "Parameters")) {
    const MaybeGiven<std::string_view> name = reader.Text(entry, "Name");
    const MaybeGiven<std::string_view> value = reader.Text(entry, "Value");
    const MaybeGiven<std::string_view> arn = reader.Text(entry, "ARN");
    const MaybeGiven<int64_t> version = reader.Number(entry, "Version");
    const std::string_view selector = SelectorOf(reader, entry);
    if (!name) {
      if (!reader.IsBlank(entry) && !reader.Has(entry, "Name"))
        mistakes_.Error(reader.PlaceOf(entry), "a parameter without `Name`");
      continue;
    }
    if (!value) continue;
    const GivenValue given = {{std::string(value->value), version ? version->value : 0}, value->where};
    std::vector<std::string> suffixes;
    if (version) suffixes.push_back(fmt::format(":{}", version->value));
    // One that was asked for by version or label need not be the one that its plain name means.
    if (selector.empty()) {
      suffixes.insert(suffixes.begin(), "");
    } else if (!version || selector != std::to_string(version->value)) {
      suffixes.push_back(fmt::format(":{}", selector));
    }
    AddParameter(name->value, arn ? arn->value : std::string_view(), ScopeOf(arn), suffixes, given);
  }
}

/// By name, which counts where its ARN says, and by the ARN itself.
void StoreBuilder::AddParameter(std::string_view name, std::string_view arn, const NamedValues::Scope& scope,
                                const std::vector<std::string>& suffixes, const GivenValue& given) {
  const auto add = [&](std::string_view key, const NamedValues::Scope& in, const std::string& suffix) {
    return AddValue(parameters_, "the parameter", fmt::format("{}{}", key, suffix), in, given);
  };
  for (const std::string& suffix : suffixes) {
    if (!add(name, scope, suffix)) return;  // one contradiction is told once
    if (!arn.empty() && !add(arn, {}, suffix)) return;
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
    AddValue(exports_, "the export", name->value, ScopeOf(stack),
             {{std::string(value->value)}, value->where});
  }
}

void StoreBuilder::FinishValues() {
  const auto take = [](const GivenValues& from, NamedValues& to) {
    for (const auto& [name, scopes] : from) {
      for (const auto& [scope, given] : scopes) to.Set(name, scope, given.entry);
    }
  };
  take(parameters_, store_.ssm_parameters_);
  take(exports_, store_.exports_);
}

}  // namespace headroom
