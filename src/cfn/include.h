#pragma once

#include <functional>
#include <string>

#include "base/source.h"
#include "syntax/document.h"
#include "syntax/parse.h"

namespace headroom::cfn {

/// An `AWS::Include` transform.
struct SnippetCall {
  std::string location;     // empty: it is no plain text …
  NodeId node = kNoNode;    // … but what stands here, which may be a function; kNoNode: there is none
  Place where;              // of the Location, else of the transform
  NodeId holder = kNoNode;  // the map that the snippet's entries go into
};

/// The snippet that a transform asks for, whose root is a map; null where it cannot be read. It must outlive
/// the call.
using FindSnippet = std::function<const Document*(const SnippetCall& call)>;

/// Whether a document may ask for snippets, told from its text.
bool MayInclude(const Document& document);

/// A copy of a template with the snippets of its AWS::Include transforms in their places, which is where
/// their nodes stand, too. A snippet that cannot be read, or whose Location is no plain text, stays a
/// transform, and so does one in a snippet. A key that is there already is an error, as in the template
/// itself. Source: CloudFormation template reference, "AWS::Include transform".
ParseResult Include(const Document& document, const FindSnippet& find);

}  // namespace headroom::cfn
