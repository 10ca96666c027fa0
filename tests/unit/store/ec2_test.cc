// Documents of `aws ec2 describe-…`.

#include "load.h"

namespace headroom {
namespace {

TEST_CASE("images") {
  const Loaded loaded = LoadYaml(R"(Images:
  - ImageId: ami-1
    OwnerId: "111122223333"
    State: available
    PlatformDetails: Windows BYOL
    UsageOperation: RunInstances:0800
    SourceImageId: ami-0
    SourceInstanceId: ""
    DeprecationTime: "2021-06-01T00:00:00.000Z"
    BlockDeviceMappings: [{DeviceName: /dev/xvda}]
  - {ImageId: ami-2, State: failed, SourceInstanceId: i-1}
  - {ImageId: "", State: ""}
)");
  CHECK(loaded->has_images());
  const Image* first = loaded->FindImage("ami-1");
  REQUIRE(first != nullptr);
  CHECK(first->id == "ami-1");
  CHECK(first->owner == "111122223333");
  CHECK(first->state == "available");
  CHECK(first->platform_details == "Windows BYOL");
  CHECK(first->usage_operation == "RunInstances:0800");
  CHECK(first->source_image_id == "ami-0");
  CHECK(first->source_instance_id == "");
  CHECK(first->deprecation_time == 1622505600);
  CHECK(At(first->where) == "2:5");
  const Image* second = loaded->FindImage("ami-2");
  REQUIRE(second != nullptr);
  CHECK(second->state == "failed");
  CHECK(second->source_instance_id == "i-1");
  CHECK(second->deprecation_time == std::nullopt);
  CHECK(loaded->FindImage("ami-3") == nullptr);
  CHECK(loaded->FindImage("") == nullptr);
}

TEST_CASE("a store without images is told from one with none of them known") {
  CHECK(LoadYaml("Images: []\n")->has_images());
  CHECK_FALSE(LoadYaml("Images:\n")->has_images());
  CHECK(LoadYaml("Images: [{ImageId: ami-1}]\n")->has_images());
}

TEST_CASE("instances, with where they run and their tags") {
  const Loaded loaded = LoadYaml(R"(Reservations:
  - ReservationId: r-1
    Instances:
      - InstanceId: i-1
        ImageId: ami-1
        InstanceType: m5.2xlarge
        State: {Code: 16, Name: running}
        Placement: {AvailabilityZone: us-east-1a, HostId: h-1}
        Tags:
          - {Key: "aws:cloudformation:stack-name", Value: web-prod}
          - {Key: empty, Value: ""}
  - Instances:
      - {InstanceId: i-2}
)");
  const StoreInstance* first = loaded->FindInstance("i-1");
  REQUIRE(first != nullptr);
  CHECK(first->id == "i-1");
  CHECK(first->image_id == "ami-1");
  CHECK(first->instance_type == "m5.2xlarge");
  CHECK(first->host_id == "h-1");
  CHECK(first->state == "running");
  CHECK(first->tags == std::map<std::string, std::string, std::less<>>{
                           {"aws:cloudformation:stack-name", "web-prod"}, {"empty", ""}});
  CHECK(loaded->instances().size() == 2);
  CHECK(loaded->FindInstance("i-3") == nullptr);
}

TEST_CASE("an instance type that the built-in data lacks") {
  const Loaded loaded = LoadYaml(R"(InstanceTypes:
  - InstanceType: m98.large
    CurrentGeneration: true
    SupportedUsageClasses: [on-demand, spot]
    BareMetal: false
    Hypervisor: nitro
    ProcessorInfo: {SupportedArchitectures: [i386, x86_64], Manufacturer: Intel}
    VCpuInfo: {DefaultVCpus: 6, DefaultCores: 3, DefaultThreadsPerCore: 2, ValidCores: [1, 2, 3], ValidThreadsPerCore: [1, 2]}
    MemoryInfo: {SizeInMiB: 8192}
    InstanceStorageInfo: {TotalSizeInGB: 300, Disks: [{SizeInGB: 150, Count: 2, Type: ssd}]}
    EbsInfo: {EbsOptimizedInfo: {BaselineBandwidthInMbps: 650}}
    NetworkInfo:
      MaximumNetworkInterfaces: 3
      EncryptionInTransitSupported: true
      NetworkCards:
        - {BaselineBandwidthInGbps: 0.75, PeakBandwidthInGbps: 10.0}
        - {BaselineBandwidthInGbps: 1, PeakBandwidthInGbps: 12.5}
    GpuInfo: {Gpus: [{Name: T4, Manufacturer: NVIDIA, Count: 1}], TotalGpuMemoryInMiB: 15360}
    HibernationSupported: false
    BurstablePerformanceSupported: false
    DedicatedHostsSupported: true
)");
  const InstanceType expected = {.name = "m98.large",
                                 .family = "m98",
                                 .vcpus = 6,
                                 .cores = 3,
                                 .threads_per_core = 2,
                                 .valid_cores = "1;2;3",
                                 .valid_threads = "1;2",
                                 .memory_mib = 8192,
                                 .bare_metal = false,
                                 .dedicated_hosts = true,
                                 .current_generation = true,
                                 .burstable = false,
                                 .hypervisor = "nitro",
                                 .architectures = "i386;x86_64",
                                 .cpu_manufacturer = "intel",
                                 .usage_classes = "on-demand;spot",
                                 .accelerators = "gpu:1:nvidia:T4",
                                 .accelerator_memory_mib = 15360,
                                 .storage_gb = 300,
                                 .storage_types = "ssd",
                                 .network_interfaces = 3,
                                 .network_baseline_mbps = 1750,
                                 .network_peak_mbps = 22500,
                                 .ebs_baseline_mbps = 650,
                                 .hibernation = false,
                                 .encryption_in_transit = true};
  const InstanceType* type = loaded->catalog().FindType("m98.large");
  REQUIRE(type != nullptr);
  CHECK(*type == expected);
}

TEST_CASE("no Dedicated Host offers a new type only where an entry says so") {
  const Loaded loaded = LoadYaml(
      "InstanceTypes:\n- {InstanceType: m98.large, VCpuInfo: {DefaultVCpus: 2}}\n"
      "- {InstanceType: m97.large, VCpuInfo: {DefaultVCpus: 2}, DedicatedHostsSupported: false}\n");
  CHECK(loaded->catalog().FindType("m98.large")->dedicated_hosts);
  CHECK_FALSE(loaded->catalog().FindType("m97.large")->dedicated_hosts);
}

TEST_CASE("a partial entry overrides what it says, and a second one adds to it") {
  const Loaded loaded = LoadYaml(
      "InstanceTypes:\n- {InstanceType: m5.large, DedicatedHostsSupported: false}\n"
      "- {InstanceType: m5.large, VCpuInfo: {ValidCores: []}}\n");
  const Catalog built_in;
  InstanceType expected = *built_in.FindType("m5.large");
  expected.dedicated_hosts = false;
  expected.valid_cores = "";
  REQUIRE(loaded->catalog().FindType("m5.large") != nullptr);
  CHECK(*loaded->catalog().FindType("m5.large") == expected);
  CHECK(*loaded->catalog().FindType("m5.xlarge") == *built_in.FindType("m5.xlarge"));
}

TEST_CASE("instance types that disagree, or say too little") {
  CHECK(LoadYaml("InstanceTypes:\n- {InstanceType: m98.large, VCpuInfo: {DefaultVCpus: 4}}\n"
                 "- {InstanceType: m98.large, VCpuInfo: {DefaultVCpus: 8}}\n")
            .error() ==
        "store/a.yaml:3:3: the instance type `m98.large` is not what it is at store/a.yaml:2:3");
  CHECK(LoadYaml("InstanceTypes:\n- {InstanceType: m98.large, VCpuInfo: {DefaultVCpus: 0}}\n").error() ==
        "store/a.yaml:2:54: `DefaultVCpus` is 0");
  CHECK(
      LoadYaml("InstanceTypes:\n- {InstanceType: m98.large, VCpuInfo: {DefaultVCpus: 1000001}}\n").error() ==
      "store/a.yaml:2:54: `DefaultVCpus` is more than 1,000,000: `1000001`");
  CHECK(LoadYaml("InstanceTypes:\n- {InstanceType: m5.large, VCpuInfo: {ValidCores: [1, x]}}\n").error() ==
        "store/a.yaml:2:55: `ValidCores` takes a list of whole numbers");
  CHECK(LoadYaml("InstanceTypes:\n- {VCpuInfo: {DefaultVCpus: 4}}\n").error() ==
        "store/a.yaml:2:3: an instance type without `InstanceType`, its name");
  const Loaded loaded = LoadYaml("InstanceTypes:\n- {InstanceType: m98.large, BareMetal: true}\n");
  REQUIRE(loaded.store.has_value());
  CHECK(loaded.store->catalog().FindType("m98.large") == nullptr);
  CHECK(loaded.Warnings() ==
        "store/a.yaml:2:3: the instance type `m98.large` is left out: it "
        "has no `VCpuInfo.DefaultVCpus`");
}

TEST_CASE("hosts, and what they say of their family") {
  const Loaded loaded = LoadYaml(R"(Hosts:
  - HostId: h-1
    HostProperties: {Cores: 192, InstanceFamily: m8i, Sockets: 4, TotalVCpus: 384}
    AllowsMultipleInstanceTypes: "on"
  - HostId: h-2
    HostProperties: {Cores: 48, InstanceType: m5.large, Sockets: 2, TotalVCpus: 96}
    AllowsMultipleInstanceTypes: "off"
  - HostProperties: {InstanceFamily: m98, Cores: 10}
)");
  const StoreHost* host = loaded->FindHost("h-1");
  REQUIRE(host != nullptr);
  CHECK(host->id == "h-1");
  CHECK(host->instance_type == "");
  CHECK(host->instance_family == "m8i");
  CHECK(host->sockets == Count(4));
  CHECK(host->cores == Count(192));
  CHECK(host->vcpus == Count(384));
  REQUIRE(loaded->FindHost("h-2") != nullptr);
  CHECK(loaded->FindHost("h-2")->instance_type == "m5.large");
  CHECK(loaded->FindHost("h-2")->instance_family == "m5");
  CHECK(loaded->FindHost("h-3") == nullptr);
  const HostFamily* family = loaded->catalog().FindHost("m8i");
  REQUIRE(family != nullptr);
  CHECK(family->sockets == Count(4));
  CHECK(family->cores == Count(192));
  CHECK(family->multi_size);
  CHECK_FALSE(family->lower_bound);
  CHECK(loaded->catalog().FindHost("m5")->multi_size);  // one host for one size does not mean that none mixes
  const HostFamily* added = loaded->catalog().FindHost("m98");
  REQUIRE(added != nullptr);
  CHECK(added->cores == Count(10));
  CHECK(added->sockets == Count());
  CHECK(loaded->catalog().FindHost("r5")->cores == Count(48));
}

TEST_CASE("hosts of one family that differ leave the built-in figure") {
  const Loaded loaded = LoadYaml(
      "Hosts:\n- {HostId: h-1, HostProperties: {InstanceFamily: c5d, Cores: 36, Sockets: 2}}\n"
      "- {HostId: h-2, HostProperties: {InstanceFamily: c5d, Cores: 48, Sockets: 2}}\n"
      "- {HostId: h-3, HostProperties: {InstanceFamily: c5d, Cores: 48, Sockets: 2}}\n");
  CHECK(loaded->FindHost("h-2")->cores == Count(48));
  CHECK(loaded->catalog().FindHost("c5d")->cores == Count(36));
  CHECK(loaded->catalog().FindHost("c5d")->sockets == Count(2));
}

constexpr const char* kTemplates = R"(LaunchTemplateVersions:
  - LaunchTemplateId: lt-1
    LaunchTemplateName: golden
    VersionNumber: 10
    DefaultVersion: false
    LaunchTemplateData: {InstanceType: m5.large}
  - LaunchTemplateId: lt-1
    LaunchTemplateName: golden
    VersionNumber: 2
    DefaultVersion: true
    LaunchTemplateData: {InstanceType: m5.xlarge}
)";

std::string TypeIn(const LaunchTemplateVersion* version) {
  if (version == nullptr) return "none";
  const Document& document = *version->document;
  return std::string(document[document.Find(version->data, "InstanceType")].text);
}

TEST_CASE("launch template versions by id or name, number, $Latest and $Default") {
  const Loaded loaded = LoadYaml(kTemplates);
  for (const char* key : {"lt-1", "golden"}) {
    CAPTURE(key);
    CHECK(TypeIn(loaded->FindLaunchTemplate(key, "10")) == "m5.large");
    CHECK(TypeIn(loaded->FindLaunchTemplate(key, "2")) == "m5.xlarge");
    CHECK(TypeIn(loaded->FindLaunchTemplate(key, "$Latest")) == "m5.large");
    CHECK(TypeIn(loaded->FindLaunchTemplate(key, "$Default")) == "m5.xlarge");
    CHECK(TypeIn(loaded->FindLaunchTemplate(key, "3")) == "none");
    CHECK(TypeIn(loaded->FindLaunchTemplate(key, "")) == "none");
    CHECK(TypeIn(loaded->FindLaunchTemplate(key, "latest")) == "none");
    CHECK(loaded->KnowsLaunchTemplate(key));
  }
  CHECK(TypeIn(loaded->FindLaunchTemplate("silver", "$Latest")) == "none");
  CHECK_FALSE(loaded->KnowsLaunchTemplate("silver"));
  CHECK_FALSE(loaded->KnowsLaunchTemplate(""));
}

TEST_CASE("launch template data outlives the load, and a moved store") {
  Loaded loaded(MemoryFiles({{"store/a.yaml", kTemplates}}));
  const RuleStore store = *std::move(loaded.store);
  CHECK(TypeIn(store.FindLaunchTemplate("golden", "2")) == "m5.xlarge");
}

TEST_CASE("the same launch template version twice") {
  const std::string one =
      "LaunchTemplateVersions: [{LaunchTemplateId: lt-1, LaunchTemplateName: golden, "
      "VersionNumber: 1, LaunchTemplateData: {ImageId: ami-1, InstanceType: m5.large}}]\n";
  const std::string same =
      "LaunchTemplateVersions: [{LaunchTemplateId: lt-1, LaunchTemplateName: golden, "
      "VersionNumber: 1, LaunchTemplateData: {InstanceType: m5.large, ImageId: ami-1}}]\n";
  const std::string other =
      "LaunchTemplateVersions: [{LaunchTemplateId: lt-1, LaunchTemplateName: golden, "
      "VersionNumber: 1, LaunchTemplateData: {ImageId: ami-1, InstanceType: m5.xlarge}}]\n";
  CHECK(TypeIn(Loaded(MemoryFiles({{"store/a.yaml", one}, {"store/b.yaml", same}}))
                   ->FindLaunchTemplate("golden", "1")) == "m5.large");
  CHECK(Loaded(MemoryFiles({{"store/a.yaml", one}, {"store/b.yaml", other}})).error() ==
        "store/b.yaml:1:117: version 1 of the launch template `golden` is not what it is at "
        "store/a.yaml:1:117");
}

TEST_CASE("a name that two launch templates have says nothing; their ids do") {
  const Loaded loaded = LoadYaml(
      "LaunchTemplateVersions:\n"
      "- {LaunchTemplateId: lt-1, LaunchTemplateName: golden, VersionNumber: 1, LaunchTemplateData: "
      "{InstanceType: m5.large}}\n"
      "- {LaunchTemplateId: lt-2, LaunchTemplateName: golden, VersionNumber: 1, LaunchTemplateData: "
      "{InstanceType: m5.xlarge}}\n");
  CHECK_FALSE(loaded->KnowsLaunchTemplate("golden"));
  CHECK(TypeIn(loaded->FindLaunchTemplate("lt-1", "1")) == "m5.large");
  CHECK(TypeIn(loaded->FindLaunchTemplate("lt-2", "1")) == "m5.xlarge");
}

TEST_CASE("documents that disagree about an image, an instance, a host") {
  struct {
    const char *a, *b, *error;
  } const cases[] = {
      {"Images: [{ImageId: ami-1, State: available}]", "Images: [{ImageId: ami-1, State: deregistered}]",
       "store/b.yaml:1:10: `State` of `ami-1` is not what it is at store/a.yaml:1:10"},
      {"Images: [{ImageId: ami-1, SourceImageId: ami-2}]", "Images: [{ImageId: ami-1, SourceImageId: ami-3}]",
       "store/b.yaml:1:10: `SourceImageId` of `ami-1` is not what it is at store/a.yaml:1:10"},
      {"Images: [{ImageId: ami-1, DeprecationTime: 2021-01-01}]",
       "Images: [{ImageId: ami-1, DeprecationTime: 2022-01-01}]",
       "store/b.yaml:1:10: `DeprecationTime` of `ami-1` is not what it is at store/a.yaml:1:10"},
      {"Reservations: [{Instances: [{InstanceId: i-1, ImageId: ami-1}]}]",
       "Reservations: [{Instances: [{InstanceId: i-1, ImageId: ami-2}]}]",
       "store/b.yaml:1:29: `ImageId` of `i-1` is not what it is at store/a.yaml:1:29"},
      {"Reservations: [{Instances: [{InstanceId: i-1, Tags: [{Key: a, Value: b}]}]}]",
       "Reservations: [{Instances: [{InstanceId: i-1, Tags: [{Key: a, Value: c}]}]}]",
       "store/b.yaml:1:29: `Tags` of `i-1` is not what it is at store/a.yaml:1:29"},
      {"Hosts: [{HostId: h-1, HostProperties: {Cores: 48}}]",
       "Hosts: [{HostId: h-1, HostProperties: {Cores: 96}}]",
       "store/b.yaml:1:9: `Cores` of `h-1` is not what it is at store/a.yaml:1:9"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.a);
    CHECK(Loaded(MemoryFiles({{"store/a.yaml", c.a}, {"store/b.yaml", c.b}})).error() == c.error);
    const Loaded same(MemoryFiles({{"store/a.yaml", c.a}, {"store/b.yaml", c.a}}));
    CHECK(same.error() == "no error");
  }
}

TEST_CASE("documents that complement each other about an image") {
  const Loaded loaded(MemoryFiles({{"store/a.yaml", "Images: [{ImageId: ami-1, State: available}]"},
                                   {"store/b.yaml", "Images: [{ImageId: ami-1, OwnerId: '1'}]"}}));
  CHECK(loaded->FindImage("ami-1")->state == "available");
  CHECK(loaded->FindImage("ami-1")->owner == "1");
}

TEST_CASE("entries that lack what they are found by") {
  struct {
    const char *text, *error;
  } const cases[] = {
      {"Images: [{State: available}]", "1:10: an image without `ImageId`"},
      {"Images: [{ImageId: [x]}]", "1:20: `ImageId` takes text, not a list"},
      {"Images: [{ImageId: ami-1, DeprecationTime: soon}]",
       "1:44: `DeprecationTime` takes a time (Unix seconds, or `2027-01-31T00:00:00Z`), not `soon`"},
      {"Reservations: [{Instances: [{ImageId: ami-1}]}]", "1:29: an instance without `InstanceId`"},
      {"Reservations: [{Instances: {}}]", "1:28: `Instances` takes a list, not a map"},
      {"Reservations: [{Instances: [{InstanceId: i-1, State: running}]}]",
       "1:54: `State` takes a map, not `running`"},
      {"Hosts: [{HostId: h-1, HostProperties: {Cores: many}}]",
       "1:47: `Cores` takes a whole number, not `many`"},
      {"LaunchTemplateVersions: [{VersionNumber: 1, LaunchTemplateData: {}}]",
       "1:26: a launch template version without `LaunchTemplateId`"},
      {"LaunchTemplateVersions: [{LaunchTemplateId: lt-1, LaunchTemplateData: {}}]",
       "1:26: a launch template version without `VersionNumber`"},
      {"LaunchTemplateVersions: [{LaunchTemplateId: lt-1, VersionNumber: 1}]",
       "1:26: a launch template version without `LaunchTemplateData`"},
      {"LaunchTemplateVersions: [{LaunchTemplateId: lt-1, VersionNumber: 1, LaunchTemplateData: x}]",
       "1:89: `LaunchTemplateData` takes a map, not `x`"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CHECK(LoadYaml(c.text).error() == std::string("store/a.yaml:") + c.error);
  }
}

TEST_CASE("a skeleton's blank entries say nothing") {
  const Loaded loaded = LoadYaml(
      "Images: [{ImageId: '', State: ''}]\nReservations: [{Instances: [{InstanceId: ''}]}]\n"
      "Hosts: [{HostId: ''}]\nLaunchTemplateVersions: [{LaunchTemplateId: '', VersionNumber: ''}]\n"
      "InstanceTypes: [{InstanceType: ''}]\nParameters: [{Name: '', Value: ''}]\nExports: [{Name: ''}]\n"
      "LicenseConfigurations: [{LicenseConfigurationArn: '', LicenseCountingType: ''}]\n");
  CHECK(loaded->licenses().empty());
  CHECK(loaded->instances().empty());
  CHECK(loaded->ssm_parameters().empty());
}

}  // namespace
}  // namespace headroom
