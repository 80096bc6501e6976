#pragma once

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <map>
#include <string>

#include "kazasu/values/bytes.hpp"
#include "vector_files.hpp"

/// What an operation of the NFC vectors answers to a vector's inputs.
using NfcOperation = nlohmann::json (*)(const nlohmann::json& inputs);
using NfcOperations = std::map<std::string, NfcOperation>;

/// The operations by part, one file each.
NfcOperations felica_operations();
NfcOperations lite_s_operations();
NfcOperations pcsc_operations();
NfcOperations chip_operations();
NfcOperations tag_operations();
NfcOperations ntag_operations();
NfcOperations wallet_operations();

inline kazasu::Bytes bytes_of(const nlohmann::json& hex) {
  kazasu::Bytes bytes;
  REQUIRE(kazasu::from_hex(hex.get<std::string>(), bytes));
  return bytes;
}

template <std::size_t Size>
std::array<std::uint8_t, Size> array_of(const nlohmann::json& hex) {
  const kazasu::Bytes bytes = bytes_of(hex);
  REQUIRE(bytes.size() == Size);
  std::array<std::uint8_t, Size> array{};
  std::copy(bytes.begin(), bytes.end(), array.begin());
  return array;
}

inline std::uint8_t byte_of(const nlohmann::json& hex) {
  return array_of<1>(hex)[0];
}

/// Two bytes, the high one first.
inline std::uint16_t word_of(const nlohmann::json& hex) {
  const auto bytes = array_of<2>(hex);
  return static_cast<std::uint16_t>(bytes[0] << 8 | bytes[1]);
}

template <class Container>
std::string hex_of(const Container& bytes) {
  return kazasu::to_hex(kazasu::BytesView{bytes});
}

inline std::string hex_of_word(std::uint16_t word) {
  return hex_of(std::array{static_cast<std::uint8_t>(word >> 8), static_cast<std::uint8_t>(word & 0xFF)});
}
