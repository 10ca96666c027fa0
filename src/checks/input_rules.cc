// LM001, LM002, LM003 and LM005 are raised while an input is read, by syntax, cfn and cli; here stands what
// they mean.

#include "checks/check.h"
#include "checks/declarations.h"

namespace headroom {

constinit const Check checks::unreadable_input = {
    .info = {.id = "LM001",
             .name = "unreadable-input",
             .severity = Severity::kError,
             .title = "an input cannot be read as YAML or JSON",
             .why = "What cannot be read cannot be judged: not valid YAML or JSON, not UTF-8, a key twice in "
                    "one map (whichever is meant, the demand is not what one of them says), nested deeper "
                    "than 200, larger than the limit, or aliases that unfold without end.",
             .fix = "Correct the text at the place shown. For a file that really is that large, raise the "
                    "limit with --max-size.",
             .bad = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      InstanceType: m5.large
      InstanceType: m5.xlarge
)yaml",
             .good = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      InstanceType: m5.large
)yaml"},
    .run = nullptr,
};

constinit const Check checks::not_an_input = {
    .info = {.id = "LM002",
             .name = "not-an-input",
             .severity = Severity::kNote,
             .title = "a file named on the command line is nothing that headroom judges",
             .why = "It is neither a CloudFormation template nor a launch template. In a folder such files "
                    "are only counted as skipped; a file named explicitly was probably meant to be something "
                    "else.",
             .fix = "Name the template instead, or leave the file out.",
             .bad = R"yaml(services:
  web:
    image: nginx
)yaml",
             .good = R"yaml(Resources:
  Topic:
    Type: AWS::SNS::Topic
)yaml"},
    .run = nullptr,
};

constinit const Check checks::malformed_template = {
    .info = {.id = "LM003",
             .name = "malformed-template",
             .severity = Severity::kError,
             .title = "the template language is misused",
             .why = "A reference to a parameter, mapping or condition that is not declared, conditions that "
                    "need each other, or a value of the wrong type: CloudFormation refuses such a template, "
                    "and no demand can be told from it.",
             .fix = "Correct the reference or the value; the message names what is declared and near.",
             .bad = R"yaml(Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: !Ref Size
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef
)yaml",
             .good = R"yaml(Parameters:
  Size: {Type: String, Default: m5.xlarge}
Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: !Ref Size
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef
)yaml"},
    .run = nullptr,
};

constinit const Check checks::invalid_parameter = {
    .info = {.id = "LM005",
             .name = "invalid-parameter",
             .severity = Severity::kError,
             .title = "a parameter value is not allowed, or no template declares the parameter",
             .why = "CloudFormation refuses a value that the parameter's constraints forbid and a parameter "
                    "that the template does not have; a misspelt name would leave the default in force "
                    "unnoticed.",
             .fix = "Give an allowed value, or correct the name.",
             .bad = R"yaml(Parameters:
  Size: {Type: String, Default: m5.24xlarge, AllowedValues: [m5.xlarge, m5.2xlarge]}
Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: !Ref Size
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef
)yaml",
             .good = R"yaml(Parameters:
  Size: {Type: String, Default: m5.xlarge, AllowedValues: [m5.xlarge, m5.2xlarge]}
Resources:
  Node:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-0a70a70a70a70a70a
      InstanceType: !Ref Size
      LicenseSpecifications:
        - LicenseConfigurationArn: arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef
)yaml"},
    .run = nullptr,
};

}  // namespace headroom
