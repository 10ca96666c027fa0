#pragma once

#include <cstdint>
#include <optional>

namespace headroom {

/// A number of licenses, instances or units; nothing means "cannot be determined", and whatever is computed
/// from it is not determined either. A result that does not fit 64 bits is not determined: a wrong count is
/// worse than none.
using Count = std::optional<int64_t>;

inline Count Add(Count a, Count b) {
  int64_t sum;
  if (!a || !b || __builtin_add_overflow(*a, *b, &sum)) return {};
  return sum;
}

/// A sum for people to compare with a limit: what does not fit is as large (or small) as can be.
inline int64_t SaturatingAdd(int64_t a, int64_t b) {
  int64_t sum;
  if (!__builtin_add_overflow(a, b, &sum)) return sum;
  return b > 0 ? INT64_MAX : INT64_MIN;
}

inline Count Subtract(Count a, Count b) {
  int64_t difference;
  if (!a || !b || __builtin_sub_overflow(*a, *b, &difference)) return {};
  return difference;
}

inline Count Multiply(Count a, Count b) {
  int64_t product;
  if (!a || !b || __builtin_mul_overflow(*a, *b, &product)) return {};
  return product;
}

}  // namespace headroom
