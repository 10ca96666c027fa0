#include "cfn/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace headroom::cfn {
namespace {

constexpr uint32_t kMatchLimit = 100'000;  // steps: some milliseconds
constexpr uint32_t kHeapLimit = 16 << 10;  // KiB
constexpr size_t kMaxPattern = 16 << 10;

template <auto kFree>
struct Free {
  template <typename T>
  void operator()(T* pointer) const {
    kFree(pointer);
  }
};

PCRE2_SPTR Bytes(std::string_view text) { return reinterpret_cast<PCRE2_SPTR>(text.data()); }

}  // namespace

struct Pattern::Compiled {
  std::unique_ptr<pcre2_code, Free<pcre2_code_free>> code;
  std::unique_ptr<pcre2_match_context, Free<pcre2_match_context_free>> limits;
};

Pattern::Pattern(std::string_view expression) : compiled_(std::make_unique<Compiled>()) {
  // `[a-z&&[^x]]` is an intersection in Java and something else in PCRE2.
  if (expression.size() > kMaxPattern || expression.find("&&") != std::string_view::npos) return;
  constexpr uint32_t kOptions = PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C;
  int error = 0;
  PCRE2_SIZE offset = 0;
  compiled_->code.reset(
      pcre2_compile(Bytes(expression), expression.size(), kOptions, &error, &offset, nullptr));
  compiled_->limits.reset(pcre2_match_context_create(nullptr));
  if (!compiled_->limits) return;
  pcre2_set_match_limit(compiled_->limits.get(), kMatchLimit);
  pcre2_set_depth_limit(compiled_->limits.get(), kMatchLimit);
  pcre2_set_heap_limit(compiled_->limits.get(), kHeapLimit);
}

Pattern::~Pattern() = default;

std::optional<bool> Pattern::Matches(std::string_view text) const {
  if (!compiled_->code || !compiled_->limits) return {};
  const std::unique_ptr<pcre2_match_data, Free<pcre2_match_data_free>> data(
      pcre2_match_data_create(1, nullptr));
  if (!data) return {};
  const int result =
      pcre2_match(compiled_->code.get(), Bytes(text), text.size(), 0, 0, data.get(), compiled_->limits.get());
  if (result >= 0) return true;
  if (result == PCRE2_ERROR_NOMATCH) return false;
  return {};
}

}  // namespace headroom::cfn
