list(APPEND unit_sources
  pricing/allocation_test.cpp
  pricing/tax_test.cpp
)
list(APPEND unit_libs kazasu::core_internals)
