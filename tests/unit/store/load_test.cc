// Which files make a store.

#include "load.h"

namespace headroom {
namespace {

std::string Document(const std::string& arn, const std::string& name) {
  return "{LicenseConfigurationArn: '" + arn + "', LicenseCountingType: vCPU, Name: " + name + "}\n";
}

std::vector<std::string> Names(const RuleStore& store) {
  std::vector<std::string> names;
  for (const License* license : store.licenses()) names.push_back(license->name);
  return names;
}

TEST_CASE("json, yaml and yml below the folder; hidden and other files are not read") {
  MemoryFiles files({{"store/deep/er/a.yml", Document(kSql, "sql")},
                     {"store/b.yaml", Document(kOracle, "oracle")},
                     {"store/c.json", "{\"Images\": []}"},
                     {"store/README.md", "not: [a, document"},
                     {"store/.git/x.yaml", "not: [a, document"},
                     {"store/.hidden.yaml", "not: [a, document"},
                     {"elsewhere/d.yaml", "not: [a, document"}});
  for (const char* path : {"store", "store/", "./store"}) {
    CAPTURE(path);
    const Loaded loaded(files, {path});
    CHECK(Names(*loaded) == std::vector<std::string>{"sql", "oracle"});
  }
}

TEST_CASE("the current folder") {
  const Loaded loaded(MemoryFiles({{"a.yaml", Document(kSql, "sql")}}), {"."});
  CHECK(Names(*loaded) == std::vector<std::string>{"sql"});
  CHECK(loaded->licenses()[0]->where.file->path() == "./a.yaml");
}

TEST_CASE("a file given by name needs no suffix; several paths add up; the same file twice counts once") {
  const MemoryFiles files(
      {{"store/a.yaml", Document(kSql, "sql")}, {"snapshot", Document(kOracle, "oracle")}});
  const Loaded loaded(files, {"snapshot", "store", "store/a.yaml"});
  CHECK(Names(*loaded) == std::vector<std::string>{"sql", "oracle"});
}

TEST_CASE("links to files are followed, as in a mounted ConfigMap; links to folders are not") {
  MemoryFiles files({{"data/a.yaml", Document(kSql, "sql")}, {"other/b.yaml", "not: [a, document"}});
  files.AddFolder("store");
  files.AddLink("store/a.yaml", "data/a.yaml");
  files.AddLink("store/other", "other");
  const Loaded loaded(files);
  REQUIRE(loaded.store);
  CHECK(Names(*loaded.store) == std::vector<std::string>{"sql"});
  CHECK(loaded.Warnings() ==
        "the link `store/other` leads to a folder, and is not followed; name that folder too");
  files.AddLink("store/usage.yaml", "data/gone.yaml");
  CHECK(Loaded(files).error() == "the link `store/usage.yaml` leads to nothing");
}

TEST_CASE("a large document is read beside the others, and taken in its place") {
  const std::string odd = "Nme: x\n";
  const std::string large = "{\"Nme\": 1," + std::string(2 << 20, ' ') + "\"SyncedAt\": \"2026-08-31\"}";
  const MemoryFiles files(
      {{"store/a.yaml", odd + Document(kSql, "sql").insert(0, "LicenseConfigurations:\n- ")},
       {"store/b.json", large},
       {"store/c.yaml", odd + "Images: []\n"}});
  const Loaded loaded(files);
  CHECK(loaded.error() == "no error");
  CHECK(loaded.Warnings() ==
        "store/a.yaml:1:1: unknown key `Nme`; did you mean `Name`?\n"
        "store/b.json:1:2: unknown key `Nme`; did you mean `Name`?\n"
        "store/c.yaml:1:1: unknown key `Nme`; did you mean `Name`?");
}

TEST_CASE("no path, no license") {
  const Loaded loaded(MemoryFiles(), {});
  CHECK(loaded->licenses().empty());
  CHECK_FALSE(loaded->has_images());
  CHECK_FALSE(loaded->has_image_associations());
}

TEST_CASE("stores that are not there or cannot be read") {
  MemoryFiles files({{"good/a.yaml", Document(kSql, "sql")}, {"text/README.md", "x"}});
  files.AddFolder("empty");
  files.AddUnreadable("locked/a.yaml");
  const auto error = [&files](std::vector<std::string> paths) { return Loaded(files, paths).error(); };
  CHECK(error({"licences-2026"}) == "the store `licences-2026` does not exist");
  CHECK(error({"empty"}) == "the store `empty` holds no document (*.json, *.yaml, *.yml)");
  CHECK(error({"text"}) == "the store `text` holds no document (*.json, *.yaml, *.yml)");
  CHECK(error({"locked"}) == "cannot read `locked/a.yaml`: Permission denied");
  CHECK(error({"good", "a", "b"}) == "the store `a` does not exist\nthe store `b` does not exist");
}

TEST_CASE("a document that is too large") {
  MemoryFiles files;
  files.AddFile("store/a.json", std::string(kMaxStoreDocumentSize + 1, ' '));
  CHECK(Loaded(files).error() ==
        "`store/a.json` is larger than 256 MiB, the most that a store document may take");
}

struct NoDocument {
  const char* text;
  const char* place;
  const char* why;
};

constexpr NoDocument kNoDocuments[] = {
    {"", "1:1", "the document is empty"},
    {"# nothing yet\n", "1:1", "the document is empty"},
    {"- a\n- b\n", "1:1", "not a store document: it is no map"},
    {"hello\n", "1:1", "not a store document: it is no map"},
    {"AWSTemplateFormatVersion: '2010-09-09'\nParameters: {A: {Type: String}}\nResources: {}\n", "1:1",
     "not a store document: it is a CloudFormation template"},
    {"LaunchTemplateName: x\nLaunchTemplateData: {}\n", "1:1",
     "not a store document: it has none of the keys that the AWS CLI prints"},
    {"LicenceConfigurations: []\n", "1:1",
     "not a store document: it has none of the keys that the AWS CLI prints; `LicenceConfigurations` may be "
     "`LicenseConfigurations`"},
};

TEST_CASE("a file that is no store document: a warning in a folder, an error by name") {
  for (const NoDocument& c : kNoDocuments) {
    CAPTURE(c.text);
    const MemoryFiles files({{"store/a.yaml", Document(kSql, "sql")}, {"store/b.yaml", c.text}});
    const Loaded in_folder(files);
    CHECK(in_folder.store.has_value());
    CHECK(in_folder.Warnings() ==
          std::string("store/b.yaml:") + c.place + ": " + c.why + "; the file is left out");
    const Loaded by_name(files, {"store/b.yaml"});
    CHECK(by_name.error() == std::string("store/b.yaml:") + c.place + ": " + c.why);
    CHECK(by_name.Warnings() == "");
  }
}

TEST_CASE("a folder of nothing but other files is no store") {
  const Loaded loaded(MemoryFiles({{"store/a.yaml", "a: 1\n"}, {"store/b.yaml", "b: 1\n"}}));
  CHECK(loaded.error() == "the store `store` holds no store document");
  CHECK(loaded.warnings.size() == 2);
}

TEST_CASE("what is no YAML or JSON is said with its place, and the other documents are read on") {
  const Loaded loaded(MemoryFiles({{"store/a.json", "{\"Images\": [}"},
                                   {"store/b.yaml", "Images: [\n"},
                                   {"store/c.yaml", "Exports: x\n"}}));
  const std::string error = loaded.error();
  CHECK(error.find("store/a.json:1:13: ") == 0);
  CHECK(error.find("\nstore/b.yaml:") != std::string::npos);
  CHECK(error.find("\nstore/c.yaml:1:10: `Exports` takes a list, not `x`") != std::string::npos);
}

TEST_CASE("documents say when they were taken, and of which account") {
  const Loaded loaded(MemoryFiles({{"store/a.json",
                                    "{\"SyncedAt\": \"2026-08-01T10:00:00Z\", \"SyncedAccount\": "
                                    "\"111122223333\", \"SyncedRegions\": []}"},
                                   {"store/b.yaml", "SyncedAt: 1785000000\nImages: []\n"}}));
  REQUIRE(loaded->syncs().size() == 2);
  CHECK(loaded->syncs()[0].at == 1'785'578'400);
  CHECK(loaded->syncs()[0].account == "111122223333");
  CHECK(At(loaded->syncs()[0].where) == "1:14");
  CHECK(loaded->syncs()[1].at == 1'785'000'000);
  CHECK(loaded->syncs()[1].account == "");
}

TEST_CASE("texts that are escaped are there when their document is gone") {
  const Loaded loaded(MemoryFiles{
      {"store/a.json",
       fmt::format(
           R"({{"LicenseConfigurations": [{{"LicenseConfigurationArn": "{}", "LicenseCountingType": "vCPU",
"LicenseConfigurationUsageList": [{{"ResourceArn": "arn:aws:ec2:us-east-1:111122223333:instance\/i-1",
"ResourceType": "EC2\u005fINSTANCE", "ConsumedLicenses": 4}}]}}],
"Images": [{{"ImageId": "ami\u002d1", "State": "avail\u0061ble", "PlatformDetails": "Windows with SQL\/Server"}}]}})",
           kSql)}});
  REQUIRE(loaded.store.has_value());
  const Usage& usage = loaded->licenses()[0]->usage.at(0);
  CHECK(usage.resource_arn == "arn:aws:ec2:us-east-1:111122223333:instance/i-1");
  CHECK(usage.resource_type == "EC2_INSTANCE");
  const Image* image = loaded->FindImage("ami-1");
  REQUIRE(image != nullptr);
  CHECK(image->id == "ami-1");
  CHECK(image->state == "available");
  CHECK(image->platform_details == "Windows with SQL/Server");
}

}  // namespace
}  // namespace headroom
