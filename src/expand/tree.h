#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace headroom {

/// A template that is about to be written, in YAML or JSON. Owns its text. Nested no deeper than its readers
/// may recurse.
struct Tree {
  enum class Kind : uint8_t {
    kNull,
    kBare,  // a scalar that stood there unquoted: a number or boolean where it looks like one
    kText,  // text, whatever it looks like
    kList,
    kMap,
    kCall,  // a function of the template language: `text` is its long name, the only item its argument
  };

  Kind kind = Kind::kNull;
  std::string text;               // kBare, kText, kCall
  std::vector<std::string> keys;  // kMap: of the items
  std::vector<Tree> items;        // kList, kMap, kCall

  static Tree Text(std::string text) { return {Kind::kText, std::move(text), {}, {}}; }
  static Tree Bare(std::string text) { return {Kind::kBare, std::move(text), {}, {}}; }
  static Tree List(std::vector<Tree> items = {}) { return {Kind::kList, {}, {}, std::move(items)}; }
  static Tree Map() { return {Kind::kMap, {}, {}, {}}; }
  static Tree Call(std::string name, Tree argument) {
    Tree call{Kind::kCall, std::move(name), {}, {}};
    call.items.push_back(std::move(argument));
    return call;
  }

  bool is_scalar() const { return kind == Kind::kBare || kind == Kind::kText; }
  bool is_list() const { return kind == Kind::kList; }
  bool is_map() const { return kind == Kind::kMap; }
  bool is_call(std::string_view name) const { return kind == Kind::kCall && text == name; }

  /// A map's entry, or null; also of what is no map.
  Tree* Find(std::string_view key) {
    if (kind != Kind::kMap) return nullptr;
    for (size_t i = 0; i < keys.size(); ++i) {
      if (keys[i] == key) return &items[i];
    }
    return nullptr;
  }
  const Tree* Find(std::string_view key) const { return const_cast<Tree*>(this)->Find(key); }
  void Add(std::string key, Tree value) {
    keys.push_back(std::move(key));
    items.push_back(std::move(value));
  }
  void Remove(std::string_view key) {
    for (size_t i = 0; i < keys.size(); ++i) {
      if (keys[i] != key) continue;
      keys.erase(keys.begin() + static_cast<std::ptrdiff_t>(i));
      items.erase(items.begin() + static_cast<std::ptrdiff_t>(i));
      return;
    }
  }
};

}  // namespace headroom
