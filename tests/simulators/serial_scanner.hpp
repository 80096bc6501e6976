#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "kazasu/values/bytes.hpp"
#include "temporary_folder.hpp"

namespace kazasu::simulators {

/// A scanner on a USB-serial line, as a pseudo terminal: what is scanned comes out at `path`, as from
/// /dev/serial/by-id. Works across processes. Thread: one at a time. Fails by std::system_error: it is test equipment.
class SerialScanner {
 public:
  /// Plugs it in, under a path of its own in the temporary directory.
  SerialScanner();
  /// Plugs it in at `link`, in a directory that exists; an older link there is replaced.
  explicit SerialScanner(std::filesystem::path link);
  ~SerialScanner();
  SerialScanner(const SerialScanner&) = delete;
  SerialScanner& operator=(const SerialScanner&) = delete;

  /// Stays the same when it is unplugged and plugged in again.
  [[nodiscard]] const std::filesystem::path& path() const { return link_; }

  /// One scan as scanners send it: identifier, data, CR. `aim` is as in "]E0", or "" for a scanner that sends none.
  void scan(std::string_view aim, std::string_view data);
  /// Bytes as they are.
  void raw(BytesView bytes);
  void raw(std::string_view bytes) { raw(as_bytes(bytes)); }
  /// What the driver sent to the scanner, `count` bytes of it, or fewer after two seconds.
  Bytes heard(std::size_t count);

  /// Pulls the plug: the link disappears, and whoever has the line open is hung up.
  void unplug();
  /// Plugs it in again.
  void replug();

 private:
  void remove_link() const;

  std::optional<TemporaryFolder> own_folder_;  ///< none if the link was given
  std::filesystem::path link_;
  int line_ = -1;  ///< the scanner's side of the pseudo terminal
};

}  // namespace kazasu::simulators
