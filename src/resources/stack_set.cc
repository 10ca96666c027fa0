#include "resources/stack_set.h"

#include <fmt/format.h>

#include <optional>
#include <set>

#include "resources/launch.h"

namespace headroom {
namespace {

/// The texts of a list, each once; nothing if one of them is unknown, which `unread` then says.
std::optional<std::vector<std::string>> ReadTexts(cfn::Evaluator& evaluator, const cfn::Value& list,
                                                  std::string_view what, std::vector<UnreadGroup>& unread) {
  std::vector<std::string> out;
  std::set<std::string> seen;
  for (const cfn::Value& item : evaluator.Items(list)) {
    const cfn::Value text = evaluator.Text(item);
    if (text.is_unknown()) {
      if (!text.unknown().reported)
        unread.push_back({text.where() ? text.where() : list.where(),
                          fmt::format("its {} cannot be determined: {}", what, text.unknown().reason)});
      return {};
    }
    if (seen.insert(text.text()).second) out.push_back(text.text());
  }
  return out;
}

/// Which accounts a group means, and whether there are more of them than anybody can count.
class TargetReader {
 public:
  TargetReader(cfn::Evaluator& evaluator, const cfn::Value& targets, Place group, StackSetGroup& out)
      : evaluator_(evaluator),
        targets_(targets),
        where_(targets.absent() ? group : targets.where()),
        out_(out) {}

  bool Read(std::vector<UnreadGroup>& unread) {
    const cfn::Value accounts = evaluator_.Get(targets_, "Accounts");
    const auto named = ReadTexts(evaluator_, accounts, "accounts", unread);
    if (!named) return false;
    out_.accounts = *named;
    const cfn::Value url = ReadText(evaluator_, targets_, "AccountsUrl");
    const cfn::Value units = evaluator_.Get(targets_, "OrganizationalUnitIds");
    if (accounts.absent() && url.absent() && units.absent()) {
      unread.push_back({where_, "it does not say to which accounts it goes"});
      return false;
    }
    if (accounts.is_list() && named->empty() && url.absent() && units.absent())
      unread.push_back({accounts.where(), "it lists no accounts"});
    if (!units.absent()) ReadUnits(units);
    if (!url.absent())
      SetUncountable(url,
                     "the accounts of its stack set are listed at `AccountsUrl`, and nothing is fetched");
    return true;
  }

 private:
  void SetUncountable(const cfn::Value& by, std::string why) {
    out_.uncountable = std::move(why);
    out_.where = by.where();
  }

  /// The filter combines the accounts with those of the units; without one the units alone count.
  void ReadUnits(const cfn::Value& units) {
    const cfn::Value filter = ReadText(evaluator_, targets_, "AccountFilterType");
    if (filter.text() != "UNION") out_.accounts.clear();
    SetUncountable(units,
                   filter.text() == "INTERSECTION"
                       ? "which accounts of its stack set belong to the organizational units is not known"
                       : "its stack set goes to all accounts of organizational units, nobody knows how many");
  }

  cfn::Evaluator& evaluator_;
  const cfn::Value& targets_;
  const Place where_;
  StackSetGroup& out_;
};

}  // namespace

std::vector<StackSetGroup> ReadStackSetGroups(cfn::Evaluator& evaluator, const cfn::Value& properties,
                                              std::vector<UnreadGroup>& unread) {
  std::vector<StackSetGroup> out;
  for (const cfn::Value& item : evaluator.Items(evaluator.Get(properties, "StackInstancesGroup"))) {
    if (item.is_unknown()) {
      if (!item.unknown().reported)
        unread.push_back(
            {item.where(), fmt::format("where it goes cannot be determined: {}", item.unknown().reason)});
      continue;
    }
    StackSetGroup group;
    const cfn::Value targets = evaluator.Get(item, "DeploymentTargets");
    if (targets.is_unknown()) {
      if (!targets.unknown().reported)
        unread.push_back({targets.where(),
                          fmt::format("its accounts cannot be determined: {}", targets.unknown().reason)});
      continue;
    }
    const cfn::Value in = evaluator.Get(item, "Regions");
    if (in.absent()) unread.push_back({item.where(), "it does not say to which Regions it goes"});
    const auto regions = ReadTexts(evaluator, in, "Regions", unread);
    if (in.is_list() && regions && regions->empty()) unread.push_back({in.where(), "it lists no Regions"});
    if (!regions || !TargetReader(evaluator, targets, item.where(), group).Read(unread)) continue;
    group.regions = *regions;
    group.overrides = evaluator.Get(item, "ParameterOverrides");
    out.push_back(std::move(group));
  }
  return out;
}

std::vector<cfn::Evaluator::Member> ReadParameterList(cfn::Evaluator& evaluator, const cfn::Value& list) {
  std::vector<cfn::Evaluator::Member> out;
  for (const cfn::Value& entry : evaluator.Items(list)) {
    const cfn::Value key = entry.is_unknown() ? entry : ReadText(evaluator, entry, "ParameterKey");
    if (key.is_unknown()) out.push_back({"", key.where(), key});
    if (!key.is_scalar()) continue;
    cfn::Value value = evaluator.Get(entry, "ParameterValue");
    if (!value.absent()) out.push_back({key.text(), key.where(), std::move(value)});
  }
  return out;
}

}  // namespace headroom
