list(APPEND unit_sources
  identify/identify_test.cpp
)
list(APPEND unit_libs kazasu::core)
