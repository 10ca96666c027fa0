#pragma once

#include <string>

#include "base/files.h"
#include "base/result.h"
#include "base/source.h"
#include "syntax/document.h"

namespace headroom {

/// Reads and parses a file that goes with the run (parameters, configuration, baseline). What is wrong with
/// it ends the run: "params.json:3:1: …".
Result<Document> ReadDocument(const std::string& path, const Files& files, SourceSet& sources);

}  // namespace headroom
