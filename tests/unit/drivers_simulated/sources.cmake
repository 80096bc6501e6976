list(APPEND unit_sources
  drivers_simulated/simulated_devices_test.cpp
  drivers_simulated/simulated_scanner_frames_test.cpp
)
list(APPEND unit_libs kazasu::drivers)
