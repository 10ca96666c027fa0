#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/report.h"
#include "report/table.h"
#include "store/store.h"

namespace headroom {

// Where every license of a store stands: for the people who look after them, while a Report is about one run.
// Strings may hold anything that a store or an input holds.

/// How much a person has to care; the worst last.
enum class Concern : uint8_t { kNone, kSome, kGrave };

/// A license of the store, with what deployments would take of it.
struct DashboardLicense {
  ReportedLicense numbers;  // without deployments that take it: planned, full scale and surge are 0
  std::string label;        // its name, with Region and id where another license has the same
  std::string region;
  std::vector<std::string> rules;
  bool disabled = false;
  std::optional<int64_t> expiry;  // seconds since 1970
  Standing standing = Standing::kFits;
  bool near = false;  // at or past the threshold, and not past the limit
  int64_t images = 0;

  Concern concern() const;
  /// "past its limit", "near its limit", "has room", …
  std::string_view state() const;
  /// Whether it is at or past its threshold with what is planned, or nobody can tell.
  bool alerts() const;
  /// What is in use and planned, at the most that is known.
  int64_t total() const;
};

/// Who takes a license: a stack that runs, or a launch that is planned.
struct DashboardTaker {
  std::string name;     // "web-prod", "WebFleet"
  std::string detail;   // "stack of the account 111122223333", "web.yaml"
  std::string license;  // as DashboardLicense::label
  std::string counting_type;
  bool planned = false;
  int64_t low = 0;
  Count high;
};

/// An image that somebody has to look at, and why.
struct DashboardImage {
  std::string id, owner, trouble;
  Concern concern = Concern::kSome;
};

/// An agreement that has ended or soon ends.
struct DashboardAgreement {
  std::string license;
  int64_t expiry = 0;  // seconds since 1970
  Concern concern = Concern::kNone;
};

struct DashboardSnapshot {
  std::string path, account;  // account empty: the document does not say
  int64_t at = 0;             // seconds since 1970
  bool stale = false;         // older than is allowed
  bool of_future = false;     // an age is allowed, and this one's is not known
};

struct Dashboard {
  Report report;                               // of the deployments, if there are any
  std::vector<DashboardLicense> licenses;      // the gravest first
  std::vector<DashboardTaker> takers;          // who takes most first
  std::vector<DashboardAgreement> agreements;  // by expiry
  std::vector<DashboardImage> images;          // the gravest first
  std::vector<DashboardSnapshot> snapshots;
  bool undated = false;               // an age is allowed, and that of the data is not known
  std::vector<std::string> warnings;  // about the store and the inputs

  bool has_plan() const { return !report.inputs.empty(); }
};

struct DashboardOptions {
  int64_t near_limit_millionths = 900'000;
  std::optional<int64_t> max_age;  // seconds; an older snapshot is stale
  std::vector<std::string> warnings;
};

/// `report.made` is now.
Dashboard MakeDashboard(Report report, const RuleStore& store, const DashboardOptions& options);

/// What the dashboard comes to: "2 licenses are past their limit", and the rest of it in a sentence.
struct DashboardVerdict {
  std::string headline;
  std::string rest;
  Concern concern = Concern::kNone;
};
DashboardVerdict VerdictOf(const Dashboard& dashboard);

/// One page with everything in it: no other file, no network. What is hostile in it is text.
std::string DashboardHtml(const Dashboard& dashboard);
/// The same for the summary of a CI job.
std::string DashboardMarkdown(const Dashboard& dashboard);
/// A line for each license that alerts, each input that cannot be read and each snapshot that is stale, or
/// one that the age of the data is not known; empty if there is none.
std::string DashboardAlerts(const Dashboard& dashboard);

}  // namespace headroom
