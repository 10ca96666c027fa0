#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "plan/cases.h"
#include "plan/exploration.h"

namespace headroom {

using Variables = std::set<Variable>;

/// Something of an input that is tried, because it depends on something open, or shares hosts with what does.
struct Element {
  enum class Kind : uint8_t {
    kResource,  // one resource of a stack
    kLoop,      // `Node${Size}`: until the list is known, when a loop makes others of it
    kStack,     // what cannot be seen, or asks for nothing, until something is known
    kRule
  };
  Kind kind;
  size_t input;
  std::string within;                 // the stack
  std::string name;                   // the resource or the rule
  std::string origin = {};            // Launch::origin
  std::string path = {}, shown = {};  // how its first launch is shown
  std::set<LaunchKey> launches = {};  // as far as they are known
  std::set<Unseen> opaque = {};       // what cannot be seen of it
  Variables reads = {};
  std::set<std::string> shares = {};  // hosts, with which launches it is packed together (SharedHosts)
};

/// Elements that are tried together, by their index.
using Group = std::vector<size_t>;

/// What of some inputs is tried: the resources, stacks and rules that depend on something open. Reading them
/// under values may show more of what they read, share and are: then they change.
class Elements {
 public:
  /// `open` must outlive this.
  Elements(std::vector<OpenInput> inputs, const OpenParameters& open);

  size_t size() const { return elements_.size(); }
  Element& operator[](size_t index) { return elements_[index]; }
  const Element& operator[](size_t index) const { return elements_[index]; }
  std::vector<OpenInput>& inputs() { return inputs_; }
  const std::vector<OpenInput>& inputs() const { return inputs_; }

  /// Adds launches that depend on nothing open, but take hosts: the packing depends on them.
  void AddFixed(const ExploreOptions& options);
  /// Whether any shares hosts.
  bool ShareHosts() const;
  /// Elements that read something in common, or share hosts, directly or through others, belong together.
  /// Only those in which a launch varies.
  std::vector<Group> MakeGroups() const;

  /// What is open of what something in an input was read from (Launch::touched).
  Variables OpenAmong(size_t input, const std::vector<uint32_t>& touched) const;
  /// What is open of all that a launch is made of.
  Variables Reads(size_t input, const Extracted& stack, const Launch& launch) const;
  std::vector<std::string> PermittedValues(const Variable& variable) const;

  /// What was known of the inputs before anything was tried.
  bool WasLaunched(size_t input, const Launch& launch) const;
  bool WasOpaque(const Opaque& one) const;
  /// Whether a resource is an element by its name.
  bool IsResource(size_t input, const std::string& within, const std::string& name) const;

 private:
  void NoteBefore();
  void FindElementsOf(size_t input, const Extracted& stack);
  Element& ElementFor(Element::Kind kind, size_t input, const std::string& within, const std::string& name,
                      const std::string& origin);
  Element& StackFor(size_t input, const std::string& within, const std::string& name,
                    const std::string& origin);
  Element& ResourceFor(size_t input, const std::string& within, const std::string& name,
                       const std::string& origin);

  /// An opaque one's path, resource, place and reason.
  using OpaqueKey = std::tuple<std::string, std::string, uint32_t, std::string>;
  static OpaqueKey KeyOf(const Opaque& one);

  std::vector<OpenInput> inputs_;
  const OpenParameters& open_;
  std::vector<std::set<LaunchKey>> launches_before_;  // by input: as it was read first
  std::set<OpaqueKey> opaque_before_;                 // but for those that something open decides
  std::deque<Element> elements_;
  std::map<std::tuple<Element::Kind, size_t, std::string, std::string>, size_t> element_by_name_;
};

}  // namespace headroom
