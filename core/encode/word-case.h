#pragma once
#include <glib.h>

/* (transfer full): @to written as @from is: all capitals where @from has two letters or more and all are
 * (HE → SHE), a capital first where @from begins with one (He → She), else as it is */
char *cp_word_with_case_of (const char *from, gsize length, const char *to);
