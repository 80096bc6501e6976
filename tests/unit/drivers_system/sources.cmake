list(APPEND unit_sources
  drivers_system/file_key_store_test.cpp
  drivers_system/system_clock_test.cpp
  drivers_system/system_entropy_test.cpp
)
list(APPEND unit_libs kazasu::drivers)
