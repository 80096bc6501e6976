list(APPEND unit_sources
  drivers_nfc/acr122u_test.cpp
  drivers_nfc/atr_test.cpp
  drivers_nfc/card_presence_test.cpp
  drivers_nfc/device_statistics_test.cpp
  drivers_nfc/felica_frame_test.cpp
  drivers_nfc/felica_storage_test.cpp
  drivers_nfc/helper_message_test.cpp
  drivers_nfc/iso_dep_tag_test.cpp
  drivers_nfc/lite_s_application_test.cpp
  drivers_nfc/lite_s_card_test.cpp
  drivers_nfc/ndef_test.cpp
  drivers_nfc/pn532_test.cpp
  drivers_nfc/polling_plan_test.cpp
  drivers_nfc/quirks_test.cpp
  drivers_nfc/trace_test.cpp
  drivers_nfc/transparent_session_test.cpp
)
list(APPEND unit_libs kazasu::drivers_internals kazasu::simulators)
if(KAZASU_WITH_PCSC)
  list(APPEND unit_sources
    drivers_nfc/fake_pcsc.cpp
    drivers_nfc/reader_worker_test.cpp
  )
  list(APPEND unit_libs PkgConfig::pcsclite)
endif()
