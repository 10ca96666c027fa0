// SSM Automation documents: what their steps start. Source: Systems Manager user guide, "Automation actions
// reference": aws:runInstances, aws:executeAwsApi, aws:createImage, aws:copyImage, aws:createStack,
// aws:executeAutomation, aws:changeInstanceState, aws:loop.

#include "resources/automation.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.h"
#include "cfn/shape.h"
#include "resources/api_call.h"
#include "resources/stack_set.h"

namespace headroom {
namespace {

/// A parameter's own value, and what else it may be where nobody gives it.
struct Parameter {
  cfn::Value value;
  std::vector<std::string> permitted;  // empty: nothing bounds it, or it is given
};
struct Parameters {
  std::map<std::string, Parameter, std::less<>> by_name;
  bool complete = true;  // else something else may declare more
};

/// Whether a parameter can be called so; else it is a text that only looks like a placeholder.
bool IsName(std::string_view text) {
  constexpr std::string_view kNameCharacters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  return !text.empty() && text.find_first_not_of(kNameCharacters) == std::string_view::npos;
}

/// Whether a pattern says itself that it is for the whole of a text: each of its alternatives.
bool IsAnchored(std::string_view pattern) {
  int depth = 0;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\') {
      ++i;
    } else if (pattern[i] == '(') {
      ++depth;
    } else if (pattern[i] == ')') {
      --depth;
    } else if (pattern[i] == '|' && depth == 0 && (i == 0 || pattern.substr(i - 1, 3) != "$|^")) {
      return false;
    }
  }
  return StartsWith(pattern, "^") && EndsWith(pattern, "$");
}

/// What holds for values of a parameter as a template would declare it. Of lists and maps nothing: what a
/// document permits is not said to be their items. Nor is it said that a pattern is for the whole of a text.
/// Source: Systems Manager user guide, "Data elements and parameters".
cfn::Parameter Declaration(cfn::Evaluator& evaluator, const cfn::Evaluator::Member& declared) {
  cfn::Parameter out;
  out.name = declared.key;
  out.where = declared.key_where;
  if (!declared.value.is_map()) return out;
  out.type = evaluator.Get(declared.value, "type").text();
  if (out.type == "StringList" || out.type == "MapList" || out.type == "StringMap") return out;
  if (out.type == "Integer") out.type = "Number";
  for (const cfn::Value& value : evaluator.Items(evaluator.Get(declared.value, "allowedValues"))) {
    if (value.is_scalar()) out.allowed_values.push_back(value.text());
  }
  const cfn::Value pattern = evaluator.Get(declared.value, "allowedPattern");
  if (pattern.is_scalar() && IsAnchored(pattern.text())) out.allowed_pattern = pattern.text();
  return out;
}

/// The SSM parameter that `{{ ssm:name }}` stands for.
cfn::Value SsmParameter(cfn::Evaluator& evaluator, std::string_view name, Place where) {
  const cfn::Environment& environment = evaluator.environment();
  if (environment.lookups != nullptr) environment.lookups->Note(Lookups::Kind::kSsmParameter, name);
  return environment.Find(environment.ssm_parameters, name, fmt::format("the SSM parameter `{}`", name),
                          where);
}

/// The name of an SSM parameter, if a placeholder names one.
std::optional<std::string_view> SsmName(std::string_view placeholder) {
  constexpr std::string_view kSsm = "ssm:";
  if (!StartsWith(placeholder, kSsm)) return {};
  return Trim(placeholder.substr(kSsm.size()));
}

cfn::Value Default(cfn::Evaluator& evaluator, const cfn::Value& declaration) {
  evaluator.SetPlaceholders([&](std::string_view name, Place where) {
    if (const auto ssm = SsmName(name)) return SsmParameter(evaluator, *ssm, where);
    return cfn::Value::NotKnown(fmt::format("`{}` is known only when the document runs", name), where);
  });
  cfn::Value value = evaluator.Get(declaration, "default");
  evaluator.SetPlaceholders();
  return value;
}

Parameter ReadParameter(cfn::Evaluator& evaluator, const cfn::Evaluator::Member& declared,
                        const cfn::GivenParameters& given) {
  Parameter out{declared.value, {}};
  const auto found = given.find(declared.key);
  if (found != given.end()) {
    out.value = cfn::Value::Scalar(found->second.text, declared.key_where);
  } else if (declared.value.is_map()) {
    out.value = Default(evaluator, declared.value);
    out.permitted = cfn::PermittedValues(Declaration(evaluator, declared)).value_or(cfn::Permitted{}).values;
  }
  if (!out.value.absent()) return out;
  out.value = cfn::Value::NotKnown(
      fmt::format("the parameter `{}` has no value and no default", declared.key), declared.key_where);
  return out;
}

Parameters ReadParameters(cfn::Evaluator& evaluator, const cfn::Value& declared,
                          const cfn::GivenParameters& given) {
  Parameters out;
  out.complete = declared.absent() || declared.is_map();
  for (const cfn::Evaluator::Member& one : evaluator.Members(declared)) {
    if (one.key == cfn::kTransformKey) out.complete = false;
    out.by_name.emplace(one.key, ReadParameter(evaluator, one, given));
  }
  return out;
}

/// LM003 for a name that can only be a parameter's, where all of them are known.
cfn::Value Undeclared(const Parameters& parameters, cfn::Evaluator& evaluator, std::string_view name,
                      Place where) {
  const std::string why = fmt::format("the document declares no parameter `{}`", cfn::Excerpt(name));
  if (!parameters.complete || !IsName(name)) return cfn::Value::NotKnown(why, where);
  std::vector<std::string_view> names;
  for (const auto& [declared, parameter] : parameters.by_name) names.push_back(declared);
  evaluator.Malformed(where, why, cfn::DidYouMeanHint(name, names));
  return cfn::Value::NotKnown(cfn::Unknown{why, "", "", true}, where);
}

/// The output of a step. If the step makes an image or an instance, launches can be joined with it.
cfn::Value ResolveOutput(const std::vector<ImageProduct>& products, std::string_view name, Place where) {
  cfn::Unknown unknown{fmt::format("`{}` is known only when the document runs", name), "", "", false};
  const std::string_view step = name.substr(0, name.find('.'));
  const bool is_product = std::any_of(products.begin(), products.end(),
                                      [&](const ImageProduct& product) { return product.resource == step; });
  if (is_product) unknown.resource = step;
  return cfn::Value::NotKnown(std::move(unknown), where);
}

/// What `{{ name }}` stands for: a parameter, or something that only a run of the document can know.
cfn::Value Resolve(const Parameters& parameters, const std::string& within, cfn::Evaluator& evaluator,
                   const std::vector<ImageProduct>& products, std::string_view name, Place where) {
  const auto found = parameters.by_name.find(name);
  if (found != parameters.by_name.end()) {
    return evaluator.DocumentParameter(Below(within, found->first), found->second.permitted,
                                       found->second.value);
  }
  if (const auto ssm = SsmName(name)) return SsmParameter(evaluator, *ssm, where);
  if (name.find_first_of(".:") != std::string_view::npos) return ResolveOutput(products, name, where);
  return Undeclared(parameters, evaluator, name, where);
}

/// One step of a document.
struct Step {
  std::string name;
  Place where;
  cfn::Value action;
  cfn::Value inputs;
  bool repeated = false;  // a loop runs it nobody knows how often
};

/// The image that a launch template and a step's own inputs give together.
cfn::Value ImageOf(const Launch& launch) {
  if (!launch.launch_template || !launch.data.image_id.absent()) return launch.data.image_id;
  return cfn::Value::NotKnown("a launch template says it", launch.where);
}

class StepReader {
 public:
  StepReader(cfn::Evaluator& evaluator, Extracted& out) : evaluator_(evaluator), out_(out) {}

  void Read(const Step& step);
  std::vector<Step> StepsOf(const cfn::Value& list, bool repeated);

 private:
  void RunInstances(const Step& step, std::string_view least, std::string_view most, bool required);
  void ExecuteApi(const Step& step);
  void CreateStack(const Step& step);
  void ChangeState(const Step& step);
  void CheckLicenses(const Step& step, std::string_view member);
  void AddProduct(const Step& step, const cfn::Value& made_from, bool is_instance);
  void Associate(const Step& step);
  void AddUncounted(const Step& step, std::string reason);
  void AddUncounted(const Step& step, std::string_view what, const cfn::Unknown& why);
  cfn::Value Size(const Step& step, std::string_view key, bool required);

  cfn::Evaluator& evaluator_;
  Extracted& out_;
};

std::vector<Step> StepReader::StepsOf(const cfn::Value& list, bool repeated) {
  std::vector<Step> steps;
  for (const cfn::Value& item : evaluator_.Items(list)) {
    if (item.is_unknown()) continue;  // a step is written out, or an LM003 says that it is none
    const cfn::Value name = ReadText(evaluator_, item, "name");
    Step step;
    step.name = name.is_scalar() ? name.text() : fmt::format("step {}", steps.size() + 1);
    step.where = name.is_scalar() ? name.where() : item.where();
    step.action = ReadText(evaluator_, item, "action");
    step.inputs = evaluator_.Get(item, "inputs");
    step.repeated = repeated;
    steps.push_back(std::move(step));
  }
  return steps;
}

cfn::Value StepReader::Size(const Step& step, std::string_view key, bool required) {
  if (step.repeated)
    return cfn::Value::NotKnown("a loop repeats the step, nobody knows how often", step.where);
  cfn::Value size = evaluator_.Integer(ReadText(evaluator_, step.inputs, key));
  if (!size.absent() || !required) return size;
  evaluator_.Malformed(step.where, fmt::format("the step `{}` has no `{}`", step.name, key));
  return cfn::Value::NotKnown(cfn::Unknown{fmt::format("`{}` is missing", key), "", "", true}, step.where);
}

/// The inputs are those of EC2's RunInstances, which are those of launch template data.
void StepReader::RunInstances(const Step& step, std::string_view least, std::string_view most,
                              bool required) {
  Launch launch;
  launch.path = out_.path;
  launch.resource = step.name;
  launch.resource_type = step.action.text();
  launch.where = step.where;
  launch.existence = cfn::Value::Scalar("true", step.where);
  launch.data = ReadLaunchTemplateData(evaluator_, step.inputs);
  launch.launch_template = ReadLaunchTemplateRef(evaluator_, evaluator_.Get(step.inputs, "LaunchTemplate"));
  launch.capacity.min = Size(step, least, required);
  launch.capacity.max = Size(step, most, required);
  if (launch.capacity.min.absent()) launch.capacity.min = cfn::Value::Scalar("1", step.where);
  if (launch.capacity.max.absent()) launch.capacity.max = launch.capacity.min;
  launch.capacity.desired = launch.capacity.max;
  if (!required && launch.data.instance_type.absent() && !launch.launch_template)
    launch.data.instance_type = cfn::Value::Scalar("m1.small", step.where);  // the action's own default
  AddProduct(step, ImageOf(launch), true);
  out_.launches.push_back(std::move(launch));
}

/// What later steps call by this one's output. Copies, and images of instances, start without a license.
void StepReader::AddProduct(const Step& step, const cfn::Value& made_from, bool is_instance) {
  ImageProduct product;
  product.resource = step.name;
  product.is_instance = is_instance;
  product.made_from = made_from.absent() ? cfn::Value::NotKnown("nothing says it", step.where) : made_from;
  out_.products.push_back(std::move(product));
}

/// Gives an earlier step's image the licenses; where nobody can tell whose they are, any may be it.
void StepReader::Associate(const Step& step) {
  CheckLicenses(step, "AddLicenseSpecifications");
  const cfn::Value arn = ReadText(evaluator_, step.inputs, "ResourceArn");
  if (!arn.is_unknown()) return;
  const std::string& named = arn.unknown().mentions;
  for (ImageProduct& product : out_.products) {
    if (named.empty()) product.licenses = arn;
    if (product.resource != named) continue;
    const std::vector<cfn::Value>& more = out_.checked.back().data.license_arns;
    product.license_arns.insert(product.license_arns.end(), more.begin(), more.end());
  }
}

/// Licenses that a step names without starting anything: they are checked, and nothing is counted.
void StepReader::CheckLicenses(const Step& step, std::string_view member) {
  LaunchTemplateResource found;
  found.path = out_.path;
  found.resource = step.name;
  found.resource_type = step.action.text();
  found.where = step.where;
  found.data.tenancy = cfn::Value::NotKnown("it starts nothing", step.where);
  ReadLicenses(evaluator_, evaluator_.Get(step.inputs, member), found.data);
  out_.checked.push_back(std::move(found));
}

void StepReader::AddUncounted(const Step& step, std::string reason) {
  out_.opaque.push_back({out_.path, step.name, step.where, std::move(reason)});
}

/// Not again for what an LM003 has said.
void StepReader::AddUncounted(const Step& step, std::string_view what, const cfn::Unknown& why) {
  if (!why.reported) AddUncounted(step, fmt::format("{} cannot be determined: {}", what, why.reason));
}

void StepReader::ExecuteApi(const Step& step) {
  const cfn::Value service = ReadText(evaluator_, step.inputs, "Service");
  const cfn::Value api = ReadText(evaluator_, step.inputs, "Api");
  for (const cfn::Value* value : {&service, &api}) {
    if (value->is_unknown()) return AddUncounted(step, "what it calls", value->unknown());
  }
  const ApiCall call(service.text(), api.text());
  if (call.Is("ec2", "runinstances")) return RunInstances(step, "MinCount", "MaxCount", true);
  if (call.Is("ec2", "importimage")) return CheckLicenses(step, "LicenseSpecifications");
  if (call.Is("licensemanager", "updatelicensespecificationsforresource")) return Associate(step);
  if (call.Is("ec2", "copyimage"))
    return AddProduct(step, ReadText(evaluator_, step.inputs, "SourceImageId"), false);
  if (call.Is("ec2", "createimage"))
    return AddProduct(step, ReadText(evaluator_, step.inputs, "InstanceId"), false);
  if (call.StartsInstances())
    AddUncounted(step, fmt::format("what `{}` of `{}` starts is not counted", api.text(), service.text()));
}

void StepReader::CreateStack(const Step& step) {
  CreatedStack created;
  created.resource = step.name;
  created.where = step.where;
  created.body = ReadText(evaluator_, step.inputs, "TemplateBody");
  created.url = ReadText(evaluator_, step.inputs, "TemplateURL");
  for (cfn::Evaluator::Member& member :
       ReadParameterList(evaluator_, evaluator_.Get(step.inputs, "Parameters"))) {
    if (!member.value.is_unknown()) member.value = evaluator_.Text(member.value);
    created.parameters.push_back(std::move(member));
  }
  if (step.repeated)
    created.uncountable = "a loop repeats the step that creates its stack, nobody knows how often";
  created.existence = cfn::Value::Scalar("true", step.where);
  out_.created.push_back(std::move(created));
}

/// Which instances it starts is known only when it runs, or they are the store's.
void StepReader::ChangeState(const Step& step) {
  const cfn::Value state = ReadText(evaluator_, step.inputs, "DesiredState");
  if (state.is_unknown()) return AddUncounted(step, "the state that it asks for", state.unknown());
  if (state.text() == "running") AddUncounted(step, "the stopped instances that it starts are not counted");
}

void StepReader::Read(const Step& step) {
  evaluator_.SetResource(step.name);
  const std::string& action = step.action.text();
  if (step.action.is_unknown()) {
    AddUncounted(step, "its action", step.action.unknown());
  } else if (action == "aws:runInstances") {
    RunInstances(step, "MinInstanceCount", "MaxInstanceCount", false);
  } else if (action == "aws:executeAwsApi") {
    ExecuteApi(step);
  } else if (action == "aws:copyImage") {
    AddProduct(step, ReadText(evaluator_, step.inputs, "SourceImageId"), false);
  } else if (action == "aws:createImage") {
    AddProduct(step, ReadText(evaluator_, step.inputs, "InstanceId"), false);
  } else if (action == "aws:createStack") {
    CreateStack(step);
  } else if (action == "aws:executeAutomation") {
    AddUncounted(step, "what the document that it runs starts is not counted");
  } else if (action == "aws:changeInstanceState") {
    ChangeState(step);
  }
}

}  // namespace

bool IsAutomationDocument(const Document& document) {
  const NodeId version = document.Find(document.root(), "schemaVersion");
  const NodeId steps = document.Find(document.root(), "mainSteps");
  return version != kNoNode && document[version].text == "0.3" && steps != kNoNode &&
         document[steps].kind == NodeKind::kSequence;
}

void CheckAutomationParameters(cfn::Evaluator& evaluator, const cfn::Value& content,
                               const cfn::GivenParameters& given, Findings& findings) {
  std::vector<cfn::Parameter> declared;
  for (const cfn::Evaluator::Member& one : evaluator.Members(evaluator.Get(content, "parameters"))) {
    if (given.count(one.key) > 0) declared.push_back(Declaration(evaluator, one));
  }
  cfn::Assign(declared, given, findings);
}

void ExtractAutomation(cfn::Evaluator& evaluator, const cfn::Value& content, const std::string& name,
                       const cfn::GivenParameters& given, Extracted& out) {
  const Parameters parameters = ReadParameters(evaluator, evaluator.Get(content, "parameters"), given);
  const std::string within = Below(evaluator.environment().within, name);
  evaluator.SetPlaceholders([&](std::string_view variable, Place where) {
    return Resolve(parameters, within, evaluator, out.products, variable, where);
  });
  StepReader reader(evaluator, out);
  // Loops hold steps of their own; a list of those still to be read, rather than recursion.
  std::vector<Step> waiting = reader.StepsOf(evaluator.Get(content, "mainSteps"), false);
  for (size_t i = 0; i < waiting.size(); ++i) {
    const Step step = waiting[i];
    reader.Read(step);
    if (step.action.text() != "aws:loop") continue;
    for (Step& inner : reader.StepsOf(evaluator.Get(step.inputs, "Steps"), true))
      waiting.push_back(std::move(inner));
  }
  evaluator.SetPlaceholders();
}

}  // namespace headroom
