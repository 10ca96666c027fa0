#pragma once

#include "syntax/parse.h"

namespace headroom {

/// What one format's parser makes of a file whose encoding is checked.
struct FrontEndResult {
  ParseResult parsed;
  bool well_formed = true;  // false: the text is not of this format at all
};

FrontEndResult ParseJson(const SourceFile& file);
FrontEndResult ParseYaml(const SourceFile& file);

/// What is wrong with the bytes whatever their format; the message is empty if nothing is.
SyntaxError CheckBytes(const SourceFile& file);

/// The length of a byte order mark, 0 without one.
uint32_t ByteOrderMarkLength(std::string_view bytes);

}  // namespace headroom
