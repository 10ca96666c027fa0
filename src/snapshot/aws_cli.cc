#include "snapshot/aws_cli.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <optional>
#include <set>
#include <string_view>
#include <thread>
#include <utility>

#include "base/source.h"
#include "base/text.h"
#include "syntax/parse.h"

namespace headroom {
namespace {

std::string NameOf(const AwsCall& call) { return fmt::format("aws {} {}", call.service, call.operation); }

/// "license-manager:ListLicenseConfigurations", the permission that a call needs.
std::string ActionOf(const AwsCall& call) {
  std::string name;
  for (const std::string_view word : Split(call.operation, "-")) {
    name += static_cast<char>(std::toupper(static_cast<unsigned char>(word[0])));
    name += word.substr(1);
  }
  return fmt::format("{}:{}", call.service, name);
}

/// What a person can do about an error, told by a word of what the CLI prints. The first that fits counts.
/// Sources: AWS CLI user guide, "Troubleshoot errors"; the services' lists of common errors.
struct Remedy {
  std::vector<std::string_view> words;
  std::string_view advice;
};

const std::vector<Remedy>& Remedies() {
  static const std::vector<Remedy> remedies = {
      {{"ervice role not found"}, "set up License Manager in the account: open its console once"},
      {{"AccessDenied", "UnauthorizedOperation", "AuthorizationError", "not authorized"},
       "allow `{action}` to these credentials"},
      {{"loading SSO Token"}, "sign in with `aws sso login`"},
      {{"ExpiredToken", "RequestExpired", "Token has expired", "token has expired", "SSO session",
        "session has expired"},
       "the credentials have expired: get new ones, such as with `aws sso login`"},
      {{"Unable to locate credentials", "artial credentials", "NoCredentials"},
       "set up credentials with `aws configure`, or name a profile with `--profile`"},
      {{"InvalidClientTokenId", "UnrecognizedClient", "AuthFailure", "SignatureDoesNotMatch",
        "InvalidAccessKeyId"},
       "AWS does not take these credentials: check them, and that the account has enabled the Region"},
      {{"OptInRequired", "SubscriptionRequired"}, "enable the Region or the service in the account"},
      {{"config profile"}, "`aws configure list-profiles` lists the profiles there are"},
      {{"must specify a region", "NoRegion"}, "name a Region with `--region`"},
      {{"SSL validation", "CERTIFICATE_VERIFY"},
       "name the certificates of your proxy with the variable AWS_CA_BUNDLE"},
      {{"connect to the endpoint", "onnect timeout", "ead timeout", "Connection was closed", "proxy"},
       "check the network, HTTPS_PROXY, the Region and `--endpoint-url`"},
      {{"ResourceLimitExceeded"},
       "License Manager takes 10 licenses for one AMI and 25 in one account and Region"},
      {{"Throttl", "RequestLimitExceeded", "RateLimitExceeded", "Rate exceeded", "TooManyRequests",
        "Unavailable", "InternalError", "ServerInternal", "InternalFailure"},
       "AWS is busy: try again later, or set AWS_MAX_ATTEMPTS=10 so that the CLI tries for longer"},
      {{"nvalid choice", "nknown options", "nrecognized arguments"},
       "this AWS CLI is too old for the call: get version 2"},
  };
  return remedies;
}

std::string AdviceFor(const AwsCall& call, std::string_view message) {
  for (const Remedy& remedy : Remedies()) {
    for (const std::string_view word : remedy.words) {
      if (message.find(word) == std::string_view::npos) continue;
      return fmt::format("; {}",
                         fmt::format(fmt::runtime(remedy.advice), fmt::arg("action", ActionOf(call))));
    }
  }
  return {};
}

/// The line of what the CLI printed that says what is wrong: both versions print a usage before it, or
/// nothing.
std::string MessageIn(std::string_view text) {
  constexpr size_t kLongest = 400;
  std::string_view message;
  for (std::string_view line : Split(text, "\n")) {
    line = Trim(line);
    if (line.empty()) continue;
    const bool tells = line.find("rror") != std::string_view::npos;
    if (message.empty() || tells) message = line;
    if (tells) break;
  }
  return std::string(message.size() > kLongest ? message.substr(0, kLongest) : message);
}

/// The service's name for the error: "InvalidLaunchTemplateId.NotFound"; empty if it is none of a service.
std::string_view CodeIn(std::string_view text) {
  constexpr std::string_view kBefore = "An error occurred (";
  const size_t at = text.find(kBefore);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = text.substr(at + kBefore.size());
  return rest.substr(0, rest.find(')'));
}

bool SaysAbsent(std::string_view text) {
  const std::string_view code = CodeIn(text);
  return code.find("NotFound") != std::string_view::npos || code.find("Malformed") != std::string_view::npos;
}

Error Explain(const AwsCall& call, const ProcessOutcome& outcome) {
  if (outcome.timed_out)
    return {fmt::format("`{}` gave no answer in time; check the network, and try again", NameOf(call))};
  if (outcome.said_too_much)
    return {fmt::format("`{}` printed more than a store document may take", NameOf(call))};
  const std::string message = MessageIn(outcome.error);
  if (message.empty())
    return {fmt::format("`{}` failed with status {} and without a word", NameOf(call), outcome.status)};
  return {fmt::format("`{}` failed: {}{}", NameOf(call), message, AdviceFor(call, outcome.error))};
}

/// The token of the next page; empty on the last. The CLI follows pages itself, but not of operations that
/// are newer than it, nor where its configuration says so.
Result<std::string> NextTokenOf(const AwsCall& call, const std::string& printed) {
  const SourceFile file(NameOf(call) + ".json", printed);
  const ParseResult parsed = Parse(file);
  if (!parsed.document)
    return Fail(fmt::format("`{}` printed what is no JSON: {}", NameOf(call), parsed.errors[0].message));
  const Document& document = *parsed.document;
  const NodeId token = document.Find(document.root(), "NextToken");
  return token == kNoNode ? std::string() : std::string(document[token].text);
}

std::string Quoted(const std::string& argument) {
  const auto plain = [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view("-_./:=,@%+").find(static_cast<char>(c)) != std::string_view::npos;
  };
  if (!argument.empty() && std::all_of(argument.begin(), argument.end(), plain)) return argument;
  if (argument.find_first_of("\"$`\\!") == std::string::npos) return fmt::format("\"{}\"", argument);
  std::string out = "'";
  for (const char c : argument) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

}  // namespace

std::vector<std::string> CommandOf(const AwsCli& cli, const AwsCall& call) {
  std::vector<std::string> command = {cli.program, call.service, call.operation};
  command.insert(command.end(), call.arguments.begin(), call.arguments.end());
  const auto add = [&command](const char* option, const std::string& value) {
    if (!value.empty()) command.insert(command.end(), {option, value});
  };
  add("--region", call.region);
  add("--profile", cli.profile);
  add("--endpoint-url", cli.endpoint_url);
  add("--output", "json");
  return command;
}

std::string ShellText(const std::vector<std::string>& command) {
  std::vector<std::string> words;
  for (const std::string& argument : command) words.push_back(Quoted(argument));
  return Join(words, " ");
}

Result<std::vector<std::string>> CallAws(const ProcessRunner& run, const AwsCli& cli, const AwsCall& call) {
  std::vector<std::string> pages;
  std::set<std::string> tokens;
  AwsCall page = call;
  for (;;) {
    Result<ProcessOutcome> outcome = run(CommandOf(cli, page));
    if (!outcome) {
      return Fail(outcome.error().message + "; install the AWS CLI, or name it with `--aws-cli PATH`");
    }
    const bool failed = outcome->status != 0 || outcome->timed_out || outcome->said_too_much;
    if (failed && call.may_be_absent && SaysAbsent(outcome->error)) return pages;
    if (failed) return tl::unexpected(Explain(call, *outcome));
    if (call.needs_answer && Trim(outcome->output).empty())
      return Fail(
          fmt::format("`{}` printed nothing, which is no answer; run it by hand to see why", NameOf(call)));
    const Result<std::string> token = NextTokenOf(call, outcome->output);
    if (!token) return tl::unexpected(token.error());
    pages.push_back(std::move(outcome->output));
    if (token->empty()) return pages;
    if (!tokens.insert(*token).second)
      return Fail(fmt::format("`{}` gives the same page again and again", NameOf(call)));
    page = call;
    page.arguments.push_back("--next-token=" + *token);
  }
}

Result<std::vector<std::vector<std::string>>> CallAllAws(const ProcessRunner& run, const AwsCli& cli,
                                                         const std::vector<AwsCall>& calls,
                                                         const std::function<void(const AwsCall&)>& on_done) {
  constexpr size_t kAtATime = 4;  // AWS throttles those who ask for much at once
  std::vector<Result<std::vector<std::string>>> results(calls.size());
  std::atomic<size_t> next = 0;
  std::atomic<bool> failed = false;
  const auto work = [&] {
    for (size_t i = next++; i < calls.size() && !failed; i = next++) {
      results[i] = CallAws(run, cli, calls[i]);
      if (!results[i]) failed = true;
      on_done(calls[i]);
    }
  };
  std::vector<std::thread> helpers;
  for (size_t i = 1; i < std::min(kAtATime, calls.size()); ++i) helpers.emplace_back(work);
  work();
  for (std::thread& helper : helpers) helper.join();
  std::vector<std::vector<std::string>> pages;
  for (auto& result : results) {
    if (!result) return tl::unexpected(result.error());
    pages.push_back(*std::move(result));
  }
  return pages;
}

}  // namespace headroom
