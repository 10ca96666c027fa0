#pragma once

#include <functional>
#include <string>

#include "base/source.h"
#include "syntax/document.h"
#include "syntax/parse.h"

namespace headroom::cfn {

/// The snippet at an `AWS::Include` transform's Location; null where it cannot be read. It must outlive the
/// call.
using FindSnippet = std::function<const Document*(const std::string& location, Place where)>;

/// Whether a document may ask for snippets, told from its text.
bool MayInclude(const Document& document);

/// A copy of a template with the snippets of its AWS::Include transforms in their places, which is where
/// their nodes stand, too. A snippet that cannot be read, or whose Location is no plain text, stays a
/// transform, and so does one in a snippet. A key that is there already is an error, as in the template
/// itself. Source: CloudFormation template reference, "AWS::Include transform".
ParseResult Include(const Document& document, const FindSnippet& find);

}  // namespace headroom::cfn
