list(APPEND unit_sources
  offline_store/batch_form_test.cpp
  offline_store/catalog_check_test.cpp
  offline_store/catalog_damage_test.cpp
  offline_store/catalog_fixture.cpp
  offline_store/catalog_model_test.cpp
  offline_store/catalog_packed_test.cpp
  offline_store/catalog_test.cpp
  offline_store/catalog_whole_test.cpp
  offline_store/catalog_fetch_test.cpp
  offline_store/catalog_trust_test.cpp
  offline_store/entry_index_test.cpp
  offline_store/fault_vfs.cpp
  offline_store/journal_copies_test.cpp
  offline_store/journal_disk_full_test.cpp
  offline_store/journal_failure_test.cpp
  offline_store/journal_kill_test.cpp
  offline_store/journal_open_test.cpp
  offline_store/journal_retention_test.cpp
  offline_store/journal_salvage_test.cpp
  offline_store/journal_tamper_test.cpp
  offline_store/journal_test.cpp
  offline_store/release_fixture.cpp
  offline_store/store_fixture.cpp
  offline_store/sync_round_test.cpp
  offline_store/sync_url_test.cpp
)
list(APPEND unit_libs kazasu::offline_store_internals SQLiteCpp PkgConfig::zstd)
