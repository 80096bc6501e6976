#pragma once

#include <memory>
#include <string_view>

#include "kazasu/seams/clock.hpp"
#include "kazasu/seams/scanner.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// A camera as a scanner: `camera:/dev/video0?width=1280&height=720`, or pictures: `camera:/path/picture.png`, or a
/// folder of them, read once in the order of their names (JPEG, PNG, and PGM with eight bits); the camera is
/// lost after the last.
///
/// | parameter | values |
/// | --- | --- |
/// | `width`, `height` | 1280 and 720, or 160 to 4096: what is asked of the camera; it may answer with another size |
/// | `format` | auto, grey, nv12, yuyv, uyvy, mjpeg: of a camera's frames; auto takes the first of these that comes 15
/// times a second at that size, else the one that comes most often | | `repeat_ms` | 1500, or 0 to 10000: an equal code
/// this soon after the last still lies there |
///
/// Reads EAN, UPC with add-ons, Code 128, Code 39, Codabar, ITF, DataBar, QR, Data Matrix, Aztec and PDF417
/// (zxing-cpp). Frames are tried as they are, inverted (dark phone screens) and turned by 30 and 60 degrees, in turn; a
/// picture is tried every way. DataBar, ITF and Codabar, which are misread easily, must be seen in two frames of a
/// second.
///
/// Pictures are decoded in a helper process (`kazasu-camera-helper`, beside the running program or where it was
/// installed; `helper` names another), as both libjpeg and zxing-cpp can end or hold up theirs. A helper that dies or
/// hangs over a picture is one `scan_invalid` with decoder_failed, and the next picture is read by another.
///
/// Posts what a serial scanner posts; a picture that cannot be read is `file_unreadable`. The clock outlives the
/// scanner. Fails: `configuration_invalid`, naming the part of the URI.
Result<std::unique_ptr<Scanner>> open_camera_scanner(std::string_view uri, Clock& clock);

}  // namespace kazasu::drivers
