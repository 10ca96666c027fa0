// SSM parameters and exports.

#include "load.h"

namespace headroom {
namespace {

using Values = std::map<std::string, std::string>;

/// What of `names` is known in a Region and account.
Values Known(const NamedValues& values, const std::vector<std::string>& names,
             const std::optional<std::string>& region = {}, const std::optional<std::string>& account = {}) {
  Values known;
  for (const std::string& name : names) {
    if (const std::string* value = values.Find(name, region, account)) known.emplace(name, *value);
  }
  return known;
}

TEST_CASE("a parameter by name, ARN and version") {
  const Loaded loaded = LoadYaml(R"(Parameters:
  - Name: /golden/sql
    Type: String
    Value: ami-1
    Version: 7
    ARN: arn:aws:ssm:us-east-1:111122223333:parameter/golden/sql
    DataType: aws:ec2:image
  - {Name: /plain, Value: 3}
  - {Name: /empty, Value: ""}
InvalidParameters: []
)");
  const std::string arn = "arn:aws:ssm:us-east-1:111122223333:parameter/golden/sql";
  CHECK(Known(loaded->ssm_parameters(), {"/golden/sql", "/golden/sql:7", "/golden/sql:6", arn, arn + ":7",
                                         "/plain", "/empty"}) == Values{{"/golden/sql", "ami-1"},
                                                                        {"/golden/sql:7", "ami-1"},
                                                                        {arn, "ami-1"},
                                                                        {arn + ":7", "ami-1"},
                                                                        {"/plain", "3"}});
}

TEST_CASE("two versions of a parameter: the name is the latest, whatever the order") {
  const std::string third = "Parameters: [{Name: p, Value: c, Version: 3}]\n";
  const std::string fourth = "Parameters: [{Name: p, Value: d, Version: 4}]\n";
  const Values expected = {{"p", "d"}, {"p:3", "c"}, {"p:4", "d"}};
  const std::vector<std::string> names = {"p", "p:3", "p:4", "p:5"};
  const Loaded up(MemoryFiles({{"store/a.yaml", third}, {"store/b.yaml", fourth}}));
  const Loaded down(MemoryFiles({{"store/a.yaml", fourth}, {"store/b.yaml", third}}));
  CHECK(Known(up->ssm_parameters(), names) == expected);
  CHECK(Known(down->ssm_parameters(), names) == expected);
}

TEST_CASE("exports by name") {
  const Loaded loaded = LoadYaml(
      "Exports:\n- {ExportingStackId: 'arn:aws:cloudformation:us-east-1:1:stack/a/b', Name: net, Value: "
      "subnet-1}\n"
      "- {Name: net, Value: subnet-1}\n- {Name: other, Value: 010}\n");
  CHECK(Known(loaded->exports(), {"net", "other", "none"}) == Values{{"net", "subnet-1"}, {"other", "010"}});
}

TEST_CASE("values that contradict each other") {
  struct {
    const char *a, *b, *error;
  } const cases[] = {
      {"Parameters: [{Name: p, Value: c}]", "Parameters: [{Name: p, Value: d}]",
       "store/b.yaml:1:31: the parameter `p` is `d`, but `c` at store/a.yaml:1:31"},
      {"Parameters: [{Name: p, Value: c, Version: 1}]", "Parameters: [{Name: p, Value: d}]",
       "store/b.yaml:1:31: the parameter `p` is `d`, but `c` at store/a.yaml:1:31"},
      {"Exports: [{Name: e, Value: c}]", "Exports: [{Name: e, Value: d}]",
       "store/b.yaml:1:28: the export `e` is `d`, but `c` at store/a.yaml:1:28"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.a);
    CHECK(Loaded(MemoryFiles({{"store/a.yaml", c.a}, {"store/b.yaml", c.b}})).error() == c.error);
  }
  CHECK(Loaded(MemoryFiles({{"store/a.yaml", "Parameters: [{Name: p, Value: c, Version: 1}]"},
                            {"store/b.yaml", "Parameters: [{Name: p, Value: d, Version: 1}]"}}))
            .error() == "store/b.yaml:1:31: the parameter `p` is `d`, but `c` at store/a.yaml:1:31");
}

TEST_CASE("a name that two Regions use for different values is one in each") {
  const Loaded loaded(MemoryFiles(
      {{"store/a.yaml",
        "Parameters: [{Name: p, Value: c, ARN: 'arn:aws:ssm:us-east-1:1:parameter/p'},\n"
        "  {Name: public, Value: x, ARN: 'arn:aws:ssm:us-east-1::parameter/public'}]\n"
        "Exports: [{Name: e, Value: s, ExportingStackId: 'arn:aws:cloudformation:us-east-1:1:stack/a/b'}]"},
       {"store/b.yaml",
        "Parameters: [{Name: p, Value: d, ARN: 'arn:aws:ssm:eu-west-1:1:parameter/p'}, {Name: all, Value: "
        "a}]\n"
        "Exports: [{Name: e, Value: t, ExportingStackId: "
        "'arn:aws:cloudformation:eu-west-1:1:stack/a/b'}]"}}));
  REQUIRE(loaded.store.has_value());
  CHECK(loaded.Warnings() == "");
  const NamedValues& parameters = loaded->ssm_parameters();
  const std::vector<std::string> names = {"p", "public", "all"};
  CHECK(Known(parameters, names, "us-east-1", "1") == Values{{"p", "c"}, {"public", "x"}, {"all", "a"}});
  CHECK(Known(parameters, names, "us-east-1") == Values{{"p", "c"}, {"public", "x"}, {"all", "a"}});
  CHECK(Known(parameters, names, "us-east-1", "2") == Values{{"public", "x"}, {"all", "a"}});
  CHECK(Known(parameters, names, "eu-west-1", "1") == Values{{"p", "d"}, {"all", "a"}});
  CHECK(Known(parameters, names, "ap-south-1") == Values{{"all", "a"}});
  CHECK(Known(parameters, names) == Values{{"public", "x"}, {"all", "a"}});
  CHECK(*parameters.Find("arn:aws:ssm:us-east-1:1:parameter/p", {}, {}) == "c");
  CHECK(Known(loaded->exports(), {"e"}, "us-east-1") == Values{{"e", "s"}});
  CHECK(Known(loaded->exports(), {"e"}, "eu-west-1") == Values{{"e", "t"}});
  CHECK(Known(loaded->exports(), {"e"}) == Values{});
  CHECK(parameters.WhyNot("q", {}, {}) == "is not in the store");
  CHECK(parameters.WhyNot("p", "ap-south-1", {}) == "is in the store only for other Regions or accounts");
  CHECK(parameters.WhyNot("p", {}, {}) ==
        "has several values in the store, and the Region and account that count are not known");
}

TEST_CASE("what has no ARN counts in every Region, and contradicts none") {
  const std::string scoped =
      "Parameters: [{Name: p, Value: c, Version: 3, ARN: 'arn:aws:ssm:us-east-1:1:parameter/p'}]\n";
  const Loaded newer(MemoryFiles(
      {{"store/a.yaml", scoped}, {"store/b.yaml", "Parameters: [{Name: p, Value: d, Version: 4}]"}}));
  CHECK(Known(newer->ssm_parameters(), {"p", "p:3", "p:4"}, "us-east-1") ==
        Values{{"p", "d"}, {"p:3", "c"}, {"p:4", "d"}});
  CHECK(Known(newer->ssm_parameters(), {"p", "p:3"}, "eu-west-1") == Values{{"p", "d"}});
  CHECK(Loaded(MemoryFiles({{"store/a.yaml", "Parameters: [{Name: p, Value: d}]"}, {"store/b.yaml", scoped}}))
            .error() == "store/b.yaml:1:31: the parameter `p` is `c`, but `d` at store/a.yaml:1:31");
  CHECK(Loaded(MemoryFiles({{"store/a.yaml", scoped}, {"store/b.yaml", "Parameters: [{Name: p, Value: d}]"}}))
            .error() == "store/b.yaml:1:31: the parameter `p` is `d`, but `c` at store/a.yaml:1:31");
}

TEST_CASE("a parameter that was asked for by label or version does not stand for its plain name") {
  const Loaded loaded = LoadYaml(
      "Parameters:\n- {Name: /lt/ami, Value: old, Version: 2, Selector: ':prod'}\n"
      "- {Name: /lt/ami, Value: older, Version: 1, Selector: ':1'}\n"
      "- {Name: /lt/os, Value: x, Version: 5, Selector: ':prod'}\n"
      "- {Name: /lt/os, Value: y, Version: 6, Selector: ''}\n");
  CHECK(Known(loaded->ssm_parameters(), {"/lt/ami", "/lt/ami:prod", "/lt/ami:2", "/lt/ami:1", "/lt/ami:test",
                                         "/lt/os", "/lt/os:prod", "/lt/os:5", "/lt/os:6"}) ==
        Values{{"/lt/ami:prod", "old"},
               {"/lt/ami:2", "old"},
               {"/lt/ami:1", "older"},
               {"/lt/os", "y"},
               {"/lt/os:prod", "x"},
               {"/lt/os:5", "x"},
               {"/lt/os:6", "y"}});
}

TEST_CASE("values without a name, or that are no text") {
  CHECK(LoadYaml("Parameters: [{Value: c}]").error() == "store/a.yaml:1:14: a parameter without `Name`");
  CHECK(LoadYaml("Exports: [{Value: c}]").error() == "store/a.yaml:1:11: an export without `Name`");
  CHECK(LoadYaml("Exports: [{Name: e, Value: {a: b}}]").error() ==
        "store/a.yaml:1:28: `Value` takes text, not a map");
  CHECK(LoadYaml("Parameters: {p: c}").error() == "store/a.yaml:1:13: `Parameters` takes a list, not a map");
  CHECK(LoadYaml("Parameters: [{Name: p, Value: c, Version: new}]").error() ==
        "store/a.yaml:1:43: `Version` takes a whole number, not `new`");
}

}  // namespace
}  // namespace headroom
