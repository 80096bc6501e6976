list(APPEND unit_sources
  drivers_scan/aim_identifier_test.cpp
  drivers_scan/charset_test.cpp
  drivers_scan/classify_test.cpp
  drivers_scan/codabar_test.cpp
  drivers_scan/device_uri_test.cpp
  drivers_scan/emv_cpm_test.cpp
  drivers_scan/repeat_filter_test.cpp
  drivers_scan/retail_test.cpp
  drivers_scan/scan_framer_test.cpp
  drivers_scan/serial_settings_test.cpp
)
list(APPEND unit_libs kazasu::drivers)
