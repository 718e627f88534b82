#pragma once
#include <stddef.h>
#include <stdint.h>

/* What libFuzzer and the replay call: must not crash, whatever the bytes. */
int LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length);
