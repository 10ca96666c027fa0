#include "store/edit.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "load.h"
#include "syntax/parse.h"

namespace headroom {
namespace {

/// A license by its ARN alone, which is all that an edit reads of it.
License LicenseOf(const std::string& arn) {
  License license;
  license.arn_text = arn;
  license.arn = *ParseLicenseArn(arn);
  license.name = "sql";
  return license;
}

AssociationEdit EditOf(const License& license, const std::string& image = "ami-0eeeeeeeeeeeeeeee") {
  return {&license, image, "us-east-1", "", false};
}

enum class Act { kAdd, kRemove };

Result<std::string> Edited(const std::string& path, const std::string& text, const AssociationEdit& edit,
                           Act act) {
  const SourceFile file(path, text);
  const ParseResult parsed = Parse(file);
  REQUIRE(parsed.document);
  return act == Act::kAdd ? WithAssociations(*parsed.document, {&edit})
                          : WithoutAssociations(*parsed.document, {&edit});
}

/// The text with the association, having shown that without it it is what it was.
std::string Added(const std::string& path, const std::string& text, bool cross_account = false) {
  const License license = LicenseOf(kSql);
  AssociationEdit edit = EditOf(license);
  edit.cross_account = cross_account;
  const Result<std::string> added = Edited(path, text, edit, Act::kAdd);
  REQUIRE_MESSAGE(added.has_value(), (added ? "" : added.error().message));
  const Result<std::string> removed = Edited(path, *added, edit, Act::kRemove);
  REQUIRE_MESSAGE(removed.has_value(), (removed ? "" : removed.error().message));
  CHECK(*removed == text);
  return *added;
}

const std::string kArn = fmt::format("LicenseConfigurationArn: {}\n", kSql);
const std::string kNew = "ResourceArn: arn:aws:ec2:us-east-1::image/ami-0eeeeeeeeeeeeeeee\n";

TEST_CASE("a license of a YAML document gets its first association") {
  CHECK(Added("a.yaml", kArn + "Name: sql # ours\n") ==
        kArn + "Name: sql # ours\nLicenseConfigurationAssociations:\n  - " + kNew +
            "    ResourceType: EC2_AMI\n");
  CHECK(Added("a.yaml", kArn + "Name: sql") ==
        kArn + "Name: sql\nLicenseConfigurationAssociations:\n  - " + kNew + "    ResourceType: EC2_AMI");
  CHECK(Added("a.yaml", "LicenseConfigurations:\n  # first\n  - " + kArn +
                            "    Name: sql\n  # second\n  - Name: x\n") ==
        "LicenseConfigurations:\n  # first\n  - " + kArn +
            "    Name: sql\n    LicenseConfigurationAssociations:\n      - " + kNew +
            "        ResourceType: EC2_AMI\n  # second\n  - Name: x\n");
}

TEST_CASE("a comment in a list in flow style stays with its entry") {
  const std::string open = kArn + "LicenseConfigurationAssociations: [\n";
  const std::string base =
      R"(  {ResourceArn: "arn:aws:ec2:us-east-1::image/ami-0aaaaaaaaaaaaaaa1", ResourceType: EC2_AMI})";
  const std::string added =
      R"(  {ResourceArn: "arn:aws:ec2:us-east-1::image/ami-0eeeeeeeeeeeeeeee", ResourceType: "EC2_AMI"})";
  const std::string end = "\n] # end\n";
  CHECK(Added("a.yaml", open + base + ", # golden base" + end) ==
        open + base + ", # golden base\n" + added + "," + end);
  CHECK(Added("a.yaml", open + base + " # golden base" + end) ==
        open + base + ", # golden base\n" + added + end);
  CHECK(Added("a.yaml", open + base + end) == open + base + ",\n" + added + end);
  CHECK(Added("a.yaml", open + base + " # golden base\n  # more" + end) ==
        open + base + ", # golden base\n" + added + "\n  # more" + end);
  CHECK(Added("a.yaml", open + base + " # golden base\r\n] # end\n") ==
        open + base + ", # golden base\r\n" + added + "\n] # end\n");
  CHECK(Added("a.yaml", open + base + " # golden base\n  ," + end) ==
        open + base + " # golden base\n  ,\n" + added + "," + end);
  // A map takes its first list behind the comment of what it ends with.
  const std::string map =
      fmt::format("LicenseConfigurations:\n- {{LicenseConfigurationArn: {},\n   Name: sql", kSql);
  CHECK(Added("a.yaml", map + " # ours\n  }\n") ==
        map +
            ", # ours\n   LicenseConfigurationAssociations: [ {ResourceArn: "
            "\"arn:aws:ec2:us-east-1::image/ami-0eeeeeeeeeeeeeeee\", ResourceType: \"EC2_AMI\"} ]\n  }\n");
}

TEST_CASE("an empty list is filled, and stays when it is emptied") {
  CHECK(Added("a.yaml", kArn + "LicenseConfigurationAssociations: [] # none\n") ==
        kArn +
            "LicenseConfigurationAssociations: [{ResourceArn: "
            "\"arn:aws:ec2:us-east-1::image/ami-0eeeeeeeeeeeeeeee\", "
            "ResourceType: \"EC2_AMI\"}] # none\n");
  CHECK(Added("a.yaml", kArn + "LicenseConfigurationAssociations:\nName: sql\n") ==
        kArn + "LicenseConfigurationAssociations:\n- " + kNew + "  ResourceType: EC2_AMI\nName: sql\n");
}

TEST_CASE("an association is added behind the last one, as that is written") {
  const std::string have = "ResourceArn: arn:aws:ec2:us-east-1::image/ami-0aaaaaaaaaaaaaaaa\n";
  CHECK(Added("a.yaml",
              kArn + "LicenseConfigurationAssociations:\n# golden\n- " + have + "  # why\n# end\nName: sql\n",
              true) ==
        kArn + "LicenseConfigurationAssociations:\n# golden\n- " + have + "- " + kNew +
            "  ResourceType: EC2_AMI\n  AmiAssociationScope: cross-account\n  # why\n# end\nName: sql\n");
  CHECK(Added("a.yaml",
              kArn +
                  "LicenseConfigurationAssociations:\r\n    - {ResourceArn: \"arn:aws:ec2:us-east-1::image/"
                  "ami-0aaaaaaaaaaaaaaaa\"}\r\n")
            .substr(kArn.size()) ==
        "LicenseConfigurationAssociations:\r\n    - {ResourceArn: "
        "\"arn:aws:ec2:us-east-1::image/ami-0aaaaaaaaaaaaaaaa\"}\r\n    - {ResourceArn: "
        "\"arn:aws:ec2:us-east-1::image/ami-0eeeeeeeeeeeeeeee\", ResourceType: \"EC2_AMI\"}\n");
}

TEST_CASE("JSON keeps its layout") {
  const std::string arn = fmt::format("\"LicenseConfigurationArn\": \"{}\"", kSql);
  CHECK(Added("a.json", "{" + arn + "}\n") ==
        "{" + arn +
            ", \"LicenseConfigurationAssociations\": [ {\"ResourceArn\": "
            "\"arn:aws:ec2:us-east-1::image/ami-0eeeeeeeeeeeeeeee\", \"ResourceType\": \"EC2_AMI\"} ]}\n");
  CHECK(Added("a.json", "{\n    " + arn + ",\n    \"Name\": \"sql\"\n}\n") ==
        "{\n    " + arn +
            ",\n    \"Name\": \"sql\",\n    \"LicenseConfigurationAssociations\": [\n        {\n            "
            "\"ResourceArn\": \"arn:aws:ec2:us-east-1::image/ami-0eeeeeeeeeeeeeeee\",\n            "
            "\"ResourceType\": \"EC2_AMI\"\n        }\n    ]\n}\n");
  CHECK(Added("a.json",
              fmt::format("{{\"LicenseConfigurationArn\":\"{}\",\"LicenseConfigurationAssociations\":[]}}",
                          kSql)) ==
        fmt::format(
            "{{\"LicenseConfigurationArn\":\"{}\",\"LicenseConfigurationAssociations\":[{{\"ResourceArn\":"
            "\"arn:aws:ec2:us-east-1::image/ami-0eeeeeeeeeeeeeeee\",\"ResourceType\":\"EC2_AMI\"}}]}}",
            kSql));
}

TEST_CASE("an association that is there gets the scope that it lacks, or nothing") {
  const License license = LicenseOf(kSql);
  AssociationEdit edit = EditOf(license);
  const std::string text =
      kArn + "LicenseConfigurationAssociations:\n  - " + kNew + "    ResourceType: EC2_AMI # x\n";
  CHECK(Edited("a.yaml", text, edit, Act::kAdd).value() == text);
  edit.cross_account = true;
  const std::string scoped = text + "    AmiAssociationScope: cross-account\n";
  CHECK(Edited("a.yaml", text, edit, Act::kAdd).value() == scoped);
  CHECK(Edited("a.yaml", scoped, edit, Act::kAdd).value() == scoped);
  const std::string arn =
      fmt::format("{{\"LicenseConfigurationArn\": \"{}\", \"LicenseConfigurationAssociations\": [", kSql);
  const std::string row = "\"ResourceArn\": \"arn:aws:ec2:us-east-1::image/ami-0eeeeeeeeeeeeeeee\"";
  CHECK(Edited("a.json", arn + "{" + row + "}]}", edit, Act::kAdd).value() ==
        arn + "{" + row + ", \"AmiAssociationScope\": \"cross-account\"}]}");
}

TEST_CASE("taking out the last association of others takes out as much as is its own") {
  const License license = LicenseOf(kSql);
  const std::string golden =
      "    - ResourceArn: arn:aws:ec2:us-east-1::image/ami-0aaaaaaaaaaaaaaaa # golden\n";
  const std::string own = "    # ours\n    -\n      " + kNew;
  const std::string key = kArn + "LicenseConfigurationAssociations:\n";
  CHECK(Edited("a.yaml", key + own + golden, EditOf(license), Act::kRemove).value() ==
        key + "    # ours\n" + golden);
  CHECK(Edited("a.yaml", key + golden + own, EditOf(license), Act::kRemove).value() ==
        key + golden + "    # ours\n");
  CHECK(Edited("a.yaml",
               "LicenseConfigurations:\n- LicenseConfigurationAssociations:\n  - " + kNew + "  " + kArn,
               EditOf(license), Act::kRemove)
            .value() == "LicenseConfigurations:\n- LicenseConfigurationAssociations:\n  " + kArn);
}

TEST_CASE("what cannot be edited without changing something else is left alone") {
  const License license = LicenseOf(kSql);
  const std::string shared =
      "x: &all\n  - ResourceArn: arn:aws:ec2:us-east-1::image/ami-0aaaaaaaaaaaaaaaa\n" + kArn +
      "LicenseConfigurationAssociations: *all\n";
  const Result<std::string> added = Edited("a.yaml", shared, EditOf(license), Act::kAdd);
  REQUIRE_FALSE(added.has_value());
  CHECK(
      added.error().message ==
      "a.yaml:1:1: the associations of `sql` are written in a way that cannot be edited; edit them by hand");
  const Result<std::string> other = Edited("a.yaml", "Name: x\n", EditOf(license), Act::kAdd);
  CHECK(other.error().message == "`a.yaml` no longer holds the license `sql`");
}

/// Stores as people and programs write them.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  int Below(int most) { return static_cast<int>(random_() % static_cast<unsigned>(most)); }
  bool Coin() { return Below(2) == 0; }

  static std::string ArnOf(int license) {
    return fmt::format("arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-{:032x}",
                       license + 1);
  }
  static std::string ImageArnOf(int image) {
    return fmt::format("arn:aws:ec2:us-east-1::image/ami-{:017x}", image + 1);
  }

  std::string Yaml(int licenses) {
    compact_ = Coin();
    std::string out = Comment("") + "LicenseConfigurations:\n";
    const std::string indent = Coin() ? "" : "  ";
    for (int i = 0; i < licenses; ++i) {
      out += Comment(indent);
      out += Below(4) == 0 ? fmt::format("{}- {}\n", indent, FlowLicense(i, false)) : YamlLicense(i, indent);
    }
    if (Coin()) out += "Images: []\n";
    return (Below(6) == 0 ? "\xEF\xBB\xBF" : "") + Finish(out);
  }

  /// A license that is a document of its own, at the left edge.
  std::string YamlDocument() {
    compact_ = Coin();
    std::string out;
    for (const std::string& key : YamlKeys(0, "")) out += Comment("") + key;
    return (Below(3) == 0 ? "\xEF\xBB\xBF" : "") + Finish(out);
  }

  std::string Json(int licenses) {
    const bool in_lines = Coin();
    step_ = !in_lines ? "" : Coin() ? "    " : Coin() ? "  " : "\t";
    std::vector<std::string> entries;
    for (int i = 0; i < licenses; ++i) entries.push_back(in_lines ? JsonLicense(i) : FlowLicense(i, true));
    std::string out = "{";
    if (in_lines) out += "\n" + step_;
    out += "\"LicenseConfigurations\": [";
    for (size_t i = 0; i < entries.size(); ++i) {
      if (i > 0) out += in_lines ? "," : ", ";
      if (in_lines) out += "\n" + step_ + step_;
      out += entries[i];
    }
    if (in_lines) out += "\n" + step_;
    return Finish(out + (in_lines ? "]\n}\n" : "]}\n"));
  }

 private:
  std::string Comment(const std::string& indent) {
    return Below(3) == 0 ? indent + "# a comment: [x], {y}\n" : "";
  }
  std::string Behind() { return Below(4) == 0 ? " # why" : ""; }
  /// Other line breaks, and a last line without one.
  std::string Finish(std::string text) {
    if (Below(4) == 0) text.pop_back();
    if (Below(4) != 0) return text;
    std::string out;
    for (char c : text) out += c == '\n' ? std::string("\r\n") : std::string(1, c);
    return out;
  }

  std::vector<std::string> YamlKeys(int license, const std::string& indent) {
    std::vector<std::string> keys = {fmt::format("LicenseConfigurationArn: {}{}\n", ArnOf(license), Behind()),
                                     fmt::format("Name: 'l{}'{}\n", license, Behind()),
                                     "LicenseCountingType: vCPU\n"};
    if (Coin()) {
      constexpr const char* kBlocks[] = {"|", "|", "|+", "|-", ">+", ">"};
      const int block = Below(6);
      keys.push_back(fmt::format("Description: {0}\n{1}    several\n\n{1}    lines\n{2}", kBlocks[block],
                                 indent, Coin() ? "\n" : ""));
    }
    if (const std::string list = YamlList(license, indent); !list.empty()) keys.push_back(list);
    std::shuffle(keys.begin(), keys.end(), random_);
    return keys;
  }

  std::string YamlLicense(int license, const std::string& indent) {
    std::string out;
    for (const std::string& key : YamlKeys(license, indent + "  "))
      out += indent + (out.empty() ? "- " : "  ") + key;
    return out;
  }

  std::string YamlList(int license, const std::string& indent) {
    const std::string key = "LicenseConfigurationAssociations:";
    constexpr const char* kNothings[] = {"~", "null", "Null", "NULL"};
    switch (Below(6)) {
      case 0:
        return "";
      case 5:
        return fmt::format("{} {}{}\n", key, kNothings[Below(4)], Behind());
      case 1:
        return key + Behind() + "\n";
      case 2:
        return key + (Coin() ? " []" : " [ ]") + Behind() + "\n";
      default:
        break;
    }
    std::string out = key + Behind() + "\n";
    const std::string deeper = indent + (compact_ ? "" : "  ");
    for (int i = 0, count = 1 + Below(3); i < count; ++i) {
      out += Comment(deeper);
      out += fmt::format("{}- ResourceArn: {}{}\n{}  ResourceType: EC2_AMI\n", deeper,
                         ImageArnOf(license * 10 + i), Behind(), deeper);
    }
    return out;
  }

  std::string FlowRow(int image, bool json) {
    const char* quote = json ? "\"" : "";
    return fmt::format("{{{0}ResourceArn{0}: \"{1}\"}}", quote, ImageArnOf(image));
  }

  /// On one line.
  std::string FlowLicense(int license, bool json) {
    const char* quote = json ? "\"" : "";
    std::vector<std::string> keys = {
        fmt::format("{0}LicenseConfigurationArn{0}: \"{1}\"", quote, ArnOf(license)),
        fmt::format("{0}LicenseCountingType{0}: \"vCPU\"", quote)};
    const int rows = Below(4);
    if (rows < 3) {
      std::string list;
      for (int i = 0; i < rows; ++i) list += (i > 0 ? ", " : "") + FlowRow(license * 10 + i, json);
      if (rows > 0 && !json && Coin()) list += Coin() ? "," : " , ";
      keys.push_back(fmt::format("{0}LicenseConfigurationAssociations{0}: [{1}]", quote, list));
    }
    std::shuffle(keys.begin(), keys.end(), random_);
    constexpr const char* kNothings[] = {" null", " ~", "", " "};
    if (rows == 3 && Coin())
      keys.push_back(
          fmt::format("{0}LicenseConfigurationAssociations{0}:{1}", quote, kNothings[json ? 0 : Below(4)]));
    return fmt::format("{{{}{}}}", Join(keys, ", "), !json && Coin() ? "," : "");
  }

  /// On lines of its own.
  std::string JsonLicense(int license) {
    const std::string outer = step_ + step_, inner = outer + step_;
    std::vector<std::string> keys = {fmt::format("\"LicenseConfigurationArn\": \"{}\"", ArnOf(license)),
                                     "\"LicenseCountingType\": \"vCPU\""};
    if (const int rows = Below(4); rows < 3) {
      std::string list;
      for (int i = 0; i < rows; ++i) {
        const std::string row = Coin() ? FlowRow(license * 10 + i, true)
                                       : fmt::format("{{\n{0}{1}{1}\"ResourceArn\": \"{2}\"\n{0}{1}}}", inner,
                                                     step_, ImageArnOf(license * 10 + i));
        list += fmt::format("{}\n{}{}{}", i > 0 ? "," : "", inner, step_, row);
      }
      keys.push_back(
          fmt::format("\"LicenseConfigurationAssociations\": [{}{}]", list, rows > 0 ? "\n" + inner : ""));
    }
    std::shuffle(keys.begin(), keys.end(), random_);
    return fmt::format("{{\n{0}{1}\n{2}}}", inner, Join(keys, ",\n" + inner), outer);
  }

  std::mt19937 random_;
  bool compact_ = false;
  std::string step_;
};

/// All associations of a store: "image license".
std::vector<std::string> AssociationsIn(const std::string& path, const std::string& text, int licenses) {
  const Loaded loaded(MemoryFiles{{path, text}});
  REQUIRE_MESSAGE(loaded.store.has_value(), loaded.error());
  std::vector<std::string> out;
  for (int image = 0; image < 100; ++image) {
    const std::string id(ImageIdOfArn(Generator::ImageArnOf(image)));
    for (const ImageAssociation& association : loaded.store->AssociationsOf(id))
      out.push_back(fmt::format("{} {}", id, association.license->arn_text));
  }
  CHECK(loaded.store->licenses().size() == static_cast<size_t>(licenses));
  return out;
}

Result<std::string> EditedMany(const std::string& path, const std::string& text,
                               const std::vector<AssociationEdit>& edits, Act act) {
  const SourceFile file(path, text);
  const ParseResult parsed = Parse(file);
  REQUIRE(parsed.document);
  std::vector<const AssociationEdit*> pointers;
  for (const AssociationEdit& edit : edits) pointers.push_back(&edit);
  return act == Act::kAdd ? WithAssociations(*parsed.document, pointers)
                          : WithoutAssociations(*parsed.document, pointers);
}

/// Many edits at once: two new images for each license, and some of the old ones.
void CheckMany(const std::string& path, const std::string& text, const std::vector<std::string>& before,
               int count, Generator& generator) {
  std::deque<License> licenses;
  std::vector<AssociationEdit> added, removed;
  for (int i = 0; i < count; ++i) {
    licenses.push_back(LicenseOf(Generator::ArnOf(i)));
    for (const int image : {98, 97})
      added.push_back(EditOf(licenses.back(), std::string(ImageIdOfArn(Generator::ImageArnOf(image)))));
  }
  const Result<std::string> with = EditedMany(path, text, added, Act::kAdd);
  REQUIRE_MESSAGE(with.has_value(), (with ? "" : with.error().message));
  CAPTURE(*with);
  CHECK(AssociationsIn(path, *with, count).size() == before.size() + added.size());
  CHECK(EditedMany(path, *with, added, Act::kRemove).value() == text);
  std::vector<std::string> left;
  for (const std::string& association : before) {
    if (generator.Coin()) {
      left.push_back(association);
      continue;
    }
    licenses.push_back(LicenseOf(association.substr(association.find(' ') + 1)));
    removed.push_back(EditOf(licenses.back(), association.substr(0, association.find(' '))));
  }
  const Result<std::string> without = EditedMany(path, text, removed, Act::kRemove);
  REQUIRE_MESSAGE(without.has_value(), (without ? "" : without.error().message));
  CHECK(AssociationsIn(path, *without, count) == left);
}

TEST_CASE("generated stores: what is put in is read back, and taken out again leaves the same bytes") {
  constexpr int kLicenses = 3, kImage = 99;
  const std::string image(ImageIdOfArn(Generator::ImageArnOf(kImage)));
  for (unsigned seed = 0; seed < 600; ++seed) {
    CAPTURE(seed);
    Generator generator(seed);
    const bool json = generator.Coin();
    const std::string path = json ? "store/a.json" : "store/a.yaml";
    const bool alone = !json && generator.Below(3) == 0;
    const int licenses = alone ? 1 : kLicenses;
    const std::string text = json    ? generator.Json(kLicenses)
                             : alone ? generator.YamlDocument()
                                     : generator.Yaml(kLicenses);
    CAPTURE(text);
    const std::vector<std::string> before = AssociationsIn(path, text, licenses);
    for (int i = 0; i < licenses; ++i) {
      const License license = LicenseOf(Generator::ArnOf(i));
      const AssociationEdit edit = EditOf(license, image);
      const Result<std::string> added = Edited(path, text, edit, Act::kAdd);
      REQUIRE_MESSAGE(added.has_value(), (added ? "" : added.error().message));
      CAPTURE(*added);
      std::vector<std::string> expected = before;
      expected.push_back(fmt::format("{} {}", image, license.arn_text));
      CHECK(AssociationsIn(path, *added, licenses) == expected);
      CHECK(Edited(path, *added, edit, Act::kRemove).value() == text);
    }
    for (const std::string& association : before) {
      const License license = LicenseOf(association.substr(association.find(' ') + 1));
      const AssociationEdit edit = EditOf(license, association.substr(0, association.find(' ')));
      std::vector<std::string> expected;
      std::copy_if(before.begin(), before.end(), std::back_inserter(expected),
                   [&](const std::string& other) { return other != association; });
      const Result<std::string> removed = Edited(path, text, edit, Act::kRemove);
      REQUIRE_MESSAGE(removed.has_value(), (removed ? "" : removed.error().message));
      CHECK(AssociationsIn(path, *removed, licenses) == expected);
    }
    CheckMany(path, text, before, licenses, generator);
  }
}

TEST_CASE("a store's documents are written where the license's list is") {
  MemoryFiles files{{"store/a.yaml", kArn + "LicenseCountingType: vCPU\n"},
                    {"store/b.json", fmt::format("{{\"LicenseConfigurationArn\": \"{}\", "
                                                 "\"LicenseConfigurationAssociations\": []}}",
                                                 kSql)}};
  const Loaded loaded(files);
  const License& license = *loaded->FindLicense(kSql);
  const Result<std::vector<std::string>> changed =
      Associate(files, {EditOf(license), EditOf(license, "ami-0ffffffffffffffff")});
  CHECK(changed.value() == std::vector<std::string>{"store/b.json"});
  const Loaded again(files);
  CHECK(again->AssociationsOf("ami-0eeeeeeeeeeeeeeee").size() == 1);
  CHECK(again->AssociationsOf("ami-0ffffffffffffffff").size() == 1);
  CHECK(Associate(files, {EditOf(license)}).value().empty());
  CHECK(Disassociate(files, *again, {EditOf(license)}).value() == std::vector<std::string>{"store/b.json"});
  CHECK(Loaded(files)->AssociationsOf("ami-0eeeeeeeeeeeeeeee").empty());
}

TEST_CASE("what License Manager refuses is refused") {
  std::string text =
      "Images:\n  - {ImageId: ami-1, State: deregistered}\n  - {ImageId: ami-2, State: available, OwnerId: "
      "'444455556666'}\nLicenseConfigurations:\n";
  for (int i = 0; i < 12; ++i) {
    text += fmt::format("  - LicenseConfigurationArn: {}\n    LicenseCountingType: vCPU\n    Name: l{}\n",
                        Generator::ArnOf(i), i);
    if (i < 10)
      text +=
          "    LicenseConfigurationAssociations:\n      - {ResourceArn: "
          "'arn:aws:ec2:us-east-1::image/ami-3'}\n"
          "      - {ResourceArn: 'arn:aws:ec2:us-east-1::image/ami-4', ResourceOwnerId: '444455556666'}\n";
  }
  const Loaded loaded = LoadYaml(text);
  const License &first = *loaded->licenses()[0], &last = *loaded->licenses()[11];
  const auto why = [&](const License& license, const char* image, bool cross = false,
                       const char* region = "us-east-1") {
    return WhyNotAssociate(*loaded, {&license, image, region, "", cross}).value_or("");
  };
  CHECK(why(last, "ami-9") == "");
  CHECK(why(last, "ami-9", true) == "");
  CHECK(why(last, "ami-9", false, "eu-west-1") ==
        "`ami-9` is in `eu-west-1`, and `l11` is a license of `us-east-1`: licenses are regional");
  CHECK(why(last, "ami-1") == "`ami-1` is deregistered, and License Manager takes no such image");
  CHECK(why(last, "ami-2") == "");
  CHECK(why(last, "ami-2", true) ==
        "`ami-2` belongs to the account `444455556666`: an image that is shared with an account is "
        "associated for "
        "that account alone, not `cross-account`");
  CHECK(why(first, "ami-4") == "");
  CHECK(why(first, "ami-4", true) ==
        "`ami-4` belongs to the account `444455556666`: an image that is shared with an account is "
        "associated for that account alone, not `cross-account`");
  CHECK(why(last, "ami-3") ==
        "`ami-3` is associated with 10 licenses, and License Manager takes 10 for one resource");
  CHECK(why(first, "ami-3") == "");
  for (int i = 12; i < 26; ++i)
    text +=
        fmt::format("  - LicenseConfigurationArn: {}\n    LicenseCountingType: vCPU\n", Generator::ArnOf(i));
  const Loaded many = LoadYaml(text);
  CHECK(WhyNotAssociate(*many, {many->licenses()[0], "ami-9", "us-east-1", "", false}).value_or("") ==
        "the account `111122223333` has 26 licenses in `us-east-1`, and License Manager takes 25");
}

}  // namespace
}  // namespace headroom
