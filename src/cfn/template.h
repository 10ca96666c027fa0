#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/finding.h"
#include "syntax/document.h"

namespace headroom::cfn {

/// A declared parameter, as written. Source: CloudFormation user guide, "Parameters".
struct Parameter {
  std::string name;
  Place where;                               // its name
  std::string type;                          // "String", "List<Number>", "AWS::SSM::Parameter::Value<…>"
  std::optional<std::string> default_value;  // as CloudFormation reads it: text
  Place default_where;
  std::vector<std::string> allowed_values;  // empty: any
  std::optional<std::string> allowed_pattern;
  std::optional<int64_t> min_length, max_length;
  std::optional<double> min_value, max_value;
  bool no_echo = false;

  bool is_list() const;    // CommaDelimitedList, List<…>, and SSM's Value<List<…>>
  bool is_number() const;  // Number, List<Number>; not SSM's, whose given value is a name
  bool is_ssm() const;  // AWS::SSM::Parameter::Value<…>: the given value is a name in the Parameter Store
};

/// The text of a scalar as CloudFormation reads it: its spelling, but for an unquoted True or FALSE, which is
/// the boolean true or false.
std::string_view ScalarText(const Node& scalar);

/// A CloudFormation template: its sections, looked up by name; nothing evaluated. Points into its Document,
/// which must outlive it. Wrong shapes of the sections themselves are LM003, raised once, when the template
/// is made.
class Template {
 public:
  Template(const Document& document, Findings& findings);
  /// A document that is no template: no sections.
  explicit Template(const Document& document) : document_(&document) {}
  Template(Template&&) = default;
  Template& operator=(Template&&) = default;

  const Document& document() const { return *document_; }
  const std::vector<Parameter>& parameters() const { return parameters_; }
  /// Index into parameters(), or nothing.
  std::optional<uint32_t> FindParameter(std::string_view name) const;
  NodeId mappings() const { return mappings_; }  // kNoNode where the template has none, as for all sections
  NodeId conditions() const { return conditions_; }
  NodeId rules() const { return rules_; }
  NodeId resources() const { return resources_; }
  NodeId metadata() const { return metadata_; }
  NodeId outputs() const { return outputs_; }
  /// Names under Transform, as written, in order.
  const std::vector<std::string>& transforms() const { return transforms_; }
  bool has_language_extensions() const;
  /// The first transform that only AWS can run (a macro, AWS::Serverless, AWS::Include), or nothing.
  std::optional<std::string_view> opaque_transform() const;

 private:
  const Document* document_;
  std::vector<Parameter> parameters_;
  std::unordered_map<std::string_view, uint32_t> parameter_index_;
  std::vector<std::string> transforms_;
  NodeId mappings_ = kNoNode, conditions_ = kNoNode, rules_ = kNoNode, resources_ = kNoNode,
         metadata_ = kNoNode, outputs_ = kNoNode;
};

}  // namespace headroom::cfn
