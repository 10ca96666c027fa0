#include "cli/option_table.h"

#define CXXOPTS_NO_REGEX
#include <fmt/format.h>

#include <cctype>
#include <cstdint>
#include <cxxopts.hpp>
#include <optional>

#include "base/count.h"
#include "base/text.h"
#include "cli/words.h"

namespace headroom {

std::string Quoted(std::string_view text) { return fmt::format("`{}`", Printable(text)); }

std::string Suggestion(std::string_view word, const Names& candidates, std::string_view prefix) {
  const std::optional<std::string_view> nearest = DidYouMean(word, candidates);
  return nearest ? fmt::format("; did you mean `{}{}`?", prefix, *nearest) : "";
}

Result<void> SetAccount(OptionTarget target, const std::string& value) {
  if (!IsAccountId(value)) {
    return Fail(fmt::format("`--account` takes an account id of 12 digits, but got {}", Quoted(value)));
  }
  target.options.account = value;
  return {};
}

namespace {

/// "16M" → 16 × 1024². Nothing if it is no size, or does not fit.
std::optional<uint64_t> ParseSize(std::string_view text) {
  const std::string_view number = text.substr(0, text.find_first_not_of("0123456789"));
  const std::string unit = ToLower(text.substr(number.size()));
  constexpr std::string_view kUnits[][2] = {{"", ""}, {"k", "kib"}, {"m", "mib"}, {"g", "gib"}};
  uint64_t factor = 1;
  for (const auto& names : kUnits) {
    if (unit == names[0] || unit == names[1]) {
      const Count size = Multiply(ParseInteger(number), static_cast<int64_t>(factor));
      return size ? std::optional(static_cast<uint64_t>(*size)) : std::nullopt;
    }
    factor *= 1024;
  }
  return {};
}

}  // namespace

Names Scopes(const Names&) { return {"account", "cross-account"}; }

Result<void> SetScope(OptionTarget target, const std::string& value) {
  const Names scopes = Scopes({});
  if (std::find(scopes.begin(), scopes.end(), value) == scopes.end())
    return Fail(fmt::format("`--scope` takes {}, but got {}", Listed(scopes), Quoted(value)));
  target.aws->cross_account = value == "cross-account";
  return {};
}

Result<void> SetMaxSize(OptionTarget target, const std::string& value) {
  constexpr uint64_t kLargest = uint64_t{2} << 30;  // places in a file are 32 bits
  const std::optional<uint64_t> size = ParseSize(value);
  if (!size || *size < 1 || *size > kLargest) {
    return Fail(
        fmt::format("`--max-size` takes a size from 1 byte to 2G, such as `64M`, but got {}", Quoted(value)));
  }
  target.options.max_size = *size;
  return {};
}

std::vector<OptionManual> ManualOf(const OptionTable& table, const Names& formats) {
  std::vector<OptionManual> out;
  for (const Option& option : table) {
    const Names values = option.values == nullptr ? Names() : option.values(formats);
    const auto text = [](const char* maybe) { return std::string_view(maybe == nullptr ? "" : maybe); };
    out.push_back({text(option.group), option.letter, option.name, text(option.value), option.help, values});
  }
  return out;
}

namespace {

/// cxxopts takes `-p KEY=VALUE` but not `-pKEY=VALUE`.
Texts SplitLetters(const Texts& arguments) {
  Texts out;
  bool options = true;
  for (const std::string& argument : arguments) {
    if (argument == "--") options = false;
    if (options && StartsWith(argument, "-p") && argument.size() > 2) {
      out.insert(out.end(), {"-p", argument.substr(2)});
    } else {
      out.push_back(argument);
    }
  }
  return out;
}

/// "--store", of a name in cxxopts' message.
std::string NameIn(const cxxopts::exceptions::exception& error) {
  const std::string_view text = error.what();
  const size_t begin = text.find(cxxopts::LQUOTE) + cxxopts::LQUOTE.size();
  const std::string_view name = text.substr(begin, text.rfind(cxxopts::RQUOTE) - begin);
  if (StartsWith(name, "-")) return std::string(name);
  return fmt::format("{}{}", name.size() == 1 ? "-" : "--", name);
}

tl::unexpected<Error> FailUnknown(std::string_view typed, const OptionTable& table) {
  typed = typed.substr(0, typed.find('='));
  const std::string_view name = typed.substr(std::min(typed.size(), typed.find_first_not_of('-')));
  return Fail(fmt::format("unknown option {}{}", Quoted(typed), Suggestion(name, table.AllNames(), "--")));
}

constexpr const char* kOperands = "operands.";  // with a point nobody can type it as an option

cxxopts::Options Declare(const OptionTable& table) {
  cxxopts::Options options("headroom");
  for (const Option& option : table) {
    auto value = cxxopts::value<std::string>();
    if (option.value == nullptr) value->implicit_value("");
    options.add_options()(fmt::format("{}{}{}", option.letter, *option.letter == 0 ? "" : ",", option.name),
                          "", value);
  }
  options.add_options()(kOperands, "", cxxopts::value<std::vector<std::string>>());
  options.parse_positional(kOperands);
  return options;
}

/// Whether a value looks like the next option, its own having been forgotten.
bool LooksLikeOption(std::string_view value) {
  return StartsWith(value, "--") ||
         (value.size() > 1 && value[0] == '-' && std::isalpha(static_cast<unsigned char>(value[1])) != 0);
}

}  // namespace

Result<Parsed> ParseArguments(const Texts& arguments, const OptionTable& table) {
  const Texts split = SplitLetters(arguments);
  std::vector<const char*> argv = {"headroom"};
  for (const std::string& argument : split) argv.push_back(argument.c_str());
  Parsed parsed;
  try {
    const auto result = Declare(table).parse(static_cast<int>(argv.size()), argv.data());
    for (const cxxopts::KeyValue& given : result.arguments()) {
      if (given.key() == kOperands) {
        parsed.operands.push_back(given.value());
      } else {
        parsed.options.emplace_back(table.Find(given.key()), given.value());
      }
    }
  } catch (const cxxopts::exceptions::missing_argument& error) {
    return Fail(fmt::format("`{}` needs a value", NameIn(error)));
  } catch (const cxxopts::exceptions::exception& error) {
    return FailUnknown(NameIn(error), table);
  }
  return parsed;
}

Result<void> Apply(const Option& option, const std::string& value, OptionTarget target) {
  if (option.value == nullptr && !value.empty()) {
    return Fail(fmt::format("`--{}` takes no value, but got {}", option.name, Quoted(value)));
  }
  if (option.value != nullptr && value.empty()) {
    return Fail(fmt::format("`--{}` needs a value, but got an empty one", option.name));
  }
  if (LooksLikeOption(value)) {
    return Fail(fmt::format("`--{}` needs a value, but got {}", option.name, Quoted(value)));
  }
  return option.apply(target, value);
}

}  // namespace headroom
