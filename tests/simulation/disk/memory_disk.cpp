#include "disk/memory_disk.hpp"

#include <algorithm>

namespace kazasu::simulation {
namespace {

/// What a drive writes whole or not at all, when it keeps its promise.
constexpr std::int64_t kSectorBytes = 512;

}  // namespace

MemoryDisk::MemoryDisk(DiskImage image) {
  replace(std::move(image));
}

void MemoryDisk::replace(DiskImage image) {
  files_.clear();
  folder_.clear();
  for (auto& [name, file] : image) files_[name] = {.current = file, .durable = file, .pending = {}};
}

DiskImage MemoryDisk::image() const {
  DiskImage image;
  for (const auto& [name, content] : files_) image[name] = content.current;
  return image;
}

bool MemoryDisk::may(Operation operation) {
  last_was_full_ = false;
  if (!before_operation) return true;
  const Fault fault = before_operation(operation);
  last_was_full_ = fault == Fault::full;
  if (fault != Fault::none) ++faults_;
  return fault == Fault::none;
}

std::int64_t MemoryDisk::size(const std::string& name) const {
  const auto found = files_.find(name);
  return found == files_.end() ? 0 : found->second.current.size();
}

std::int64_t MemoryDisk::free_bytes() const {
  if (!capacity_bytes) return std::int64_t{1} << 40;
  std::int64_t used = 0;
  for (const auto& [name, content] : files_) {
    used += (content.current.size() + block_bytes - 1) / block_bytes * block_bytes;
  }
  return std::max<std::int64_t>(0, *capacity_bytes - used);
}

bool MemoryDisk::is_settled() const {
  return folder_.empty() &&
         std::all_of(files_.begin(), files_.end(), [](const auto& file) { return file.second.pending.empty(); });
}

bool MemoryDisk::create(const std::string& name) {
  if (files_.contains(name)) return true;
  if (!may(Operation::create)) return false;
  files_[name] = {};
  folder_.push_back({.name = name});
  return true;
}

bool MemoryDisk::write(const std::string& name, std::span<const std::uint8_t> bytes, std::int64_t at) {
  if (!may(Operation::write)) return false;
  Content& content = files_[name];
  const auto length = static_cast<std::int64_t>(bytes.size());
  const std::int64_t grown = std::max<std::int64_t>(0, at + length - content.current.size());
  if (grown > 0 && grown > free_bytes()) {
    last_was_full_ = true;
    return false;
  }
  bytes_written_ += bytes.size();
  const bool zeros = is_zero(bytes);
  Change change{.at = at};
  if (zeros) {
    change.zeros = length;
  } else {
    change.bytes.assign(bytes.begin(), bytes.end());
  }
  apply(change, content.current);
  content.pending.push_back(std::move(change));
  return true;
}

bool MemoryDisk::truncate(const std::string& name, std::int64_t size) {
  if (!may(Operation::truncate)) return false;
  Content& content = files_[name];
  Change change{.at = size, .truncation = true};
  apply(change, content.current);
  content.pending.push_back(std::move(change));
  return true;
}

bool MemoryDisk::sync(const std::string& name) {
  Content& content = files_[name];
  if (!may(Operation::sync)) {
    // The kernel takes the pages for clean: they are read, and never written again.
    const Damage kept = after_failed_flush.chance(500) ? Damage::any_subset : Damage::none_kept;
    content.durable = damaged(content, kept, after_failed_flush);
    content.pending.clear();
    return false;
  }
  ++flushes_;
  for (const Change& change : content.pending) apply(change, content.durable);
  content.pending.clear();
  return true;
}

bool MemoryDisk::sync_folder() {
  if (!may(Operation::sync_folder)) return false;
  folder_.clear();
  return true;
}

bool MemoryDisk::remove(const std::string& name, bool and_sync_folder) {
  if (!may(Operation::remove)) return false;
  const auto found = files_.find(name);
  if (found != files_.end()) {
    folder_.push_back({.name = name, .removed = true, .content = found->second.durable});
    files_.erase(found);
  }
  return and_sync_folder ? sync_folder() : true;
}

bool MemoryDisk::read(const std::string& name, std::span<std::uint8_t> into, std::int64_t at, bool& whole) {
  if (before_read && before_read() != Fault::none) {
    ++faults_;
    return false;
  }
  const auto found = files_.find(name);
  if (found == files_.end()) return false;
  whole = found->second.current.read(into, at);
  return true;
}

void MemoryDisk::apply(const Change& change, PageFile& file) {
  if (change.truncation) {
    file.resize(change.at);
  } else if (change.bytes.empty()) {
    file.write_zeros(change.zeros, change.at);
  } else {
    file.write(change.bytes, change.at);
  }
}

/// Some of the change's sectors, each whole, halved or garbled.
void MemoryDisk::apply_torn(const Change& change, PageFile& file, Random& random) {
  const std::int64_t length = change.bytes.empty() ? change.zeros : static_cast<std::int64_t>(change.bytes.size());
  if (change.bytes.empty()) {  // zeros over what may be anything: all or nothing of them is what matters
    if (random.chance(500)) apply(change, file);
    return;
  }
  for (std::int64_t done = 0; done < length;) {
    const std::int64_t in_sector = (change.at + done) % kSectorBytes;
    const std::int64_t part = std::min(length - done, kSectorBytes - in_sector);
    const auto bytes = std::span{change.bytes}.subspan(static_cast<std::size_t>(done), static_cast<std::size_t>(part));
    const std::uint64_t fate = random.below(10);
    if (fate < 5) {
      file.write(bytes, change.at + done);
    } else if (fate == 5) {
      file.write(bytes.first(bytes.size() / 2), change.at + done);
    } else if (fate == 6) {
      std::vector<std::uint8_t> garbled(bytes.begin(), bytes.end());
      garbled[random.below(garbled.size())] ^= static_cast<std::uint8_t>(1 + random.below(255));
      file.write(garbled, change.at + done);
    }
    done += part;
  }
}

PageFile MemoryDisk::damaged(const Content& content, Damage damage, Random& random) {
  PageFile file = content.durable;
  const auto& pending = content.pending;
  switch (damage) {
    case Damage::none_kept: break;
    case Damage::all_kept:
      for (const Change& change : pending) apply(change, file);
      break;
    case Damage::prefix_kept: {
      const std::size_t kept = random.below(pending.size() + 1);
      for (std::size_t i = 0; i < kept; ++i) apply(pending[i], file);
      if (kept < pending.size() && !pending[kept].truncation) apply_torn(pending[kept], file, random);
      break;
    }
    case Damage::any_subset: {
      // Sectors of different changes come in any order, as long as what overlaps keeps its own (a drive's cache has one
      // newest content of a sector); so the order among changes is kept and each may be missing.
      for (const Change& change : pending) {
        if (change.truncation) {
          if (random.chance(500)) apply(change, file);
        } else if (random.chance(800)) {
          apply_torn(change, file, random);
        }
      }
      break;
    }
  }
  return file;
}

DiskImage MemoryDisk::after_power_cut(Damage damage, Random& random) const {
  DiskImage image;
  for (const auto& [name, content] : files_) image[name] = damaged(content, damage, random);
  // What happened to the folder came in order: the journal of a file system sees to that.
  std::size_t kept = folder_.size();
  if (damage == Damage::none_kept) kept = 0;
  if (damage == Damage::prefix_kept || damage == Damage::any_subset) kept = random.below(folder_.size() + 1);
  for (std::size_t i = folder_.size(); i > kept; --i) {
    const FolderChange& change = folder_[i - 1];
    if (change.removed) {
      image[change.name] = change.content;
    } else {
      image.erase(change.name);
    }
  }
  return image;
}

void MemoryDisk::cut_power(Damage damage, Random& random) {
  replace(after_power_cut(damage, random));
}

}  // namespace kazasu::simulation
