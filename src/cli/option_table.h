#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "cli/manual.h"
#include "cli/options.h"

namespace headroom {

using Texts = std::vector<std::string>;
using Names = std::vector<std::string_view>;

/// `text` in backticks, printable.
std::string Quoted(std::string_view text);
/// "; did you mean `--region`?", or nothing if no candidate is near.
std::string Suggestion(std::string_view word, const Names& candidates, std::string_view prefix = "");

/// What the options of a command fill in.
struct OptionTarget {
  CheckOptions& options;
  const Names& formats;
  ExpandOptions* expand = nullptr;  // of `expand` alone
  PackerOptions* packer = nullptr;  // of `packer` alone
  StoreOptions* store = nullptr;    // of `store` alone
  AwsOptions* aws = nullptr;        // of those that run the AWS CLI
  ReportOptions* report = nullptr;  // of `report` alone
  InitOptions* init = nullptr;      // of `init` alone
};

// What the options' values do. `value` is never empty.

Result<void> SetAccount(OptionTarget target, const std::string& value);
Result<void> SetMaxSize(OptionTarget target, const std::string& value);
Result<void> SetScope(OptionTarget target, const std::string& value);
Names Scopes(const Names&);

template <auto kMember>
Result<void> SetAwsCli(OptionTarget target, const std::string& value) {
  target.aws->cli.*kMember = value;
  return {};
}

template <auto kMember>
Result<void> SwitchAws(OptionTarget target, const std::string&) {
  target.aws->*kMember = true;
  return {};
}

template <auto kMember>
Result<void> SetText(OptionTarget target, const std::string& value) {
  target.options.*kMember = value;
  return {};
}

template <auto kMember>
Result<void> AddText(OptionTarget target, const std::string& value) {
  (target.options.*kMember).push_back(value);
  return {};
}

template <auto kMember>
Result<void> Switch(OptionTarget target, const std::string&) {
  target.options.*kMember = true;
  return {};
}

/// One option: what parsing does with it, and what the manual says.
struct Option {
  const char* group;  // heading in the help; null: as the one before
  const char* letter;
  const char* name;
  const char* value;  // what it takes; null: nothing
  const char* help;
  Result<void> (*apply)(OptionTarget target, const std::string& value);
  Names (*values)(const Names& formats) = nullptr;  // what it can be; null: anything
};

inline constexpr const char* kHelp = "help";

inline constexpr Option kConfigOption = {
    nullptr,
    "",
    "config",
    "FILE",
    "the config file (else .headroom.yaml, looked for from the current folder "
    "upward to the repository's root)",
    SetText<&CheckOptions::config>};
inline constexpr Option kHelpOption = {nullptr, "h", kHelp, nullptr, "print this text", nullptr};
inline constexpr Option kScopeOption = {
    nullptr,
    "",
    "scope",
    "SCOPE",
    "for launches of the account alone, or of all accounts (default account)",
    SetScope,
    Scopes};
inline constexpr Option kApplyOption = {"AWS",
                                        "",
                                        "apply",
                                        nullptr,
                                        "change it in AWS too, not in the store alone",
                                        SwitchAws<&AwsOptions::apply>};
inline constexpr Option kAwsCliOption = {nullptr,
                                         "",
                                         "aws-cli",
                                         "PATH",
                                         "the AWS CLI, version 1 or 2 (default: `aws` on PATH)",
                                         SetAwsCli<&AwsCli::program>};
inline constexpr Option kProfileOption = {nullptr,
                                          "",
                                          "profile",
                                          "NAME",
                                          "the AWS CLI's profile, whose credentials are used",
                                          SetAwsCli<&AwsCli::profile>};
inline constexpr Option kEndpointOption = {nullptr,
                                           "",
                                           "endpoint-url",
                                           "URL",
                                           "an endpoint, passed on to the AWS CLI",
                                           SetAwsCli<&AwsCli::endpoint_url>};

/// A table of options, whatever its length.
struct OptionTable {
  template <size_t N>
  constexpr OptionTable(const Option (&options)[N]) : begin_(options), end_(options + N) {}
  template <size_t N>
  constexpr OptionTable(const std::array<Option, N>& options)
      : begin_(options.data()), end_(options.data() + N) {}
  const Option* begin() const { return begin_; }
  const Option* end() const { return end_; }

  const Option* Find(std::string_view name) const {
    const auto is = [&](const Option& option) { return option.name == name; };
    const Option* found = std::find_if(begin_, end_, is);
    return found == end_ ? nullptr : found;
  }
  Names AllNames() const {
    Names names;
    for (const Option& option : *this) names.emplace_back(option.name);
    return names;
  }

 private:
  const Option* begin_;
  const Option* end_;
};

/// Two tables as one.
template <size_t N, size_t M>
constexpr std::array<Option, N + M> Joined(const Option (&first)[N], const Option (&second)[M]) {
  std::array<Option, N + M> out{};
  std::copy(first, first + N, out.begin());
  std::copy(second, second + M, out.begin() + N);
  return out;
}

/// What the manual says of the options.
std::vector<OptionManual> ManualOf(const OptionTable& table, const Names& formats);

/// Options and operands of one command, in the order they were given.
struct Parsed {
  std::vector<std::pair<const Option*, std::string>> options;
  Texts operands;

  bool Has(std::string_view name) const {
    const auto is = [&](const auto& given) { return given.first->name == name; };
    return std::any_of(options.begin(), options.end(), is);
  }
};

/// The arguments of a command, each option found in its table; one sentence if they are none.
Result<Parsed> ParseArguments(const Texts& arguments, const OptionTable& table);
/// Does what an option does with its value, or says what is wrong with that.
Result<void> Apply(const Option& option, const std::string& value, OptionTarget target);

}  // namespace headroom
