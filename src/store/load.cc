#include <algorithm>
#include <functional>
#include <future>
#include <set>
#include <utility>

#include "base/text.h"
#include "store/builder.h"
#include "store/mistakes.h"
#include "store/store.h"
#include "syntax/parse.h"

namespace headroom {
namespace {

/// What makes a map a store document, besides the fields of a single license.
const std::vector<std::string_view>& ListKeys() {
  static const std::vector<std::string_view> keys = {
      "LicenseConfigurations",  "Images",     "InstanceTypes", "Hosts",   "Reservations",
      "LaunchTemplateVersions", "Parameters", "Exports",       "SyncedAt"};
  return keys;
}

/// Every key at the top of a document that AWS prints or people write.
const std::vector<std::string_view>& RootKeys() {
  static const std::vector<std::string_view> keys = [] {
    std::vector<std::string_view> all = ListKeys();
    all.insert(all.end(), LicenseKeys().begin(), LicenseKeys().end());
    all.insert(all.end(),
               {"NextToken", "ResponseMetadata", "InvalidParameters", "SyncedAccount", "SyncedRegions"});
    return all;
  }();
  return keys;
}

struct StoreFile {
  std::string path;
  bool named;                          // given by name, not found in a folder
  const SourceFile* source = nullptr;  // once it is read
};

bool HasStoreSuffix(std::string_view name) {
  return EndsWith(name, ".json") || EndsWith(name, ".yaml") || EndsWith(name, ".yml");
}

/// Finds, reads and parses the documents, in order, and hands them to the builder.
class Loader {
 public:
  Loader(const Files& files, SourceSet& sources) : files_(files), sources_(sources), builder_(mistakes_) {}

  StoreLoad Load(const std::vector<std::string>& paths) {
    for (const std::string& path : paths) Find(path);
    for (StoreFile& file : found_) file.source = Read(file.path);
    ParseAll();
    if (!found_.empty() && documents_ == 0 && !mistakes_.has_errors())
      mistakes_.Error(fmt::format("the store `{}` holds no store document", Printable(Join(paths, "`, `"))));
    StoreLoad out;
    RuleStore store = builder_.Finish();
    out.errors = mistakes_.Errors(order_);
    out.warnings = mistakes_.Warnings(order_);
    out.documents = documents_;
    if (out.errors.empty()) out.store = std::move(store);
    return out;
  }

 private:
  void Find(const std::string& path) {
    switch (files_.KindOf(path)) {
      case Files::Kind::kMissing:
        mistakes_.Error(fmt::format("the store `{}` does not exist", Printable(path)));
        return;
      case Files::Kind::kFolder:
        Walk(path);
        return;
      case Files::Kind::kFile:
      case Files::Kind::kOther:
        Take(path, true);
    }
  }

  void Take(const std::string& path, bool named) {
    if (seen_.insert(files_.Canonical(path)).second) found_.push_back({path, named, nullptr});
  }

  /// All documents below a folder, sorted by path. Hidden entries are left out; links to files are followed
  /// (a mounted ConfigMap is made of them); links to folders are not, which may lead anywhere, and a warning
  /// says so. Unlike inputs, what git ignores counts:
  /// snapshots are often not committed.
  void Walk(const std::string& folder) {
    std::string base = folder;
    while (base.size() > 1 && base.back() == '/') base.pop_back();
    std::vector<std::string> paths, open = {base};
    while (!open.empty()) {
      const std::string at = std::move(open.back());
      open.pop_back();
      Result<std::vector<Files::Entry>> entries = files_.List(at);
      if (!entries) {
        mistakes_.Error(entries.error().message);
        return;
      }
      const std::string prefix = at == "/" ? at : at + "/";
      for (const Files::Entry& entry : *entries) AddEntry(prefix, entry, paths, open);
    }
    if (paths.empty()) {
      mistakes_.Error(
          fmt::format("the store `{}` holds no document (*.json, *.yaml, *.yml)", Printable(folder)));
      return;
    }
    std::sort(paths.begin(), paths.end());
    for (const std::string& path : paths) Take(path, false);
  }

  void AddEntry(const std::string& prefix, const Files::Entry& entry, std::vector<std::string>& paths,
                std::vector<std::string>& open) {
    if (StartsWith(entry.name, ".")) return;
    const std::string path = prefix + entry.name;
    if (entry.kind == Files::Kind::kFolder) {
      open.push_back(path);
      return;
    }
    const Files::Kind kind = entry.kind == Files::Kind::kFile ? entry.kind : files_.KindOf(path);
    if (kind == Files::Kind::kFolder) {
      mistakes_.Warning({}, "the link `{}` leads to a folder, and is not followed; name that folder too",
                        Printable(path));
    } else if (!HasStoreSuffix(entry.name)) {
      return;
    } else if (kind == Files::Kind::kFile) {
      paths.push_back(path);
    } else if (kind == Files::Kind::kMissing) {
      mistakes_.Error(fmt::format("the link `{}` leads to nothing", Printable(path)));
    }
  }

  const SourceFile* Read(const std::string& path) {
    Result<std::string> bytes = files_.Read(path, kMaxStoreDocumentSize);
    if (!bytes) {
      mistakes_.Error(bytes.error().message);
      return nullptr;
    }
    if (bytes->size() > kMaxStoreDocumentSize) {
      mistakes_.Error(fmt::format("`{}` is larger than {} MiB, the most that a store document may take",
                                  Printable(path), kMaxStoreDocumentSize >> 20));
      return nullptr;
    }
    return order_.emplace_back(&sources_.Add(path, *std::move(bytes)));
  }

  /// One document after the other, so that there is one tree at a time; beside them the largest, which is
  /// most of a large store.
  void ParseAll() {
    constexpr size_t kLarge = 1 << 20;
    const auto smaller = [](const SourceFile* a, const SourceFile* b) {
      return a->bytes().size() < b->bytes().size();
    };
    const auto largest = std::max_element(order_.begin(), order_.end(), smaller);
    std::future<ParseResult> beside;
    if (largest != order_.end() && (*largest)->bytes().size() >= kLarge)
      beside = std::async(Parse, std::cref(**largest));
    for (const StoreFile& file : found_) {
      if (file.source == nullptr) continue;
      const bool is_beside = beside.valid() && file.source == *largest;
      Take(file, is_beside ? beside.get() : Parse(*file.source));
    }
  }

  void Take(const StoreFile& file, ParseResult parsed) {
    for (const SyntaxError& error : parsed.errors) mistakes_.Error(error.where, "{}", error.message);
    if (!parsed.document || !IsStoreDocument(*parsed.document, file.named)) return;
    ++documents_;
    builder_.AddDocument(std::make_unique<Document>(*std::move(parsed.document)));
  }

  /// A file given by name is meant to be one; in a folder, another file may lie about.
  bool IsStoreDocument(const Document& document, bool named) {
    const std::string why = WhyNone(document);
    if (why.empty()) return true;
    const Place where =
        document.root() == kNoNode ? Place{&document.file(), {}} : document.PlaceOf(document.root());
    if (named) {
      mistakes_.Error(where, "{}", why);
    } else {
      mistakes_.Warning(where, "{}; the file is left out", why);
    }
    return false;
  }

  static std::string WhyNone(const Document& document) {
    const NodeId root = document.root();
    if (root == kNoNode || document[root].kind == NodeKind::kNull) return "the document is empty";
    if (document[root].kind != NodeKind::kMapping) return "not a store document: it is no map";
    const auto has = [&](std::string_view key) { return document.FindKey(root, key) != kNoNode; };
    if (has("Resources") || has("AWSTemplateFormatVersion"))
      return "not a store document: it is a CloudFormation template";
    const auto any = [&](const std::vector<std::string_view>& keys) {
      return std::any_of(keys.begin(), keys.end(), has);
    };
    if (any(ListKeys()) || any(LicenseDocumentKeys())) return {};
    return "not a store document: it has none of the keys that the AWS CLI prints" + NearKey(document);
  }

  /// For a misspelt `LicenceConfigurations`.
  static std::string NearKey(const Document& document) {
    const Node& root = document[document.root()];
    for (uint32_t i = 0; i < std::min(Document::EntryCount(root), 20u); ++i) {
      const std::string_view key = document[document.EntryAt(root, i).key].text;
      const std::optional<std::string_view> near = DidYouMean(key, RootKeys());
      if (near && *near != key) return fmt::format("; {} may be `{}`", Quote(key), *near);
    }
    return {};
  }

  const Files& files_;
  SourceSet& sources_;
  Mistakes mistakes_;
  StoreBuilder builder_;
  std::vector<StoreFile> found_;
  std::set<std::string> seen_;
  std::vector<const SourceFile*> order_;
  size_t documents_ = 0;
};

}  // namespace

void StoreBuilder::AddDocument(std::unique_ptr<Document> document) {
  store_.files_.push_back(document->file().path());
  Reader reader(*document, mistakes_);
  const NodeId root = document->root();
  reader.CheckKeys(root, "document", RootKeys());
  if (reader.Has(root, "NextToken")) {
    mistakes_.Error(
        reader.PlaceOf(document->FindKey(root, "NextToken")),
        "the document is one page of an incomplete snapshot: it has a `NextToken`; take it again with all "
        "pages");
  }
  AddSync(reader, root);
  AddLicenses(reader, root);
  AddImages(reader, root);
  AddInstances(reader, root);
  AddHosts(reader, root);
  AddParameters(reader, root);
  AddExports(reader, root);
  const bool has_types = AddInstanceTypes(reader, root);
  if (AddLaunchTemplates(reader, root)) {
    store_.documents_.push_back(std::move(document));
  } else if (has_types) {
    type_documents_.push_back(std::move(document));
  }
}

std::string_view StoreBuilder::Keep(const Reader& reader, std::string_view text) {
  const std::string_view bytes = reader.document().file().bytes();
  const std::less_equal<> before;  // of pointers into different arrays too
  const bool in_file =
      before(bytes.data(), text.data()) && before(text.data() + text.size(), bytes.data() + bytes.size());
  return in_file || text.empty() ? text : *store_.texts_.emplace(text).first;
}

void StoreBuilder::AddSync(Reader& reader, NodeId root) {
  const MaybeGiven<std::string_view> account = reader.Text(root, "SyncedAccount");
  const MaybeGiven<int64_t> time = reader.Time(root, "SyncedAt");
  if (time) store_.syncs_.push_back({time->value, std::string(account ? account->value : ""), time->where});
}

RuleStore StoreBuilder::Finish() {
  FinishLicenses();
  FinishInstanceTypes();
  FinishHosts();
  FinishLineage();
  FinishLaunchTemplates();
  FinishValues();
  return std::move(store_);
}

StoreLoad InspectStore(const Files& files, const std::vector<std::string>& paths, SourceSet& sources) {
  return Loader(files, sources).Load(paths);
}

Result<RuleStore> LoadStore(const Files& files, const std::vector<std::string>& paths, SourceSet& sources,
                            std::vector<std::string>& warnings) {
  StoreLoad load = InspectStore(files, paths, sources);
  for (std::string& line : MistakeLines(load.warnings)) warnings.push_back(std::move(line));
  if (!load.store) return Fail(Join(MistakeLines(load.errors), "\n"));
  return *std::move(load.store);
}

}  // namespace headroom
