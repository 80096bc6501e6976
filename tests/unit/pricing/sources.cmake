list(APPEND unit_sources
  pricing/allocation_test.cpp
  pricing/award_caps_test.cpp
  pricing/bit_rows_test.cpp
  pricing/budgets_test.cpp
  pricing/exact_math_test.cpp
  pricing/conservation_test.cpp
  pricing/explanation_test.cpp
  pricing/hints_test.cpp
  pricing/live_offers_test.cpp
  pricing/lots_test.cpp
  pricing/name_table_test.cpp
  pricing/offer_index_test.cpp
  pricing/returns_test.cpp
  pricing/rewards_test.cpp
  pricing/selection_test.cpp
  pricing/stamps_test.cpp
  pricing/tax_test.cpp
  pricing/validate_test.cpp
  pricing/wallets_test.cpp
)
list(APPEND unit_libs kazasu::core_internals)
