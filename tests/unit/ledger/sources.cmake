if(NOT KAZASU_WITH_LEDGER)
  return()
endif()
list(APPEND unit_sources
  ledger/append_only_test.cpp
  ledger/audit_test.cpp
  ledger/budget_leases_test.cpp
  ledger/catalog_release_test.cpp
  ledger/catalog_test.cpp
  ledger/columns_test.cpp
  ledger/enrollment_test.cpp
  ledger/intake_test.cpp
  ledger/lease_share_test.cpp
  ledger/leases_test.cpp
  ledger/load_test.cpp
  ledger/migration_test.cpp
  ledger/posting_caps_test.cpp
  ledger/posting_checkout_test.cpp
  ledger/posting_return_test.cpp
  ledger/posting_wallets_test.cpp
  ledger/renewal_test.cpp
  ledger/test_ledger.cpp
  ledger/terminal_renewal_test.cpp
  ledger/test_terminal.cpp
)
list(APPEND unit_libs kazasu::ledger_internals kazasu::drivers OpenSSL::Crypto SQLiteCpp SQLite::SQLite3)
