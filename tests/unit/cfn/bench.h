#pragma once

// A template to experiment on: parsed, with its evaluator, and what it says rendered as text.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cfn/evaluator.h"
#include "cfn/parameters.h"
#include "syntax/parse.h"

namespace doctest {
template <>
struct StringMaker<std::vector<std::string>> {
  static String convert(const std::vector<std::string>& lines) {
    return fmt::format("{{\n  {}}}", fmt::join(lines, "\n  ")).c_str();
  }
};
}  // namespace doctest

namespace headroom::cfn {

inline NamedValues Named(const std::map<std::string, std::string>& texts) {
  NamedValues values;
  for (const auto& [name, text] : texts) values.Set(name, {}, {text});
  return values;
}

/// "LM003 at `!Ref Size` in Fleet: message; hint": the text that a finding points to rather than its line.
inline std::string Render(const Finding& finding) {
  std::string out = finding.rule + " at ";
  out += finding.where ? fmt::format("`{}`", finding.where.file->text(finding.where.span)) : "nowhere";
  if (!finding.resource.empty()) out += " in " + finding.resource;
  out += ": " + finding.message;
  if (!finding.hint.empty()) out += "; " + finding.hint;
  return out;
}

inline std::vector<std::string> Render(const Findings& findings) {
  std::vector<std::string> out;
  for (const Finding& finding : findings) out.push_back(Render(finding));
  return out;
}

class Bench {
 public:
  explicit Bench(std::string text, std::string path = "t.yaml")
      : Bench(std::move(text), std::move(path), {}) {}
  Bench(std::string text, std::string path, GivenParameters given_values)
      : given(std::move(given_values)),
        file(sources.Add(std::move(path), std::move(text))),
        document(MustParse(file)),
        tmpl(document, findings),
        assignment(Assign(tmpl.parameters(), given, findings)) {
    environment.region = "us-east-1";
    environment.account = "111122223333";
    environment.stack_name = "web";
    environment.ssm_parameters = &ssm;
    environment.exports = &exports;
  }

  Evaluator& evaluator() {
    if (!evaluator_) evaluator_ = std::make_unique<Evaluator>(tmpl, environment, assignment, findings);
    return *evaluator_;
  }

  /// A property of a resource, rendered. Findings name the resource.
  std::string Property(std::string_view resource, std::string_view property) {
    const Resource* found = evaluator().FindResource(resource);
    REQUIRE(found != nullptr);
    evaluator().SetResource(found->id);
    const std::string out = Show(evaluator().Get(found->properties, property));
    evaluator().SetResource("");
    return out;
  }

  /// text, [a, b], {k: v}, - for absent, ?reason for unknown, with (id.attribute) where it names a resource,
  /// and ! for one that has been reported.
  std::string Show(const Value& value) {
    switch (value.kind()) {
      case Value::Kind::kAbsent:
        return "-";
      case Value::Kind::kScalar:
        return value.text();
      case Value::Kind::kUnknown:
        return ShowUnknown(value.unknown());
      case Value::Kind::kList: {
        std::vector<std::string> items;
        for (const Value& item : evaluator().Items(value)) items.push_back(Show(item));
        return fmt::format("[{}]", fmt::join(items, ", "));
      }
      case Value::Kind::kMap: {
        std::vector<std::string> members;
        for (const Evaluator::Member& member : evaluator().Members(value)) {
          members.push_back(member.key + ": " + Show(member.value));
        }
        return fmt::format("{{{}}}", fmt::join(members, ", "));
      }
    }
    return "";
  }

  /// What a value points to.
  std::string TextAt(Place where) const { return std::string(where.file->text(where.span)); }

  std::vector<std::string> Found() const { return Render(findings); }

  SourceSet sources;
  GivenParameters given;
  Findings findings;
  NamedValues ssm, exports;
  SourceFile& file;
  Document document;
  Template tmpl;
  Environment environment;
  Assignment assignment;

 private:
  static Document MustParse(const SourceFile& file) {
    ParseResult parsed = Parse(file);
    REQUIRE(parsed.document);
    return *std::move(parsed.document);
  }

  static std::string ShowUnknown(const Unknown& unknown) {
    if (unknown.reported) return "!" + unknown.reason;
    std::string out = "?" + unknown.reason;
    if (!unknown.resource.empty()) out += fmt::format(" ({}", unknown.resource);
    if (!unknown.attribute.empty()) out += "." + unknown.attribute;
    return unknown.resource.empty() ? out : out + ")";
  }

  std::unique_ptr<Evaluator> evaluator_;
};

/// One property `V` of a resource `R` in a template that has some of everything.
struct Outcome {
  std::string value;
  std::vector<std::string> findings;
  bool operator==(const Outcome&) const = default;
};

inline std::string WithProperty(std::string_view expression) {
  return fmt::format(R"(Parameters:
  Size: {{Type: String, Default: m5.large}}
  Count: {{Type: Number, Default: 3}}
  Sizes: {{Type: CommaDelimitedList, Default: "large, xlarge,2xlarge"}}
  Unset: {{Type: String}}
  UnsetList: {{Type: CommaDelimitedList}}
  Image: {{Type: "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", Default: /images/linux}}
  Secret: {{Type: "AWS::SSM::Parameter::Value<String>", Default: /not/there}}
Mappings:
  Sizes:
    prod: {{Type: m5.xlarge, Count: 4, Zones: [a, b]}}
    us-east-1: {{Type: c5.large}}
Conditions:
  Yes: !Equals [a, a]
  No: !Equals [a, b]
  Maybe: !Equals [!Ref Unset, a]
Resources:
  Host:
    Type: AWS::EC2::Host
  R:
    Type: AWS::EC2::Instance
    Properties:
      V: {}
)",
                     expression);
}

inline Outcome Evaluate(std::string_view expression) {
  Bench bench(WithProperty(expression));
  bench.ssm = Named({{"/images/linux", "ami-1"}, {"/fleet/nodes", "3"}, {"/fleet/nodes:2", "5"}});
  bench.exports = Named({{"prod-arn", "arn:of:export"}});
  std::string value = bench.Property("R", "V");
  return {std::move(value), bench.Found()};
}

/// Evaluates to this, and nothing is wrong with it.
inline std::string Good(std::string_view expression) {
  Outcome outcome = Evaluate(expression);
  CHECK(outcome.findings == std::vector<std::string>{});
  return outcome.value;
}

/// The one finding. The value must be unknown, and say so.
inline std::string Bad(std::string_view expression) {
  Outcome outcome = Evaluate(expression);
  CHECK(outcome.value.substr(0, 1) == "!");
  REQUIRE(outcome.findings.size() == 1);
  return outcome.findings.front();
}

}  // namespace headroom::cfn
