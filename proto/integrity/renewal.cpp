#include "kazasu/proto/renewal.hpp"

#include "kazasu/proto/framed_bytes.hpp"

namespace kazasu::proto {

Bytes renewal_signed_bytes(const v1::RenewRequest& request) {
  return FramedBytes{"kazasu.renew.v1"}
      .text(request.terminal())
      .integer(request.epoch())
      .text(request.certificate_request_pem())
      .bytes();
}

}  // namespace kazasu::proto
