list(APPEND unit_sources
  drivers_scan/aim_identifier_test.cpp
  drivers_scan/charset_test.cpp
  drivers_scan/classify_test.cpp
  drivers_scan/codabar_test.cpp
  drivers_scan/coupon_na_test.cpp
  drivers_scan/data_event_queue_test.cpp
  drivers_scan/device_uri_test.cpp
  drivers_scan/digital_link_test.cpp
  drivers_scan/emv_cpm_test.cpp
  drivers_scan/gs1_test.cpp
  drivers_scan/hid_pos_test.cpp
  drivers_scan/japan_test.cpp
  drivers_scan/length_framer_test.cpp
  drivers_scan/message_formats_test.cpp
  drivers_scan/one_time_code_test.cpp
  drivers_scan/pack_marks_test.cpp
  drivers_scan/repeat_filter_test.cpp
  drivers_scan/retail_test.cpp
  drivers_scan/scan_framer_test.cpp
  drivers_scan/serial_settings_test.cpp
  drivers_scan/ssi_framer_test.cpp
  drivers_scan/wedge_keys_test.cpp
)
list(APPEND unit_libs kazasu::drivers)
