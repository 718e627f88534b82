#pragma once
#include "core/base/progress.h"

/* A part of a longer work that tells how far it is as if it were the whole: its fractions lie within @begin
 * and @begin + @span of @whole. A fraction below 0, unknown, stays so. */
typedef struct {
  const CpProgress *whole; /* (nullable) */
  double begin, span;
} CpProgressPart;

static inline void
cp_progress_part_report (double fraction, const char *what, gpointer data) {
  const CpProgressPart *part = data;
  cp_progress_report (part->whole, fraction < 0 ? fraction : part->begin + part->span * fraction, what);
}

/* What the part's work is given; valid as long as @part. */
static inline CpProgress
cp_progress_part_get (CpProgressPart *part) {
  return (CpProgress){cp_progress_part_report, part};
}
