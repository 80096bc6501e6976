list(APPEND unit_sources
  core_time/time_policy_test.cpp
  core_time/trusted_time_test.cpp
)
