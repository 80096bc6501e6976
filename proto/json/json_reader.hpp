#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kazasu/values/error.hpp"

namespace kazasu::proto {

/// Fills one message from the events of a JSON parser. The first fault stops the parser.
class JsonReader {
 public:
  JsonReader(std::string_view json, google::protobuf::Message& root) : json_(json), root_(root) {}

  [[nodiscard]] const std::optional<Error>& fault() const { return fault_; }

  // The events, as nlohmann::json::sax_parse wants them.
  bool null();
  bool boolean(bool value);
  bool number_integer(std::int64_t value);
  bool number_unsigned(std::uint64_t value);
  bool number_float(double value, const std::string& text);
  bool string(std::string& value);
  bool binary(nlohmann::json::binary_t& value);
  bool start_object(std::size_t size);
  bool key(std::string& name);
  bool end_object();
  bool start_array(std::size_t size);
  bool end_array();
  bool parse_error(std::size_t position, const std::string& token, const nlohmann::json::exception& error);

 private:
  using Field = google::protobuf::FieldDescriptor;

  struct Frame {
    google::protobuf::Message* message;
    const Field* field = nullptr;  ///< whose value is being read
    int index = -1;                ///< in a list: of the element being read
    bool in_list = false;
    std::vector<const Field*> seen;
  };

  bool fail(ErrorCode code, std::string what);
  bool fail_field(std::string_view wanted);
  [[nodiscard]] std::string path() const;

  /// Whether a scalar may stand here; moves to the next element of a list. `skip` says that it is to be ignored.
  bool enter_scalar(bool& skip);
  bool enter_depth();
  bool integer(std::int64_t value);
  bool set_enum_name(const std::string& name);
  bool unknown_field(const std::string& name);
  bool claim_oneof(const Frame& frame);

  std::string_view json_;
  google::protobuf::Message& root_;
  std::vector<Frame> frames_;
  int depth_ = 0;
  int objects_ = 0;
  bool skipping_ = false;  ///< inside the value of an unknown reward
  int skipped_depth_ = 0;
  std::optional<Error> fault_;
  std::optional<std::string> unknown_reward_;  ///< its path, until the offer's id is known
};

}  // namespace kazasu::proto
