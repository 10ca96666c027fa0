#include "resources/api_call.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/text.h"

namespace headroom {

ApiCall::ApiCall(std::string_view of, std::string_view what) : service(ToLower(of)), action(ToLower(what)) {
  constexpr std::string_view kPackage = "@aws-sdk/client-", kCommand = "command";
  if (StartsWith(service, kPackage)) service.erase(0, kPackage.size());
  service.erase(std::remove(service.begin(), service.end(), '-'), service.end());
  action.erase(std::remove(action.begin(), action.end(), '_'), action.end());
  if (EndsWith(action, kCommand)) action.resize(action.size() - kCommand.size());
}

bool ApiCall::StartsInstances() const {
  constexpr std::pair<std::string_view, std::string_view> kCalls[] = {
      {"autoscaling", "createautoscalinggroup"},
      {"autoscaling", "setdesiredcapacity"},
      {"autoscaling", "updateautoscalinggroup"},
      {"cloudformation", "createstack"},
      {"cloudformation", "updatestack"},
      {"ec2", "createfleet"},
      {"ec2", "requestspotfleet"},
      {"ec2", "requestspotinstances"},
      {"ec2", "runinstances"},
      {"ec2", "startinstances"}};
  return std::any_of(std::begin(kCalls), std::end(kCalls),
                     [&](const auto& call) { return Is(call.first, call.second); });
}

}  // namespace headroom
