#include "core/encode/bound.h"

#include "core/base/error.h"
#include "core/base/parallel.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

/* The inner loops: one input at a time down a strip of rows that stays in the cache, so no cell asks what
 * kind it is. Each returns whether it met a missing cell that it had no number for: NaN was written, which
 * its input refuses or lets pass. */

#define STRIP_BYTES 65536
#define CHUNK_ROWS 8192

static gboolean
write_numbers (const CpBinding *binding, gsize begin, gsize end, float *out, gsize stride) {
  const CpInput *input = binding->input;
  const double *numbers = binding->numbers;
  float missing = binding->missing_level;
  gboolean has_nan = FALSE;
  out += binding->feature;
  if (input->scale == CP_SCALE_NONE) {
    for (gsize row = begin; row < end; row++, out += stride) {
      float value = (float)numbers[row];
      value = value != value ? missing : value;
      has_nan |= value != value;
      *out = value;
    }
    return has_nan;
  }
  for (gsize row = begin; row < end; row++, out += stride) {
    float value = cp_input_scale (input, numbers[row]);
    value = value != value ? missing : value;
    has_nan |= value != value;
    *out = value;
  }
  return has_nan;
}

static gboolean
write_levels (const CpBinding *binding, gsize begin, gsize end, float *out, gsize stride) {
  gboolean has_nan = FALSE;
  out += binding->feature;
  for (gsize row = begin; row < end; row++, out += stride) {
    guint32 code = binding->codes[row];
    float level = code < binding->n_codes ? binding->levels[code] : binding->missing_level;
    has_nan |= level != level;
    *out = level;
  }
  return has_nan;
}

/* Into rows that are 0. */
static gboolean
write_one_hot (const CpBinding *binding, gsize begin, gsize end, float *out, gsize stride) {
  float missing = binding->missing_level;
  gboolean has_nan = FALSE;
  out += binding->feature;
  for (gsize row = begin; row < end; row++, out += stride) {
    guint32 code = binding->codes[row];
    if (code < binding->n_codes) {
      gint32 target = binding->targets[code];
      if (target >= 0)
        out[target] = 1;
    } else if (missing != 0) {
      has_nan |= missing != missing;
      for (guint i = 0; i < binding->input->n_values; i++)
        out[i] = missing;
    }
  }
  return has_nan;
}

/* What splitting texts needs, once a call. */
typedef struct {
  CpTokens tokens;
  GArray *words; /* of CpTextWord */
} TextScratch;

static void
write_text (const CpBinding *binding, gsize begin, gsize end, float *out, gsize stride,
            TextScratch *scratch) {
  const CpColumn *column = binding->column;
  gboolean is_text = cp_column_get_type (column) == CP_COLUMN_TEXT;
  out += binding->feature;
  for (gsize row = begin; row < end; row++, out += stride) {
    gboolean is_missing = cp_column_is_missing (column, row);
    g_autofree char *cell = is_text || is_missing ? NULL : cp_column_dup_cell (column, row);
    gsize length = cell != NULL ? strlen (cell) : 0;
    const char *text = is_missing ? "" : is_text ? cp_column_get_text (column, row, &length) : cell;
    cp_text_encoding_write (binding->input->text, text, length, &scratch->tokens, scratch->words, out);
  }
}

static gboolean
write_binding (const CpBinding *binding, gsize begin, gsize end, float *out, gsize stride) {
  if (binding->numbers != NULL)
    return write_numbers (binding, begin, end, out, stride);
  if (binding->levels != NULL)
    return write_levels (binding, begin, end, out, stride);
  return write_one_hot (binding, begin, end, out, stride);
}

static gboolean
is_refused (const CpBinding *binding, gsize row) {
  if (binding->input->text != NULL || binding->input->missing != CP_MISSING_ERROR)
    return FALSE;
  if (binding->numbers != NULL)
    return isnan (binding->numbers[row]);
  guint32 code = binding->codes[row];
  return code >= binding->n_codes || (binding->levels != NULL && isnan (binding->levels[code]));
}

static void
set_refused_error (const CpBoundEncoder *bound, const CpBinding *binding, gsize begin, gsize end,
                   GError **error) {
  gsize row = begin;
  while (row < end && !is_refused (binding, row))
    row++;
  g_assert (row < end);
  const char *column = binding->input->column;
  if (!cp_column_is_missing (binding->column, row)) {
    g_autofree char *cell = cp_column_dup_cell (binding->column, row);
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
                 "%s: row %" G_GSIZE_FORMAT
                 ": '%s' is none of the values listed for the ordinal column '%s'.",
                 bound->place, row, cell, column);
    return;
  }
  g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
               "%s: row %" G_GSIZE_FORMAT
               ": column '%s' is missing, and the feature specification has no value for "
               "missing cells.",
               bound->place, row, column);
}

static gboolean
write_rows (const CpBoundEncoder *bound, gsize begin, gsize end, float *out, TextScratch *scratch,
            GError **error) {
  gsize stride = bound->n_features;
  gsize strip_rows = CLAMP (STRIP_BYTES / (stride * sizeof (float)), 16, 1024);
  for (gsize first = begin; first < end; first += strip_rows) {
    gsize last = MIN (first + strip_rows, end);
    float *strip = out + (first - begin) * stride;
    if (bound->has_one_hot)
      memset (strip, 0, (last - first) * stride * sizeof (float));
    for (guint i = 0; i < bound->n_bindings; i++) {
      const CpBinding *binding = &bound->bindings[i];
      if (binding->input->text != NULL) {
        write_text (binding, first, last, strip, stride, scratch);
        continue;
      }
      gboolean has_nan = write_binding (binding, first, last, strip, stride);
      if (has_nan && binding->input->missing != CP_MISSING_PASS) {
        set_refused_error (bound, binding, first, last, error);
        return FALSE;
      }
    }
  }
  return TRUE;
}

gboolean
cp_bound_encoder_write (const CpBoundEncoder *bound, gsize begin, gsize end, float *out, GError **error) {
  g_return_val_if_fail (begin <= end && end <= bound->n_rows, FALSE);
  if (!bound->has_text)
    return write_rows (bound, begin, end, out, NULL, error);
  TextScratch scratch = {.words = g_array_new (FALSE, FALSE, sizeof (CpTextWord))};
  cp_tokens_init (&scratch.tokens);
  gboolean is_written = write_rows (bound, begin, end, out, &scratch, error);
  cp_tokens_clear (&scratch.tokens);
  g_array_unref (scratch.words);
  return is_written;
}

typedef struct {
  const CpBoundEncoder *bound;
  float *out;
  int has_refused; /* atomic */
} Apply;

static void
apply_chunk (gsize begin, gsize end, guint worker, gpointer data) {
  Apply *apply = data;
  if (!cp_bound_encoder_write (apply->bound, begin, end, apply->out + begin * apply->bound->n_features, NULL))
    g_atomic_int_set (&apply->has_refused, 1);
}

/* A matrix beyond the memory of the machine is a wrong input, not a reason to die. */
static gboolean
check_memory (const CpBoundEncoder *bound, GError **error) {
  double bytes = (double)bound->n_rows * bound->n_features * sizeof (float);
  double memory = (double)sysconf (_SC_PHYS_PAGES) * (double)sysconf (_SC_PAGESIZE);
  if (bytes < memory)
    return TRUE;
  g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
               "%s: %" G_GSIZE_FORMAT
               " rows of %u features need %.0f GB, more than this machine has; use fewer rows "
               "or features.",
               bound->place, bound->n_rows, bound->n_features, bytes / 1e9);
  return FALSE;
}

CpMatrix *
cp_encoder_apply (CpEncoder *encoder, const CpTable *table, GCancellable *cancellable, GError **error) {
  g_autoptr (CpBoundEncoder) bound = cp_encoder_bind (encoder, table, error);
  if (bound == NULL || !check_memory (bound, error))
    return NULL;
  g_autoptr (CpMatrix) matrix = cp_matrix_new (bound->n_rows, bound->n_features);
  Apply apply = {.bound = bound, .out = cp_matrix_edit_values (matrix)};
  if (!cp_parallel_for (bound->n_rows, CHUNK_ROWS, apply_chunk, &apply, cancellable)) {
    cp_check_cancelled (cancellable, error);
    return NULL;
  }
  if (apply.has_refused) { /* once more in order, so that the first refused cell is the one named */
    cp_bound_encoder_write (bound, 0, bound->n_rows, apply.out, error);
    return NULL;
  }
  return g_steal_pointer (&matrix);
}
