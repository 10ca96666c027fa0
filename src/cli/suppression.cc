#include "cli/suppression.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "base/text.h"
#include "base/time.h"
#include "cfn/evaluator.h"
#include "checks/check.h"
#include "cli/words.h"
#include "resources/change_set.h"
#include "store/mistakes.h"
#include "store/reader.h"

namespace headroom {
namespace {

constexpr std::string_view kName = "headroom";
constexpr std::string_view kIgnore = "ignore";

/// When a suppression is over: at that moment, or behind that day (in UTC).
std::optional<int64_t> EndOf(std::string_view until) {
  constexpr int64_t kDay = 86'400;
  constexpr size_t kDateLength = 10;
  const std::optional<int64_t> time = ParseTime(until);
  if (time && until.size() == kDateLength) return *time + kDay;
  return time;
}

/// Reads the metadata of a template and its resources.
class MetadataReader {
 public:
  MetadataReader(const Document& document, Mistakes& mistakes, FileIgnores& out)
      : document_(document), mistakes_(mistakes), reader_(document, mistakes), out_(out) {}

  /// The document is what a change set knows of one resource.
  void ReadContext(const std::string& resource) {
    const Scope scope = {resource, {}};
    ReadMetadata(document_.root(), &scope);
  }

  void Read() {
    ReadMetadata(document_.root(), nullptr);
    std::vector<NodeId> maps = {document_.Find(document_.root(), "Resources")};
    while (!maps.empty()) {
      const NodeId map = maps.back();
      maps.pop_back();
      if (map == kNoNode || document_[map].kind != NodeKind::kMapping) continue;
      for (uint32_t i = 0; i < Document::EntryCount(document_[map]); ++i)
        ReadResource(document_.EntryAt(document_[map], i), maps);
    }
  }

 private:
  struct Scope {
    std::string resource;
    Span block;
  };

  /// A loop holds a map of resources.
  void ReadResource(Document::Entry entry, std::vector<NodeId>& maps) {
    const Node& key = document_[entry.key];
    const Node& value = document_[entry.value];
    constexpr uint32_t kLoopBody = 2;
    if (StartsWith(key.text, cfn::kLoopPrefix)) {
      if (value.kind == NodeKind::kSequence && value.count > kLoopBody)
        maps.push_back(document_.Item(value, kLoopBody));
      return;
    }
    Scope scope = {std::string(key.text), {key.span.begin, std::max(key.span.end, value.span.end)}};
    if (document_.file().within()) scope.block = {};  // findings stand in the file around it
    ReadMetadata(entry.value, &scope);
  }

  /// Of a resource, or of the template.
  void ReadMetadata(NodeId owner, const Scope* scope) {
    const NodeId metadata = document_.Find(owner, "Metadata");
    const NodeId ours = document_.Find(metadata, kName);
    if (ours == kNoNode) return;
    const Node& map = document_[ours];
    if (map.kind != NodeKind::kMapping)
      return mistakes_.Warning(reader_.PlaceOf(ours), "`headroom` takes a map with `ignore`");
    reader_.CheckKeys(ours, kName, {kIgnore});
    const NodeId list = document_.Find(ours, kIgnore);
    if (list == kNoNode) return;
    const Node& node = document_[list];
    if (node.kind != NodeKind::kSequence) return ReadEntry(list, scope);
    for (uint32_t i = 0; i < node.count; ++i) ReadEntry(document_.Item(node, i), scope);
  }

  /// `LM305`, or a map that says more.
  void ReadEntry(NodeId entry, const Scope* scope) {
    const Node& node = document_[entry];
    Ignore ignore;
    ignore.where = reader_.PlaceOf(entry);
    NodeId rule = entry;
    if (node.kind == NodeKind::kMapping) {
      if (!ReadMap(entry, ignore)) return;
      rule = document_.Find(entry, "rule");
    }
    if (rule == kNoNode || document_[rule].kind != NodeKind::kScalar)
      return mistakes_.Warning(ignore.where, "`ignore` takes rules, such as `LM305`; this ignores nothing");
    const Check* check = FindCheck(document_[rule].text);
    if (check == nullptr)
      return mistakes_.Warning(reader_.PlaceOf(rule), "{}", NoSuchRule(document_[rule].text));
    const std::string id(check->info.id);
    if (scope == nullptr) return out_.AddForFile(id, ignore);
    out_.AddForResource(id, scope->resource, scope->block, ignore);
  }

  /// False if anything in it is not understood: a mistyped `until` must not ignore for ever.
  bool ReadMap(NodeId entry, Ignore& ignore) {
    const Node& map = document_[entry];
    for (uint32_t i = 0; i < Document::EntryCount(map); ++i) {
      const auto [key, value] = document_.EntryAt(map, i);
      const std::string_view name = document_[key].text;
      const Node& node = document_[value];
      const bool text = node.kind == NodeKind::kScalar;
      if (name == "reason" && text) {
        ignore.reason = node.text;
      } else if (name == "until" && text && EndOf(node.text)) {
        ignore.until = EndOf(node.text);
      } else if (name != "rule") {
        return Refuse(key, value);
      }
    }
    return true;
  }

  bool Refuse(NodeId key, NodeId value) {
    const std::string_view name = document_[key].text;
    if (name == "until") {
      mistakes_.Warning(reader_.PlaceOf(value),
                        "`until` takes a date, such as `2027-01-31`; this ignores nothing");
    } else if (name == "reason") {
      mistakes_.Warning(reader_.PlaceOf(value), "`reason` takes text; this ignores nothing");
    } else {
      mistakes_.Warning(reader_.PlaceOf(key), "unknown key {}{}; this ignores nothing", Quote(name),
                        Suggest(name, {"rule", "reason", "until"}));
    }
    return false;
  }

  const Document& document_;
  Mistakes& mistakes_;
  Reader reader_;
  FileIgnores& out_;
};

/// Where the texts of a file stand.
std::vector<Span> TextsOf(const Document& document) {
  std::vector<Span> texts;
  for (NodeId id = 0; id < document.size(); ++id) {
    if (document[id].kind == NodeKind::kScalar) texts.push_back(document[id].span);
  }
  return texts;
}

std::vector<Span> TextsOf(const hcl::Module& module) {
  std::vector<Span> texts;
  for (hcl::ExpressionId id = 0; id < module.size(); ++id) {
    const hcl::ExpressionKind kind = module[id].kind;
    if (kind == hcl::ExpressionKind::kString || kind == hcl::ExpressionKind::kTemplate)
      texts.push_back(module[id].span);
  }
  return texts;
}

/// Takes the rules of a comment, and the line that it means.
using LineSink = std::function<void(const std::string& rule, uint32_t line, const Ignore&)>;

LineSink IntoFile(FileIgnores& out) {
  return [&out](const std::string& rule, uint32_t line, const Ignore& ignore) {
    out.AddForLine(rule, line, ignore);
  };
}

/// Finds the comments of a file: what stands in none of its `texts`.
class CommentReader {
 public:
  CommentReader(const SourceFile& file, std::vector<Span> texts, Mistakes& mistakes, LineSink out)
      : file_(file), texts_(std::move(texts)), mistakes_(mistakes), out_(std::move(out)) {}

  void Read() {
    FindAll();
    if (comments_.empty()) return;
    DropText();
    for (const uint32_t begin : comments_) ReadComment(begin);
  }

 private:
  /// Where `# headroom: ignore ` begins behind a space or at a line's begin.
  void FindAll() {
    constexpr std::string_view kStart = "headroom:";
    const std::string_view bytes = file_.bytes();
    for (size_t at = bytes.find(kStart); at != std::string_view::npos; at = bytes.find(kStart, at + 1)) {
      const size_t hash = bytes.find_last_not_of(" \t", at == 0 ? 0 : at - 1);
      if (hash == std::string_view::npos || hash >= at || bytes[hash] != '#') continue;
      const bool alone =
          hash == 0 || std::string_view(" \t\n\r").find(bytes[hash - 1]) != std::string_view::npos;
      if (alone) comments_.push_back(static_cast<uint32_t>(hash));
    }
  }

  /// What stands inside of a value is no comment.
  void DropText() {
    std::vector<uint32_t> text;
    for (const Span span : texts_) {
      const auto first = std::lower_bound(comments_.begin(), comments_.end(), span.begin);
      const auto last = std::lower_bound(first, comments_.end(), span.end);
      text.insert(text.end(), first, last);
    }
    std::sort(text.begin(), text.end());
    const auto is_text = [&](uint32_t at) { return std::binary_search(text.begin(), text.end(), at); };
    comments_.erase(std::remove_if(comments_.begin(), comments_.end(), is_text), comments_.end());
  }

  void ReadComment(uint32_t begin) {
    const uint32_t line = file_.PositionOf(begin).line;
    const std::string_view whole = file_.Line(line);
    const auto line_begin = static_cast<size_t>(whole.data() - file_.bytes().data());
    const Span span = {begin, static_cast<uint32_t>(line_begin + whole.size())};
    const Place where = file_.within() ? file_.within() : Place{&file_, span};
    std::string_view rest = Trim(file_.text(span));
    rest = Trim(rest.substr(rest.find(':') + 1));
    const std::string_view verb = rest.substr(0, rest.find_first_of(" \t"));
    if (verb == kIgnore) {
      ReadRules(Trim(rest.substr(verb.size())), where, line);
    } else if (DidYouMean(verb, {kIgnore})) {
      mistakes_.Warning(where, "unknown {} in a comment; did you mean `{}`?", Quote(verb), kIgnore);
    }
  }

  /// `LM305 reason`, `LM305, LM306 reason`: about the comment's line and the one below.
  void ReadRules(std::string_view text, Place where, uint32_t line) {
    std::vector<std::string> rules;
    for (bool more = true; more;) {
      const size_t end = std::min(text.size(), text.find_first_of(" \t,"));
      const std::string_view rule = text.substr(0, end);
      text = Trim(text.substr(end));
      more = StartsWith(text, ",");
      if (more) text = Trim(text.substr(1));
      const Check* check = FindCheck(rule);
      if (check == nullptr) return mistakes_.Warning(where, "{}", NoSuchRule(rule));
      rules.emplace_back(check->info.id);
    }
    for (const std::string& rule : rules) {
      for (const uint32_t about : {line, line + 1}) out_(rule, about, {std::string(text), {}, where});
    }
  }

  const SourceFile& file_;
  const std::vector<Span> texts_;
  Mistakes& mistakes_;
  const LineSink out_;
  std::vector<uint32_t> comments_;  // where they begin, in order
};

/// Reads what a change set's template and contexts say, for findings that stand in the change set.
class ChangeSetReader {
 public:
  ChangeSetReader(const Document& document, InlineDocuments& inline_documents, Mistakes& mistakes,
                  FileIgnores& out)
      : document_(document), inline_documents_(inline_documents), mistakes_(mistakes), out_(out) {}

  void Read() {
    const NodeId changes = document_.Find(document_.root(), "Changes");
    const Node& list = document_[changes];
    for (uint32_t i = 0; list.kind == NodeKind::kSequence && i < list.count; ++i)
      ReadChange(document_.Find(document_.Item(list, i), "ResourceChange"));
    const Document* body = Parse(document_.Find(document_.root(), "TemplateBody"));
    if (body == nullptr) return;
    MetadataReader(*body, mistakes_, out_).Read();
    const LineSink sink = [&](const std::string& rule, uint32_t line, const Ignore& ignore) {
      AddForLine(*body, rule, line, ignore);
    };
    CommentReader(body->file(), TextsOf(*body), mistakes_, sink).Read();
  }

 private:
  /// Where the findings of a resource stand.
  struct Change {
    uint32_t id, context;
  };

  uint32_t BeginOf(NodeId node) const { return document_.PlaceOf(node).span.begin; }

  void ReadChange(NodeId change) {
    const NodeId id = document_.Find(change, "LogicalResourceId");
    if (id == kNoNode || document_[id].kind != NodeKind::kScalar) return;
    const std::string name(document_[id].text);
    const NodeId text = document_.Find(change, "AfterContext");
    changes_[name] = {BeginOf(id), BeginOf(text == kNoNode ? id : text)};
    if (const Document* context = Parse(text)) MetadataReader(*context, mistakes_, out_).ReadContext(name);
  }

  /// A document in a text that may say something; else null.
  const Document* Parse(NodeId text) {
    if (text == kNoNode || document_[text].kind != NodeKind::kScalar) return nullptr;
    const std::string bytes(document_[text].text);
    std::string why;  // which whoever looks for launches has said
    if (bytes.find(kName) == std::string::npos) return nullptr;
    return inline_documents_.Parse(document_.PlaceOf(text), bytes, why);
  }

  /// A line of the template, where the change set has what stands there.
  void AddForLine(const Document& body, const std::string& rule, uint32_t line, const Ignore& ignore) {
    const NodeId resources = body.Find(body.root(), "Resources");
    if (resources == kNoNode || body[resources].kind != NodeKind::kMapping) return;
    const auto line_of = [&](uint32_t at) { return body.file().PositionOf(at).line; };
    for (uint32_t i = 0; i < Document::EntryCount(body[resources]); ++i) {
      const auto [key, value] = body.EntryAt(body[resources], i);
      const auto change = changes_.find(std::string(body[key].text));
      if (change == changes_.end()) continue;
      const Span span = body[value].span;
      if (line_of(body[key].span.begin) == line) out_.AddForValue(rule, change->second.id, ignore);
      if (line_of(span.begin) <= line && line <= line_of(span.end))
        out_.AddForValue(rule, change->second.context, ignore);
    }
  }

  const Document& document_;
  InlineDocuments& inline_documents_;
  Mistakes& mistakes_;
  FileIgnores& out_;
  std::map<std::string, Change> changes_;  // by logical id
};

}  // namespace

bool IsOver(const Ignore& ignore, int64_t now) { return ignore.until && now >= *ignore.until; }

void FileIgnores::Add(Key key, const Ignore& ignore) {
  const auto [known, is_new] = ignores_.emplace(std::move(key), ignore);
  if (is_new || !known->second.until) return;
  if (!ignore.until || *ignore.until > *known->second.until) known->second = ignore;
}

void FileIgnores::AddForResource(const std::string& rule, const std::string& resource, Span block,
                                 const Ignore& ignore) {
  if (block.begin < block.end) blocks_[block.begin] = {block.end, resource};
  Add({Scope::kResource, resource, 0, rule}, ignore);
}

std::string FileIgnores::ResourceAround(uint32_t offset) const {
  const auto next = blocks_.upper_bound(offset);
  if (next == blocks_.begin()) return {};
  const Block& block = std::prev(next)->second;
  return offset < block.end ? block.resource : std::string();
}

const Ignore* FileIgnores::Find(const Finding& finding, int64_t now) const {
  const uint32_t at = finding.where.span.begin;
  const uint32_t line = finding.where.file->PositionOf(at).line;
  const Key keys[] = {{Scope::kLine, "", line, finding.rule},
                      {Scope::kValue, "", at, finding.rule},
                      {Scope::kResource, finding.resource, 0, finding.rule},
                      {Scope::kResource, ResourceAround(at), 0, finding.rule},
                      {Scope::kFile, "", 0, finding.rule}};
  const Ignore* over = nullptr;
  for (const Key& key : keys) {
    const auto found = ignores_.find(key);
    if (found == ignores_.end()) continue;
    if (!IsOver(found->second, now)) return &found->second;
    if (over == nullptr) over = &found->second;
  }
  return over;
}

void Suppressions::Read(const Document& document, InlineDocuments& inline_documents,
                        std::vector<std::string>& warnings) {
  const SourceFile& file = document.file();
  if (file.bytes().find(kName) == std::string_view::npos) return;
  Mistakes mistakes;
  FileIgnores& ignores = files_[&file];
  MetadataReader(document, mistakes, ignores).Read();
  CommentReader(file, TextsOf(document), mistakes, IntoFile(ignores)).Read();
  if (IsChangeSet(document, document.root()))
    ChangeSetReader(document, inline_documents, mistakes, ignores).Read();
  for (std::string& line : mistakes.WarningLines({&file})) warnings.push_back(std::move(line));
}

void Suppressions::Read(const hcl::Module& module, std::vector<std::string>& warnings) {
  const SourceFile& file = module.file();
  if (file.bytes().find(kName) == std::string_view::npos) return;
  Mistakes mistakes;
  CommentReader(file, TextsOf(module), mistakes, IntoFile(files_[&file])).Read();
  for (std::string& line : mistakes.WarningLines({&file})) warnings.push_back(std::move(line));
}

const Ignore* Suppressions::Find(const Finding& finding, int64_t now) const {
  const auto found = files_.find(finding.where.file);
  return found == files_.end() ? nullptr : found->second.Find(finding, now);
}

}  // namespace headroom
