#pragma once
#include "app/cli/input.h"

/* FALSE with @error where a model has no such output: every model of several outputs becomes one that gives
 * output @name (NULL: the one the session looks at, else the first) as a decision of its own. */
gboolean cp_cli_take_output (CpCliInput *input, const char *name, GError **error);
