#pragma once

#include <string>
#include <string_view>

namespace headroom {

/// A call of an AWS service, however it is spelt: boto3's `ec2` and `run_instances`, the JavaScript SDK's
/// `EC2` and `runInstances`, or its `@aws-sdk/client-ec2` and `RunInstancesCommand`, all are `ec2` and
/// `runinstances`; `license-manager` is `licensemanager`.
struct ApiCall {
  ApiCall(std::string_view service, std::string_view action);

  bool Is(std::string_view of, std::string_view what) const { return service == of && action == what; }
  /// Whether it starts instances, or makes something else start them.
  bool StartsInstances() const;

  std::string service, action;
};

}  // namespace headroom
