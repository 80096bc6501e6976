#include "kazasu/proto/sealed.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace kazasu;

TEST_CASE("What is sealed with a derived nonce is made again from key, context and plaintext") {
  const Bytes key(32, 7);
  const auto sealed = proto::seal_derived(key, as_bytes("entry 1"), as_bytes("secret"));
  REQUIRE(sealed);
  CHECK(*proto::open_sealed(key, as_bytes("entry 1"), *sealed) == Bytes{'s', 'e', 'c', 'r', 'e', 't'});
  CHECK(*proto::seal_derived(key, as_bytes("entry 1"), as_bytes("secret")) == *sealed);
  CHECK(*proto::seal_again(key, as_bytes("entry 1"), as_bytes("secret"), BytesView{*sealed}.first(12)) == *sealed);

  SECTION("Another context, plaintext or key has another nonce") {
    const auto nonce = [](const Result<Bytes>& one) { return Bytes{one->begin(), one->begin() + 12}; };
    CHECK(nonce(proto::seal_derived(key, as_bytes("entry 2"), as_bytes("secret"))) != nonce(sealed));
    CHECK(nonce(proto::seal_derived(key, as_bytes("entry 1"), as_bytes("secreT"))) != nonce(sealed));
    CHECK(nonce(proto::seal_derived(key, as_bytes("entry 1s"), as_bytes("ecret"))) != nonce(sealed));
    CHECK(nonce(proto::seal_derived(Bytes(32, 8), as_bytes("entry 1"), as_bytes("secret"))) != nonce(sealed));
  }
  SECTION("It opens under its own key and context alone") {
    CHECK(proto::open_sealed(key, as_bytes("entry 2"), *sealed).error().code == ErrorCode::signature_invalid);
    CHECK(proto::open_sealed(Bytes(32, 8), as_bytes("entry 1"), *sealed).error().code == ErrorCode::signature_invalid);
    CHECK(proto::seal_derived(Bytes(31, 7), {}, {}).error().code == ErrorCode::key_missing);
    CHECK(proto::seal_again(key, {}, {}, Bytes(11, 0)).error().code == ErrorCode::invalid_argument);
  }
}

TEST_CASE("Many are opened one after another under one key") {
  const Bytes key(32, 7);
  proto::Opener opener{key};
  Bytes plain;
  for (const std::string_view text : {"first", "", "a longer one", "third"}) {
    const auto sealed = proto::seal_derived(key, as_bytes(text), as_bytes(text));
    REQUIRE(opener.open(as_bytes(text), *sealed, plain).ok());
    CHECK(as_text(plain) == text);
    CHECK(opener.open(as_bytes("another"), *sealed, plain).error().code == ErrorCode::signature_invalid);
    CHECK(plain.empty());
    CHECK(opener.open(as_bytes(text), BytesView{*sealed}.first(27), plain).error().code == ErrorCode::message_invalid);
  }
  CHECK(proto::Opener{Bytes(31, 7)}.open({}, Bytes(28, 0), plain).error().code == ErrorCode::key_missing);
}
