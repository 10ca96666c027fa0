// SSM Automation documents: what their steps start. Source: Systems Manager user guide, "Automation actions
// reference": aws:runInstances, aws:executeAwsApi, aws:createImage, aws:copyImage, aws:createStack,
// aws:executeAutomation, aws:changeInstanceState, aws:loop.

#include "resources/automation.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.h"
#include "resources/api_call.h"
#include "resources/stack_set.h"

namespace headroom {
namespace {

/// A parameter's own value, and what else it may be where nobody gives it.
struct Parameter {
  cfn::Value value;
  std::vector<std::string> permitted;  // empty: nothing bounds it, or it is given
};
using Parameters = std::map<std::string, Parameter, std::less<>>;

/// One text of `allowedValues`. (Of a list parameter they are what its items may be.)
std::vector<std::string> PermittedOf(cfn::Evaluator& evaluator, const cfn::Value& declaration) {
  std::vector<std::string> out;
  if (evaluator.Get(declaration, "type").text() == "StringList") return out;
  for (const cfn::Value& value : evaluator.Items(evaluator.Get(declaration, "allowedValues"))) {
    if (value.is_scalar()) out.push_back(value.text());
  }
  return out;
}

Parameters ReadParameters(cfn::Evaluator& evaluator, const cfn::Value& declared,
                          const cfn::GivenParameters& given) {
  Parameters out;
  for (const cfn::Evaluator::Member& declaration : evaluator.Members(declared)) {
    const auto found = given.find(declaration.key);
    Parameter parameter;
    if (found != given.end()) {
      parameter.value = cfn::Value::Scalar(found->second.text, declaration.key_where);
    } else if (declaration.value.is_map()) {
      parameter.value = evaluator.Get(declaration.value, "default");
      parameter.permitted = PermittedOf(evaluator, declaration.value);
    } else {
      parameter.value = declaration.value;
    }
    if (parameter.value.absent()) {
      parameter.value =
          cfn::Value::NotKnown(fmt::format("the parameter `{}` has no value and no default", declaration.key),
                               declaration.key_where);
    }
    out.emplace(declaration.key, std::move(parameter));
  }
  return out;
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
  constexpr std::string_view kSsm = "ssm:";
  const cfn::Environment& environment = evaluator.environment();
  const auto found = parameters.find(name);
  if (found != parameters.end()) {
    return evaluator.DocumentParameter(Below(within, found->first), found->second.permitted,
                                       found->second.value);
  }
  if (StartsWith(name, kSsm)) {
    const std::string_view parameter = Trim(name.substr(kSsm.size()));
    if (environment.lookups != nullptr) environment.lookups->Note(Lookups::Kind::kSsmParameter, parameter);
    const auto* known = environment.ssm_parameters;
    const auto value =
        known == nullptr ? std::map<std::string, std::string>::const_iterator() : known->find(parameter);
    if (known != nullptr && value != known->end()) return cfn::Value::Scalar(value->second, where);
    return cfn::Value::NotKnown(fmt::format("the SSM parameter `{}` is not in the store", parameter), where);
  }
  if (name.find_first_of(".:") != std::string_view::npos) return ResolveOutput(products, name, where);
  return cfn::Value::NotKnown(fmt::format("the document declares no parameter `{}`", name), where);
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
