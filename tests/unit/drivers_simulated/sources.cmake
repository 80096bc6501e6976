list(APPEND unit_sources
  drivers_simulated/error_codes_test.cpp
  drivers_simulated/simulated_card_reader_test.cpp
  drivers_simulated/simulated_devices_test.cpp
  drivers_simulated/simulated_scanner_frames_test.cpp
)
list(APPEND unit_libs kazasu::drivers_internals)
