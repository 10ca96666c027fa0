#include "snapshot/aws_cli.h"

#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <vector>

#include "support/fake_processes.h"

namespace headroom {
namespace {

const AwsCall kCall{"ec2", "describe-images", "us-east-1", {}, "images.json"};

/// What a call says that fails with `text` on standard error.
std::string SentenceOf(const std::string& text, int status = 254, const AwsCall& call = kCall) {
  FakeProcesses processes;
  processes.Fails("aws", status, text);
  const auto pages = CallAws(processes.runner(), {}, call);
  return pages ? "none" : pages.error().message;
}

std::string Service(const std::string& code, const std::string& message) {
  return "\nAn error occurred (" + code + ") when calling the DescribeImages operation: " + message + "\n";
}

TEST_CASE("the command of a call, and what a person would type") {
  const AwsCall call{"ec2", "describe-x", "us-east-1", {"--versions", "$Latest", "--query", "{A:'b'}"}, ""};
  CHECK(CommandOf({}, {"sts", "get-caller-identity", "", {}, ""}) ==
        std::vector<std::string>{"aws", "sts", "get-caller-identity", "--output", "json"});
  CHECK(ShellText(CommandOf({"/opt/aws", "my profile", "http://x:1"}, call)) ==
        "/opt/aws ec2 describe-x --versions '$Latest' --query \"{A:'b'}\" --region us-east-1 --profile "
        "\"my profile\" --endpoint-url http://x:1 --output json");
  CHECK(ShellText({"", "it's $5", "a"}) == "\"\" 'it'\\''s $5' a");
}

TEST_CASE("pages are followed to the last") {
  FakeProcesses processes;
  processes.Prints("json", R"({"Images": [1], "NextToken": "two"})");
  processes.Prints("--next-token=two", R"({"Images": [2], "NextToken": "three"})");
  processes.Prints("--next-token=three", R"({"Images": [3]})");
  const auto pages = CallAws(processes.runner(), {}, kCall);
  REQUIRE(pages);
  CHECK(*pages == std::vector<std::string>{R"({"Images": [1], "NextToken": "two"})",
                                           R"({"Images": [2], "NextToken": "three"})", R"({"Images": [3]})"});
  SUBCASE("but not for ever") {
    processes.Prints("--next-token=three", R"({"NextToken": "two"})");
    CHECK(CallAws(processes.runner(), {}, kCall).error().message ==
          "`aws ec2 describe-images` gives the same page again and again");
  }
}

TEST_CASE("each error is one sentence that says what to do") {
  CHECK(SentenceOf(Service("UnauthorizedOperation", "You are not authorized to perform this operation.")) ==
        "`aws ec2 describe-images` failed: An error occurred (UnauthorizedOperation) when calling the "
        "DescribeImages operation: You are not authorized to perform this operation.; allow "
        "`ec2:DescribeImages` to these credentials");
  const auto ends_with = [](const std::string& sentence, const std::string& advice) {
    return sentence.size() > advice.size() &&
           sentence.compare(sentence.size() - advice.size(), advice.size(), advice) == 0;
  };
  CHECK(ends_with(SentenceOf(Service("ResourceLimitExceededException", "too many")),
                  "; License Manager takes 10 licenses for one AMI and 25 in one account and Region"));
  CHECK(ends_with(SentenceOf(Service("AccessDeniedException", "Service role not found")),
                  "; set up License Manager in the account: open its console once"));
  CHECK(ends_with(SentenceOf("Error loading SSO Token: Token for foo does not exist"),
                  "; sign in with `aws sso login`"));
  const AwsCall licenses{"license-manager", "list-license-configurations", "", {}, ""};
  const std::string denied = SentenceOf(Service("AccessDeniedException", "no"), 255, licenses);
  CHECK(denied.find("; allow `license-manager:ListLicenseConfigurations` to") != std::string::npos);
  const auto advice = [](const std::string& text, int status) {
    const std::string sentence = SentenceOf(text, status);
    return sentence.substr(sentence.rfind("; ") + 2);
  };
  CHECK(
      advice("\nUnable to locate credentials. You can configure credentials by running \"aws configure\".\n",
             253) == "set up credentials with `aws configure`, or name a profile with `--profile`");
  CHECK(advice("\nThe config profile (x) could not be found\n", 255) ==
        "`aws configure list-profiles` lists the profiles there are");
  CHECK(advice(Service("ExpiredToken", "The security token included in the request is expired"), 254) ==
        "the credentials have expired: get new ones, such as with `aws sso login`");
  CHECK(advice(Service("InvalidClientTokenId", "The security token is invalid."), 255) ==
        "AWS does not take these credentials: check them, and that the account has enabled the Region");
  CHECK(advice(
            "\nYou must specify a region. You can also configure your region by running \"aws configure\".\n",
            253) == "name a Region with `--region`");
  CHECK(advice("\nCould not connect to the endpoint URL: \"http://127.0.0.1:1/\"\n", 255) ==
        "check the network, HTTPS_PROXY, the Region and `--endpoint-url`");
  CHECK(advice(Service("ThrottlingException", "Rate exceeded"), 254) ==
        "AWS is busy: try again later, or set AWS_MAX_ATTEMPTS=10 so that the CLI tries for longer");
  CHECK(advice("usage: aws [options] <command>\n\naws: error: argument command: Invalid choice, valid "
               "choices are:\n\n"
               "a | b\n",
               252) == "this AWS CLI is too old for the call: get version 2");
  CHECK(SentenceOf("\nsomething else\n", 255) == "`aws ec2 describe-images` failed: something else");
  CHECK(SentenceOf("", 7) == "`aws ec2 describe-images` failed with status 7 and without a word");
}

TEST_CASE("a CLI that is not there, hangs, or prints something else") {
  const FakeProcesses none;
  CHECK(CallAws(none.runner(), {}, kCall).error().message ==
        "cannot run `aws`: No such file or directory; install the AWS CLI, or name it with "
        "`--aws-cli PATH`");
  FakeProcesses processes;
  ProcessOutcome outcome;
  outcome.timed_out = true;
  processes.Ends("aws", outcome);
  CHECK(CallAws(processes.runner(), {}, kCall).error().message ==
        "`aws ec2 describe-images` gave no answer in time; check the network, and try again");
  outcome.timed_out = false;
  outcome.said_too_much = true;
  processes.Ends("aws", outcome);
  CHECK(CallAws(processes.runner(), {}, kCall).error().message ==
        "`aws ec2 describe-images` printed more than a store document may take");
  processes.Ends("aws", {0, "{\"Images\": [", ""});
  CHECK(CallAws(processes.runner(), {}, kCall)
            .error()
            .message.find("`aws ec2 describe-images` printed what is no JSON: ") == 0);
}

TEST_CASE("what does not exist is an answer only where that is asked") {
  const std::string text = Service("InvalidLaunchTemplateId.NotFound", "no");
  AwsCall call = kCall;
  call.may_be_absent = true;
  CHECK(SentenceOf(text, 254, call) == "none");
  CHECK(SentenceOf(text) != "none");
  CHECK(SentenceOf(Service("UnauthorizedOperation", "no"), 254, call) != "none");
}

TEST_CASE("to print nothing is no answer where one is needed") {
  FakeProcesses processes;
  processes.Prints("aws", "\n");
  CHECK(*CallAws(processes.runner(), {}, kCall) == std::vector<std::string>{"\n"});
  AwsCall call = kCall;
  call.needs_answer = true;
  CHECK(CallAws(processes.runner(), {}, call).error().message ==
        "`aws ec2 describe-images` printed nothing, which is no answer; run it by hand to see why");
  processes.Prints("aws", R"({"Images": []})");
  CHECK(*CallAws(processes.runner(), {}, call) == std::vector<std::string>{R"({"Images": []})"});
}

TEST_CASE("many calls: their pages in order, or the first error") {
  FakeProcesses processes;
  std::vector<AwsCall> calls;
  for (int i = 0; i < 50; ++i) {
    const std::string name = "call-" + std::to_string(i) + "-";
    calls.push_back({"ec2", name, "", {}, ""});
    processes.Prints(name, "{\"n\": " + std::to_string(i) + "}");
  }
  std::atomic<int> done = 0;
  const auto count = [&done](const AwsCall&) { ++done; };
  const auto pages = CallAllAws(processes.runner(), {}, calls, count);
  REQUIRE(pages);
  for (int i = 0; i < 50; ++i)
    CHECK((*pages)[static_cast<size_t>(i)] == std::vector<std::string>{"{\"n\": " + std::to_string(i) + "}"});
  CHECK(done == 50);
  processes.Fails("call-7-", 255, "no");
  CHECK(CallAllAws(processes.runner(), {}, calls, count).error().message == "`aws ec2 call-7-` failed: no");
  CHECK(CallAllAws(processes.runner(), {}, {}, count)->empty());
}

}  // namespace
}  // namespace headroom
