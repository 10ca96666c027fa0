// What holds of every file: those in fixtures/syntax, and those in the folder that HEADROOM_CORPUS names.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "support/dump.h"
#include "support/golden.h"
#include "syntax/parse.h"

namespace headroom::testing {
namespace {

std::vector<std::filesystem::path> FilesBelow(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string extension = entry.path().extension().string();
    const bool input =
        extension == ".yaml" || extension == ".yml" || extension == ".json" || extension == ".template";
    if (entry.is_regular_file() && input) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string WithoutSpace(std::string_view text) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out),
               [](char c) { return c != ' ' && c != '\n' && c != '\r' && c != '\t'; });
  return out;
}

bool LiesIn(const SourceFile& file, Span span) {
  return span.begin <= span.end && span.end <= file.bytes().size();
}

/// What is wrong with a node's place and text; empty if nothing is.
std::string Complaint(const Document& document, NodeId id) {
  const SourceFile& file = document.file();
  const Node& node = document[id];
  if (!LiesIn(file, node.span) || !LiesIn(file, {node.tag_begin, node.span.begin}))
    return "outside of the file";
  const std::string_view source = file.text(node.span);
  if (node.kind != NodeKind::kScalar || source.substr(0, 1) == "*" || (node.quoted && source.empty()))
    return "";
  const bool same =
      node.quoted ? std::string_view("\"'|>").find(source[0]) != std::string_view::npos || !node.text.empty()
                  : WithoutSpace(source) == WithoutSpace(node.text);
  return same ? "" : "not the node's text: " + std::string(source);
}

std::string CheckTree(const Document& document) {
  for (NodeId id = 0; id < document.size(); ++id) {
    const std::string complaint = Complaint(document, id);
    if (!complaint.empty()) return DumpNode(document, id) + complaint;
    const Node& node = document[id];
    for (uint32_t i = 0; i < node.count; ++i) {
      if (document.Item(node, i) >= document.size()) return DumpNode(document, id) + "no such child";
    }
  }
  return "";
}

TEST_CASE("every span lies in its file, and a plain scalar's is its text") {
  const std::vector<std::filesystem::path> files =
      FilesBelow(std::filesystem::path(HEADROOM_ROOT) / "fixtures/syntax");
  REQUIRE(files.size() >= 50);
  for (const auto& path : files) {
    const SourceFile file(path.string(), ReadFixture(path));
    const ParseResult result = Parse(file);
    if (result.document) CHECK_MESSAGE(CheckTree(*result.document) == "", path.string());
    for (const SyntaxError& error : result.errors) {
      CHECK_MESSAGE(LiesIn(file, error.where.span), path.string(), error.message);
      CHECK(error.where.file == &file);
    }
  }
}

TEST_CASE("every beginning of a file is read or refused") {
  for (const auto& path : FilesBelow(std::filesystem::path(HEADROOM_ROOT) / "fixtures/syntax/ok")) {
    const std::string bytes = ReadFixture(path);
    for (size_t size = 0; size < bytes.size(); ++size) {
      const SourceFile file(path.string(), bytes.substr(0, size));
      const ParseResult result = Parse(file);
      REQUIRE(result.document.has_value() == result.errors.empty());
      if (result.document) REQUIRE(CheckTree(*result.document) == "");
      for (const SyntaxError& error : result.errors) REQUIRE(LiesIn(file, error.where.span));
    }
  }
}

TEST_CASE("real templates, where HEADROOM_CORPUS names a folder of them") {
  const char* corpus = std::getenv("HEADROOM_CORPUS");
  if (corpus == nullptr) {
    MESSAGE("skipped: HEADROOM_CORPUS is not set");
    return;
  }
  // Listed with their reasons in fixtures/syntax/README.md.
  const std::set<std::string> broken = {"CloudFront.yaml", "Portfolio.yaml"};
  std::set<std::string> found;
  const std::vector<std::filesystem::path> files = FilesBelow(corpus);
  REQUIRE(!files.empty());
  for (const auto& path : files) {
    const SourceFile file(path.string(), ReadFixture(path));
    const ParseResult result = Parse(file);
    if (result.document) CHECK_MESSAGE(CheckTree(*result.document) == "", path.string());
    if (result.errors.empty()) continue;
    found.insert(path.filename().string());
    CHECK_MESSAGE(broken.count(path.filename().string()) == 1, path.string(), ": ",
                  DumpErrors(result.errors));
  }
  CHECK(found.size() <= broken.size());
}

}  // namespace
}  // namespace headroom::testing
