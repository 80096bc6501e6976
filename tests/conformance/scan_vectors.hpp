#pragma once

#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <map>
#include <string>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/error.hpp"
#include "vector_files.hpp"

/// What a group of the scan vectors answers to a vector: what the vector expects, or its error.
using ScanReaders = std::map<std::string, std::function<nlohmann::json(const nlohmann::json& vector)>>;

ScanReaders number_readers();  ///< retail numbers, member numbers, payment codes, classification
ScanReaders gs1_readers();     ///< GS1, Digital Link, coupons, ISO/IEC 15434
ScanReaders japan_readers();   ///< books, magazines, bills, price labels
ScanReaders device_readers();  ///< what scanners send and how it is delivered

namespace scan_vectors {

inline kazasu::Bytes bytes_of(const nlohmann::json& hex) {
  kazasu::Bytes bytes;
  REQUIRE(kazasu::from_hex(hex.get<std::string>(), bytes));
  return bytes;
}

inline kazasu::Bytes data_of(const nlohmann::json& vector) {
  return bytes_of(vector["data_hex"]);
}
inline std::string text_of(const nlohmann::json& vector) {
  return std::string{kazasu::as_text(data_of(vector))};
}

inline std::string config_of(const nlohmann::json& vector, const char* name, const std::string& otherwise) {
  return vector.contains("config") ? vector["config"].value(name, otherwise) : otherwise;
}

/// What a vector file calls an error: the fault that begins the detail.
inline nlohmann::json failure(const kazasu::Error& error) {
  return {{"error", error.detail.substr(0, error.detail.find(':'))}};
}

}  // namespace scan_vectors
