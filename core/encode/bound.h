#pragma once
#include "core/encode/encoder.h"

/* What binding an encoder to a table leaves for the inner loops: one plan an input. Private to core/encode.
 */
G_BEGIN_DECLS

/* Targets of a code that is no listed value. */
#define CP_TARGET_NONE -1    /* the one-hot group stays 0 */
#define CP_TARGET_MISSING -2 /* as a missing cell */

typedef struct {
  const CpInput *input;
  CpColumn *column; /* a reference */
  guint feature;    /* the first feature it writes */
  /* a number from a number column */
  const double *numbers; /* (n_rows), or NULL */
  /* anything else: codes, and what each of them writes */
  const guint32 *codes; /* (n_rows): below n_codes, or CP_MISSING */
  guint32 *own_codes;   /* (nullable): @codes where the column has none that fit */
  guint32 n_codes;
  gint32 *targets;     /* one-hot: (n_codes): index of the listed value, or a CP_TARGET_ */
  float *levels;       /* boolean and ordinal: (n_codes): the feature; NaN as a missing cell */
  float missing_level; /* the feature of a missing cell; NaN: refused, or passed */
} CpBinding;

struct _CpBoundEncoder {
  CpEncoder *encoder;
  char *place; /* of the table */
  gsize n_rows;
  guint n_features, n_bindings;
  gboolean has_one_hot, has_text;
  CpBinding bindings[];
};

/* A value in the column's unit as the feature the model sees. */
static inline float
cp_input_scale (const CpInput *input, double value) {
  if (input->scale == CP_SCALE_NONE)
    return (float)value;
  double width = input->scale == CP_SCALE_STANDARD ? input->scale_b : input->scale_b - input->scale_a;
  return (float)((value - input->scale_a) / (width != 0 ? width : 1));
}

G_END_DECLS
