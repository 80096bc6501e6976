list(APPEND unit_sources
  terminal/configuration_test.cpp
)
list(APPEND unit_libs kazasu::terminal)
