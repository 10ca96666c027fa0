#include "cli/library.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "base/text.h"
#include "cfn/include.h"
#include "cli/paths.h"
#include "resources/input.h"
#include "syntax/parse.h"

namespace headroom {
namespace {

void AddSyntaxErrors(const ParseResult& parsed, Findings& findings) {
  for (const SyntaxError& error : parsed.errors) {
    Finding finding;
    finding.rule = "LM001";
    finding.message = error.message;
    finding.where = error.where;
    findings.push_back(std::move(finding));
  }
}

/// The snippet at the top of a template, or null where both have a section: how AWS joins them is not
/// documented.
const Document* Apart(const Document& document, const Document& snippet, std::string& why) {
  const Node& root = snippet[snippet.root()];
  for (uint32_t i = 0; i < Document::EntryCount(root); ++i) {
    const std::string_view section = snippet[snippet.EntryAt(root, i).key].text;
    if (document.FindKey(document.root(), section) == kNoNode) continue;
    why =
        fmt::format("its snippet has `{}` as the template has, and how AWS joins them is not known", section);
    return nullptr;
  }
  return &snippet;
}

bool IsRemote(const std::string& url) { return url.find("://") != std::string::npos; }

}  // namespace

const std::string& FileLibrary::RootOf(const std::string& top) {
  const auto [entry, is_new] = roots_.try_emplace(top);
  if (!is_new) return entry->second;
  const std::string folder = files_.Canonical(FolderOf(top));
  const std::string here = files_.Canonical(".");
  const std::optional<std::string> repository = RepositoryRoot(files_, folder);
  const bool below = folder == here || IsInside(here, folder);
  return entry->second = repository ? *repository : below ? here : folder;
}

FileLibrary::Spot FileLibrary::Locate(const std::string& url, const std::string& path,
                                      const std::string& top) {
  Spot spot;
  if (IsRemote(url)) {
    spot.why = fmt::format("its template lies at `{}`, and nothing is fetched", url);
    return spot;
  }
  spot.path = JoinPath(FolderOf(path), url);
  spot.identity = files_.Canonical(spot.path);
  if (files_.KindOf(spot.path) != Files::Kind::kFile) {
    spot.why = fmt::format("there is no file `{}`", spot.path);
  } else if (!IsInside(RootOf(top), spot.identity)) {
    spot.why = fmt::format("`{}` lies outside of the repository, and is not read", spot.path);
  }
  return spot;
}

const NestedTemplate& FileLibrary::Refuse(const std::string& url, std::string why) {
  std::unique_ptr<Entry>& entry = refused_[url + "\n" + why];
  if (entry == nullptr) {
    entry = std::make_unique<Entry>();
    entry->found.path = url;
    entry->found.why = std::move(why);
  }
  return entry->found;
}

std::string FileLibrary::Identify(const std::string& url, const std::string& path, const std::string& top) {
  const std::lock_guard lock(mutex_);
  const Spot spot = Locate(url, path, top);
  return spot.why.empty() ? spot.identity : "";
}

std::vector<const Document*> FileLibrary::documents() const {
  std::vector<const Document*> out;
  for (const auto& [identity, entry] : entries_) {
    if (entry->document) out.push_back(&*entry->document);
  }
  return out;
}

const NestedTemplate& FileLibrary::Find(const std::string& url, const std::string& path,
                                        const std::string& top) {
  const std::lock_guard lock(mutex_);
  Spot spot = Locate(url, path, top);
  if (!spot.why.empty()) return Refuse(url, std::move(spot.why));
  std::unique_ptr<Entry>& entry = entries_[spot.identity];
  if (entry == nullptr) {
    entry = std::make_unique<Entry>();
    Load(spot, top, *entry);
  }
  return entry->found;
}

const Document* FileLibrary::FindSnippet(const std::string& location, const std::string& path,
                                         const std::string& top, std::string& why) {
  if (location.empty()) why = "its `Location` is no plain text";
  if (IsRemote(location)) why = fmt::format("its snippet lies at `{}`, and nothing is fetched", location);
  if (!why.empty()) return nullptr;
  const std::lock_guard lock(mutex_);
  Spot spot = Locate(location, path, top);
  why = spot.why;
  if (!why.empty()) return nullptr;
  std::unique_ptr<Entry>& entry = snippets_[spot.identity];
  if (entry == nullptr) {
    entry = std::make_unique<Entry>();
    Read(spot, *entry);
  }
  why = entry->found.why;
  if (why.empty() && !entry->found.findings.empty())
    why = fmt::format("`{}` cannot be read: {}", spot.path, entry->found.findings[0].message);
  if (!entry->document) return nullptr;
  const Document& document = *entry->document;
  if (document.root() != kNoNode && document[document.root()].kind == NodeKind::kMapping) return &document;
  why = fmt::format("`{}` is no map", spot.path);
  return nullptr;
}

/// The file's document, or what is wrong with it.
void FileLibrary::Read(const Spot& spot, Entry& entry) {
  NestedTemplate& found = entry.found;
  found.path = spot.path;
  found.identity = spot.identity;
  Result<std::string> bytes = files_.Read(spot.identity, max_size_);
  if (!bytes || bytes->size() > max_size_) {
    found.why = bytes ? fmt::format("`{}` is too large", spot.path) : bytes.error().message;
    return;
  }
  ParseResult parsed = Parse(sources_.Add(spot.path, *std::move(bytes)));
  AddSyntaxErrors(parsed, found.findings);
  entry.document = std::move(parsed.document);
}

void FileLibrary::Load(const Spot& spot, const std::string& top, Entry& entry) {
  NestedTemplate& found = entry.found;
  Read(spot, entry);
  if (entry.document)
    entry.document =
        WithSnippets(*std::move(entry.document), *this, top, {found.includes, found.opaque, found.findings});
  if (!entry.document) return;
  if (KindOf(*entry.document) != InputKind::kCloudFormation) {
    found.why = fmt::format("`{}` is no CloudFormation template", spot.path);
    return;
  }
  entry.tmpl.emplace(*entry.document, found.findings);
  found.tmpl = &*entry.tmpl;
}

/// Evaluates the Location of a snippet where it is a function. Source: CloudFormation template reference,
/// "Fn::Transform" (an AWS::Include by Fn::FindInMap).
class LocationReader {
 public:
  LocationReader(const Document& document, const Inclusions& notes)
      : notes_(notes),
        tmpl_(document, ignored_),
        nowhere_(Nowhere(tmpl_)),
        assignment_(notes.given == nullptr ? cfn::Assignment(tmpl_.parameters().size())
                                           : cfn::Assign(tmpl_.parameters(), *notes.given, ignored_)),
        evaluator_(tmpl_, notes.environment == nullptr ? nowhere_ : *notes.environment, assignment_,
                   ignored_) {}

  /// Text, or why it is none in `why`. Conditions decide only after transforms.
  std::string Read(const cfn::SnippetCall& call, const std::string& path, std::string& why) {
    const std::optional<cfn::Call> function = evaluator_.CallAt({call.node, 0});
    if (!function || FunctionName(*function) == "Fn::If") return {};
    const cfn::Trace trace(evaluator_);
    const cfn::Value location = evaluator_.Evaluate({call.node, 0});
    if (location.is_unknown() && !location.unknown().reported)
      why = fmt::format("its `Location` cannot be determined: {}", location.unknown().reason);
    if (!location.is_scalar()) return {};
    NoteDefaulted(trace.touched(), call, path);
    return location.text();
  }

 private:
  /// A nested template is read once, whoever nests it.
  static cfn::Environment Nowhere(const cfn::Template& tmpl) {
    cfn::Environment out;
    for (const cfn::Parameter& parameter : tmpl.parameters()) {
      out.unknown_parameters.emplace(
          parameter.name,
          cfn::Unknown{"snippets of a nested template are read before its parameters are known", "", "",
                       false});
    }
    return out;
  }

  void NoteDefaulted(const std::vector<uint32_t>& touched, const cfn::SnippetCall& call,
                     const std::string& path) {
    DefaultedSnippet snippet;
    for (uint32_t index : touched) {
      const std::string& name = tmpl_.parameters()[index].name;
      if (notes_.given != nullptr && notes_.given->count(name) == 0) snippet.parameters.insert(name);
    }
    if (snippet.parameters.empty() || notes_.defaulted == nullptr) return;
    snippet.opaque = {path, "AWS::Include", call.where, "its `Location` is another then, and is not tried"};
    notes_.defaulted->push_back(std::move(snippet));
  }

  const Inclusions& notes_;
  Findings ignored_;  // said again where the template is read
  const cfn::Template tmpl_;
  const cfn::Environment nowhere_;
  const cfn::Assignment assignment_;
  cfn::Evaluator evaluator_;
};

std::optional<Document> WithSnippets(Document document, FileLibrary& library, const std::string& top,
                                     const Inclusions& notes) {
  if (!cfn::MayInclude(document)) return document;
  const std::string& path = document.file().path();
  const NodeId root = document.root();
  std::optional<LocationReader> reader;
  ParseResult included = cfn::Include(document, [&](const cfn::SnippetCall& call) {
    std::string why = call.node == kNoNode ? "it has no `Location`" : "", location = call.location;
    if (location.empty() && why.empty() && call.holder != root) {
      if (!reader) reader.emplace(document, notes);
      location = reader->Read(call, path, why);
    }
    const Document* found = why.empty() ? library.FindSnippet(location, path, top, why) : nullptr;
    if (found != nullptr && call.holder == root) found = Apart(document, *found, why);
    // What is not to be had here is unknown, and matters by itself only where it may be resources.
    const bool is_here = !location.empty() && !IsRemote(location);
    const bool brings_resources = call.holder == root || call.holder == document.Find(root, "Resources");
    if (found != nullptr) {
      notes.identities.insert(library.Identify(location, path, top));
    } else if (is_here || brings_resources) {
      notes.opaque.push_back({path, "AWS::Include", call.where, std::move(why)});
    }
    return found;
  });
  AddSyntaxErrors(included, notes.findings);
  return std::move(included.document);
}

}  // namespace headroom
