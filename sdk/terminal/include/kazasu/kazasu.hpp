#pragma once

/// All of kazasu's C++ API.
#include "kazasu/terminal/receipt_text.hpp"
#include "kazasu/terminal/redeem_text.hpp"
#include "kazasu/terminal/terminal.hpp"
#include "kazasu/terminal/verdict_text.hpp"
#include "kazasu/values/money.hpp"
#include "kazasu/values/points.hpp"
