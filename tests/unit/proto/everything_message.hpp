#pragma once

#include <google/protobuf/message.h>

#include <string>

/// Sets every field of a message, in lists two elements, to values that differ from field to field and from the
/// default. Of a oneof the member named `kind` is set, or its first. Fields that hold dates, times and the like get
/// such.
void set_everything(google::protobuf::Message& message, const std::string& kind = {});
