// Configurations as JSON: the two readers of an object's fields, one that writes and one that sets them.
#pragma once
#include "fields_reader.hpp"
#include "fields_writer.hpp"
