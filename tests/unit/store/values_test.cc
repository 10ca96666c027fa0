// SSM parameters and exports.

#include "load.h"

namespace headroom {
namespace {

using Values = std::map<std::string, std::string, std::less<>>;

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
  CHECK(loaded->ssm_parameters() ==
        Values{{"/golden/sql", "ami-1"},
               {"/golden/sql:7", "ami-1"},
               {"arn:aws:ssm:us-east-1:111122223333:parameter/golden/sql", "ami-1"},
               {"arn:aws:ssm:us-east-1:111122223333:parameter/golden/sql:7", "ami-1"},
               {"/plain", "3"}});
}

TEST_CASE("two versions of a parameter: the name is the latest, whatever the order") {
  const std::string third = "Parameters: [{Name: p, Value: c, Version: 3}]\n";
  const std::string fourth = "Parameters: [{Name: p, Value: d, Version: 4}]\n";
  const Values expected = {{"p", "d"}, {"p:3", "c"}, {"p:4", "d"}};
  CHECK(Loaded(MemoryFiles({{"store/a.yaml", third}, {"store/b.yaml", fourth}}))->ssm_parameters() ==
        expected);
  CHECK(Loaded(MemoryFiles({{"store/a.yaml", fourth}, {"store/b.yaml", third}}))->ssm_parameters() ==
        expected);
}

TEST_CASE("exports by name") {
  const Loaded loaded = LoadYaml(
      "Exports:\n- {ExportingStackId: 'arn:aws:cloudformation:us-east-1:1:stack/a/b', Name: net, Value: "
      "subnet-1}\n"
      "- {Name: net, Value: subnet-1}\n- {Name: other, Value: 010}\n");
  CHECK(loaded->exports() == Values{{"net", "subnet-1"}, {"other", "010"}});
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

TEST_CASE("a name that two Regions use for different values is left out, aloud") {
  const Loaded loaded(MemoryFiles(
      {{"store/a.yaml", "Parameters: [{Name: p, Value: c, ARN: 'arn:aws:ssm:us-east-1:1:parameter/p'}]"},
       {"store/b.yaml", "Parameters: [{Name: p, Value: d, ARN: 'arn:aws:ssm:eu-west-1:1:parameter/p'}]"}}));
  REQUIRE(loaded.store.has_value());
  CHECK(loaded.store->ssm_parameters() ==
        Values{{"arn:aws:ssm:us-east-1:1:parameter/p", "c"}, {"arn:aws:ssm:eu-west-1:1:parameter/p", "d"}});
  CHECK(loaded.Warnings() ==
        "store/b.yaml:1:31: the parameter `p` has another value in another Region or account, "
        "at store/a.yaml:1:31; neither is used");
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
