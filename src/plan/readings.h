#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "plan/elements.h"

namespace headroom {

/// What an element comes to under one assignment.
struct Case {
  std::vector<Extracted> extracted;
  Variables missing;     // open, read, and without a value
  bool refused = false;  // by CloudFormation
  Findings findings;
};

/// Reads elements again under values, only so much of their inputs as belongs to them.
class Readings {
 public:
  /// `elements` must outlive this; what it reads adds to them.
  explicit Readings(Elements& elements) : elements_(elements) {}

  Case Read(size_t element, const Values& values);

 private:
  /// What of an input is read again for an element.
  struct Reader {
    /// Nothing: all of it.
    std::optional<Wanted> wanted = Wanted();
    /// What depends on nothing open, by stack: it is as it was read first.
    std::map<std::string, Extracted> fixed;
  };

  /// All of an input under some values.
  struct Whole {
    size_t input;
    Values values;
    std::vector<Extracted> extracted;
    Findings findings;
  };

  const Reader& ReaderOf(size_t element);
  void Want(const Element& element, WantedOfStack& wanted) const;
  void KeepFixed(size_t input, Wanted& wanted, Reader& reader) const;
  void Take(const Variable& variable, const std::string& value, cfn::Choices& choices) const;
  std::vector<Extracted> Extract(size_t input, const std::optional<Wanted>& wanted, const Values& values,
                                 Findings& findings);
  std::vector<Extracted> ExtractOnce(size_t input, const std::optional<Wanted>& wanted, const Values& values,
                                     Findings& findings);
  void KeepOwn(const Element& element, Extracted& stack) const;
  void ReadOpaque(Element& element, const Values& values, Extracted& stack, Case& out) const;
  void ReadRules(Element& element, const Values& values, const Extracted& stack, Case& out) const;
  void ReadStack(Element& element, const Values& values, Extracted stack, Case& out) const;

  Elements& elements_;
  std::map<size_t, Reader> readers_;  // by element
  std::optional<Whole> whole_;        // what was read last
};

}  // namespace headroom
