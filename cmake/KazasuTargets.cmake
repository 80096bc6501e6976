include_guard(GLOBAL)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 99)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

find_program(KAZASU_CCACHE ccache)
mark_as_advanced(KAZASU_CCACHE)
if(KAZASU_CCACHE AND PROJECT_IS_TOP_LEVEL)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${KAZASU_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${KAZASU_CCACHE})
endif()

if(KAZASU_SANITIZE)
  add_compile_options(-fsanitize=${KAZASU_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${KAZASU_SANITIZE})
  if(KAZASU_SANITIZE MATCHES thread)
    # Asio's headers hold fences, which the thread sanitizer does not see and g++ 12 warns of.
    add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
  endif()
endif()

if(KAZASU_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES Clang)
    message(FATAL_ERROR "KAZASU_FUZZ needs clang: use `cmake --preset fuzz`")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# Warnings for our own code; generated code is compiled without.
function(kazasu_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow
    -Wno-missing-field-initializers  # designated initializers leave defaults to the type
    # g++ 12 sees overflows in std::string's own code that are not there (GCC bugs 105329, 105651, 104336).
    $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds;-Wno-restrict;-Wno-stringop-overflow;-Wno-stringop-overread>
    $<$<COMPILE_LANGUAGE:CXX>:-Wconversion;-Wnon-virtual-dtor;-Woverloaded-virtual>)
  if(KAZASU_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()

# kazasu_library(core a.cpp b.cpp): target kazasu_core, alias kazasu::core, which exposes only the folder's own include/.
function(kazasu_library name)
  add_library(kazasu_${name} STATIC ${ARGN})
  add_library(kazasu::${name} ALIAS kazasu_${name})
  set_target_properties(kazasu_${name} PROPERTIES EXPORT_NAME ${name})
  target_include_directories(kazasu_${name} PUBLIC $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include>)
  target_include_directories(kazasu_${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  kazasu_warnings(kazasu_${name})
endfunction()

# kazasu_program(name a.cpp): a program in build/<preset>/bin/.
function(kazasu_program name)
  add_executable(${name} ${ARGN})
  target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  kazasu_warnings(${name})
endfunction()
