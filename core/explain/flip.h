#pragma once
#include <glib.h>
#include <math.h>

/* When a score is another decision than the one it is compared with: on the other side of the threshold (a
 * score at it is positive), or for a regression at least a difference away. An undefined score is decided in
 * no way. */
G_BEGIN_DECLS

typedef struct {
  gboolean is_regression;
  double own;       /* the score to flip */
  double threshold; /* that decides @own; of a regression the least difference */
} CpFlip;

/* As below, of a score that is decided by @threshold: that of another slice. A regression has none. */
static inline double
cp_flip_get_lack_at (const CpFlip *flip, double score, double threshold) {
  if (isnan (score) || isnan (flip->own))
    return INFINITY;
  if (flip->is_regression)
    return flip->threshold - fabs (score - flip->own);
  return flip->own >= flip->threshold ? score - threshold : threshold - score;
}

static inline gboolean
cp_flip_happens_at (const CpFlip *flip, double score, double threshold) {
  if (isnan (score) || isnan (flip->own))
    return FALSE;
  if (flip->is_regression)
    return score != flip->own && fabs (score - flip->own) >= flip->threshold;
  return (score >= threshold) != (flip->own >= flip->threshold);
}

/* What is missing to a flip, in the unit of the score; it flips at 0, and of a positive decision only below
 */
static inline double
cp_flip_get_lack (const CpFlip *flip, double score) {
  return cp_flip_get_lack_at (flip, score, flip->threshold);
}

static inline gboolean
cp_flip_happens (const CpFlip *flip, double score) {
  return cp_flip_happens_at (flip, score, flip->threshold);
}

G_END_DECLS
