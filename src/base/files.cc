#include "base/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "base/descriptor.h"
#include "base/text.h"

namespace headroom {
namespace {

/// "cannot read `x.yaml`: Permission denied", from errno.
tl::unexpected<Error> FailWithErrno(const char* action, const std::string& path) {
  return Fail(fmt::format("cannot {} `{}`: {}", action, path, std::generic_category().message(errno)));
}

Files::Kind KindOfMode(mode_t mode) {
  if (S_ISREG(mode)) return Files::Kind::kFile;
  if (S_ISDIR(mode)) return Files::Kind::kFolder;
  return Files::Kind::kOther;
}

/// Kind of a folder's entry, links not followed.
Files::Kind KindOfEntry(const dirent& entry, const std::string& folder) {
  switch (entry.d_type) {
    case DT_REG:
      return Files::Kind::kFile;
    case DT_DIR:
      return Files::Kind::kFolder;
    case DT_UNKNOWN: {  // some file systems do not say
      struct stat status;
      const std::string path = folder + "/" + entry.d_name;
      return ::lstat(path.c_str(), &status) == 0 ? KindOfMode(status.st_mode) : Files::Kind::kOther;
    }
    default:
      return Files::Kind::kOther;
  }
}

/// Bytes until the end or `limit`; nothing, with errno, if reading fails. `expected` is the size to begin
/// with.
std::optional<std::string> ReadUpTo(int fd, uint64_t limit, uint64_t expected) {
  constexpr uint64_t kChunk = 64 << 10;
  std::string bytes;
  size_t size = 0;
  for (uint64_t room = expected + 1; size < limit; room = std::max<uint64_t>(size, kChunk)) {
    if (size == bytes.size()) bytes.resize(std::min(limit, size + room));
    const ssize_t count = ::read(fd, bytes.data() + size, bytes.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return {};
    if (count == 0) break;
    size += static_cast<size_t>(count);
  }
  bytes.resize(size);
  return bytes;
}

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) bytes.remove_prefix(static_cast<size_t>(count));
  }
  return true;
}

/// Writes to what is there: a pipe, a terminal, a device.
Result<void> WriteDirectly(const std::string& path, std::string_view bytes) {
  const int flags = O_WRONLY | O_CLOEXEC | O_NOCTTY;
  const int fd = path == "/dev/stdout"   ? ::dup(STDOUT_FILENO)  // opening it again would lose the offset
                 : path == "/dev/stderr" ? ::dup(STDERR_FILENO)
                                         : ::open(path.c_str(), flags);
  Descriptor file(fd);
  if (!file || !WriteAll(file.get(), bytes) || !file.Close()) return FailWithErrno("write", path);
  return {};
}

/// Creates a file beside `target` that nobody else has.
std::pair<int, std::string> CreateNeighbour(const std::string& target) {
  for (int attempt = 0;; ++attempt) {
    std::string name = fmt::format("{}.{}-{}.tmp", target, ::getpid(), attempt);
    const int fd = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0 || errno != EEXIST || attempt == 100) return {fd, std::move(name)};
  }
}

/// Readers see the old file or the new one, never half of it.
Result<void> Replace(const std::string& path, const std::string& target, std::string_view bytes) {
  struct stat old;
  const bool keeps_mode = ::stat(target.c_str(), &old) == 0;
  const auto [fd, neighbour] = CreateNeighbour(target);
  if (fd < 0) return FailWithErrno("write", path);
  Descriptor file(fd);
  const bool done = (!keeps_mode || ::fchmod(file.get(), old.st_mode & 07777) == 0) &&
                    WriteAll(file.get(), bytes) && file.Close() &&
                    ::rename(neighbour.c_str(), target.c_str()) == 0;
  if (done) return {};
  const tl::unexpected<Error> failure = FailWithErrno("write", path);
  ::unlink(neighbour.c_str());
  return failure;
}

/// A lock of the kernel on a folder: no file is left behind, whatever ends the program.
class FolderLock final : public Files::Lock {
 public:
  explicit FolderLock(int fd) : folder_(fd) {}

 private:
  Descriptor folder_;  // closing it unlocks
};

/// Waits as long as somebody would.
Result<std::unique_ptr<Files::Lock>> LockFolder(const std::string& folder) {
  constexpr int kTries = 300;
  constexpr timespec kPause = {0, 100'000'000};
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return FailWithErrno("lock", folder);
  auto lock = std::make_unique<FolderLock>(fd);
  for (int i = 0; i < kTries; ++i) {
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return lock;
    if (errno != EWOULDBLOCK && errno != EINTR) return FailWithErrno("lock", folder);
    ::nanosleep(&kPause, nullptr);
  }
  return Fail(fmt::format("another run holds the folder `{}`", folder));
}

/// Makes a folder and those above it; true if it is there now.
bool MakeFolders(const std::string& path) {
  if (::mkdir(path.c_str(), 0777) == 0 || errno == EEXIST) return true;
  const size_t slash = path.rfind('/');
  if (errno != ENOENT || slash == std::string::npos || slash == 0) return false;
  return MakeFolders(path.substr(0, slash)) && (::mkdir(path.c_str(), 0777) == 0 || errno == EEXIST);
}

/// A new file whose bytes are on the disk.
bool WriteNewFile(const std::string& path, std::string_view bytes) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  return file && WriteAll(file.get(), bytes) && ::fsync(file.get()) == 0 && file.Close();
}

bool Sync(const std::string& folder) {
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return opened && ::fsync(opened.get()) == 0;
}

/// Removes a folder of files; none is fine.
bool RemoveFolder(const Files& files, const std::string& path) {
  if (files.KindOf(path) == Files::Kind::kMissing) return true;
  const Result<std::vector<Files::Entry>> entries = files.List(path);
  if (!entries) return false;
  for (const Files::Entry& entry : *entries) {
    if (::unlink((path + "/" + entry.name).c_str()) != 0) return false;
  }
  return ::rmdir(path.c_str()) == 0;
}

bool WriteNewFolder(const std::string& path, const std::map<std::string, std::string>& contents) {
  if (::mkdir(path.c_str(), 0777) != 0) return false;
  for (const auto& [name, bytes] : contents) {
    if (!WriteNewFile(path + "/" + name, bytes)) return false;
  }
  return Sync(path);
}

/// NFS, for one, exchanges no folders.
tl::unexpected<Error> FailToWriteFolder(const std::string& path) {
  if (errno != EINVAL) return FailWithErrno("write", path);
  return Fail(fmt::format(
      "cannot write `{}`: its file system cannot exchange two folders in one step; keep it on a local disk",
      path));
}

/// Puts `prepared` where `target` is, in one step: what was there lies at `prepared` then.
bool PutInPlace(const std::string& prepared, const std::string& target) {
  struct stat status;
  const bool replaces = ::lstat(target.c_str(), &status) == 0;
  if (replaces && !S_ISDIR(status.st_mode)) {
    errno = ENOTDIR;
    return false;
  }
  return ::renameat2(AT_FDCWD, prepared.c_str(), AT_FDCWD, target.c_str(), replaces ? RENAME_EXCHANGE : 0) ==
         0;
}

class RealFileSystem final : public Files {
 public:
  Kind KindOf(const std::string& path) const override {
    struct stat status;
    return ::stat(path.c_str(), &status) == 0 ? KindOfMode(status.st_mode) : Kind::kMissing;
  }

  Result<std::string> Read(const std::string& path, uint64_t max_size) const override {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
    struct stat status;
    if (!file || ::fstat(file.get(), &status) != 0) return FailWithErrno("read", path);
    std::optional<std::string> bytes =
        ReadUpTo(file.get(), max_size + 1, static_cast<uint64_t>(status.st_size));
    if (!bytes) return FailWithErrno("read", path);
    return std::move(*bytes);
  }

  Result<std::string> ReadStandardInput(uint64_t max_size) const override {
    std::optional<std::string> bytes = ReadUpTo(STDIN_FILENO, max_size + 1, 0);
    if (!bytes) return Fail("cannot read standard input: " + std::generic_category().message(errno));
    return std::move(*bytes);
  }

  Result<std::vector<Entry>> List(const std::string& path) const override {
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path.c_str()), ::closedir);
    if (folder == nullptr) return FailWithErrno("read", path);
    std::vector<Entry> entries;
    errno = 0;
    while (const dirent* entry = ::readdir(folder.get())) {
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") entries.push_back({std::string(name), KindOfEntry(*entry, path)});
      errno = 0;
    }
    if (errno != 0) return FailWithErrno("read", path);
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
    return entries;
  }

  Result<void> Write(const std::string& path, std::string_view bytes) const override {
    const bool device = StartsWith(path, "/dev/") || StartsWith(path, "/proc/");
    if (device || KindOf(path) == Kind::kOther) return WriteDirectly(path, bytes);
    if (KindOf(path) == Kind::kFolder) {
      errno = EISDIR;
      return FailWithErrno("write", path);
    }
    return Replace(path, Canonical(path), bytes);  // through a link, the file it names
  }

  Result<std::unique_ptr<Lock>> LockFor(const std::string& path) const override {
    const std::string real = Canonical(path);
    const size_t slash = real.rfind('/');
    return LockFolder(slash == std::string::npos ? "." : slash == 0 ? "/" : real.substr(0, slash));
  }

  Result<void> WriteFolder(const std::string& path,
                           const std::map<std::string, std::string>& contents) const override {
    const std::string target = Canonical(path);  // through a link, the folder it names
    const size_t slash = target.rfind('/');
    const std::string parent =
        slash == std::string::npos ? "." : target.substr(0, std::max<size_t>(slash, 1));
    const std::string prepared = fmt::format("{}/.{}.tmp", parent, target.substr(slash + 1));
    if (!MakeFolders(parent)) return FailWithErrno("write", path);
    const Result<std::unique_ptr<Lock>> lock = LockFolder(parent);
    if (!lock) return tl::unexpected(lock.error());
    Result<std::unique_ptr<Lock>> inner;  // who edits a file of the old folder holds that
    if (KindOf(target) == Kind::kFolder) inner = LockFolder(target);
    if (!inner) return tl::unexpected(inner.error());
    if (!RemoveFolder(*this, prepared)) return FailWithErrno("write", prepared);
    Result<void> done;
    if (!WriteNewFolder(prepared, contents) || !PutInPlace(prepared, target) || !Sync(parent))
      done = FailToWriteFolder(path);
    RemoveFolder(*this, prepared);  // now the old folder, or one that is of no use
    return done;
  }

  std::string Canonical(const std::string& path) const override {
    const std::unique_ptr<char, void (*)(void*)> real(::realpath(path.c_str(), nullptr), std::free);
    return real == nullptr ? path : std::string(real.get());
  }
};

}  // namespace

const Files& RealFiles() {
  static const RealFileSystem files;
  return files;
}

}  // namespace headroom
