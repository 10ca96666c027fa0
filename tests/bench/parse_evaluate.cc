// parse_evaluate FILE…: what reading a template and evaluating its launches costs beside yaml-cpp's bare
// events, both in this process, in turn. Prints for each file the median ratio of 15 rounds.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "cfn/evaluator.h"
#include "cfn/parameters.h"
#include "ignore_events.h"
#include "resources/resource_type.h"
#include "syntax/parse.h"

namespace {

void ReadEvents(const std::string& text) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  IgnoreEvents ignore;
  while (parser.HandleNextDocument(ignore)) {
  }
}

void ParseAndEvaluate(const char* path, const std::string& text) {
  using namespace headroom;
  const SourceFile file(path, text);
  const ParseResult parsed = Parse(file);
  if (!parsed.document) return;
  Findings findings;
  const cfn::Template tmpl(*parsed.document, findings);
  cfn::Environment environment;
  environment.region = "us-east-1";
  const cfn::Assignment assignment = cfn::Assign(tmpl.parameters(), {}, findings);
  cfn::Evaluator evaluator(tmpl, environment, assignment, findings);
  evaluator.CheckDeclarations();
  ExtractLaunches(evaluator, path);
}

template <typename Work>
double Seconds(Work work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double MedianRatio(const char* path, const std::string& text) {
  std::vector<double> ratios(15);
  for (double& ratio : ratios) {
    const double events = Seconds([&] { ReadEvents(text); });
    ratio = Seconds([&] { ParseAndEvaluate(path, text); }) / events;
  }
  std::sort(ratios.begin(), ratios.end());
  return ratios[ratios.size() / 2];
}

}  // namespace

int main(int, char** argv) {
  for (char** path = argv + 1; *path != nullptr; ++path) {
    std::ifstream file(*path, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    std::printf("%.2f\n", MedianRatio(*path, text));
  }
}
