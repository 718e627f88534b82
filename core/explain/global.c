#include "core/explain/global.h"

#include "core/base/random.h"
#include "core/encode/text-encoding.h"
#include "core/explain/explain-private.h"
#include "core/explain/walk-apart.h"
#include "core/table/edits.h"

#include <math.h>
#include <string.h>

enum {
  BATCH = 256,
  PILOT = 256,
  PILOT_PAIRS = 2,
  MOST_PAIRS = 32,
  MOST_WALKS = 20480,
  MOST_APART = 12288,
  MOST_WORDS = 2 << 20
};
static const double small_error = 0.02; /* of the largest mean: less than a dot of a picture of all rows */

CpGlobal *
cp_global_ref (CpGlobal *global) {
  return g_atomic_rc_box_acquire (global);
}

static void
clear (gpointer data) {
  CpGlobal *self = data;
  g_free (self->method);
  g_free (self->rows);
  g_free (self->base);
  g_free (self->values);
  g_free (self->mean_abs);
  g_free (self->mean);
  g_free (self->errors);
  g_free (self->feature_mean_abs);
  g_free (self->feature_mean);
  g_free (self->feature_counts);
  g_free (self->feature_mean_present);
  g_free (self->words);
  g_free (self->word_effects);
  g_free (self->slice_mean_abs);
  g_free (self->slice_mean);
  g_free (self->slice_counts);
}

void
cp_global_unref (CpGlobal *global) {
  g_atomic_rc_box_release_full (global, clear);
}

static double *
copy_numbers (const double *values, gsize n) {
  return g_memdup2 (values, MAX (n, 1) * sizeof *values);
}

/* ---- sums under way; a snapshot divides them ---- */

static CpGlobal *
sums_new (const CpGlobalRequest *request) {
  CpGlobal *sums = g_atomic_rc_box_new0 (CpGlobal);
  gsize n_outputs = request->model->n_outputs;
  sums->n_outputs = request->model->n_outputs;
  sums->n_groups = cp_feature_groups_get_n (request->groups);
  sums->n_features = request->model->n_features;
  sums->n_slices = request->slices != NULL ? cp_slices_get_n_slices (request->slices) : 0;
  sums->n_wanted = request->n_rows;
  sums->rows = g_memdup2 (request->rows, MAX (request->n_rows, 1) * sizeof *request->rows);
  sums->base = g_new0 (double, n_outputs);
  gsize n_cells = n_outputs * sums->n_groups;
  sums->values = g_new0 (float, request->n_rows *n_cells + 1);
  sums->mean_abs = g_new0 (double, n_cells + 1);
  sums->mean = g_new0 (double, n_cells + 1);
  sums->errors = g_new0 (double, n_cells + 1);
  sums->feature_mean_abs = g_new0 (double, n_outputs * sums->n_features);
  sums->feature_mean = g_new0 (double, n_outputs * sums->n_features);
  sums->feature_counts = g_new0 (gsize, sums->n_features + 1);
  sums->feature_mean_present = g_new0 (double, n_outputs * sums->n_features);
  sums->slice_mean_abs = g_new0 (double, sums->n_slices *n_cells + 1);
  sums->slice_mean = g_new0 (double, sums->n_slices *n_cells + 1);
  sums->slice_counts = g_new0 (gsize, sums->n_slices + 1);
  return sums;
}

/* As the spread tells it: a mean of squares over many rows needs no widening. Of a text the largest error of
 * a word: its words are told apart, and all of them together often err by nothing at all. */
static double
get_error (const CpAttributions *answer, gsize row, guint output, const CpFeatureGroup *group) {
  const double *errors = cp_attributions_get_errors (answer, row, output);
  double largest = 0;
  if (group->text == NULL)
    return cp_attributions_get_group_error (answer, row, output, group->index) / answer->widening;
  for (guint i = 0; errors != NULL && i < group->n_features; i++)
    largest = fmax (largest, errors[group->features[i]]);
  return largest / answer->widening;
}

/* Room for twice as many where the count is a power of 2. */
static void
add_word (CpGlobal *sums, guint32 feature, float value, const CpAttributions *answer, gsize row) {
  gsize n = sums->n_words++;
  if ((n & (n - 1)) == 0) {
    sums->words = g_renew (CpGlobalWord, sums->words, MAX (2 * n, 1));
    sums->word_effects = g_renew (float, sums->word_effects, MAX (2 * n, 1) * sums->n_outputs);
  }
  sums->words[n] = (CpGlobalWord){(guint32)sums->n_rows, feature, value};
  for (guint o = 0; o < sums->n_outputs; o++)
    sums->word_effects[n * sums->n_outputs + o] = (float)cp_attributions_get_values (answer, row, o)[feature];
}

/* What the words of a row do: those that do something to any output. */
static void
add_words (CpGlobal *sums, const CpFeatureGroup *group, const float *features, const CpAttributions *answer,
           gsize row) {
  for (guint i = 0; i < group->n_features && sums->n_words <= MOST_WORDS; i++) {
    guint32 feature = group->features[i];
    gboolean is_moving = FALSE;
    for (guint o = 0; o < sums->n_outputs && !is_moving; o++)
      is_moving = cp_attributions_get_values (answer, row, o)[feature] != 0;
    if (is_moving)
      add_word (sums, feature, features[feature], answer, row);
  }
}

static void
add_row (CpGlobal *sums, const CpGlobalRequest *request, const float *features, const CpAttributions *answer,
         gsize row) {
  gsize n_outputs = sums->n_outputs, n_groups = sums->n_groups, at = sums->n_rows;
  guint32 slice =
      sums->n_slices > 0 ? cp_slices_get_slice_of_rows (request->slices)[sums->rows[at]] : G_MAXUINT32;
  for (guint f = 0; f < sums->n_features; f++)
    sums->feature_counts[f] += features[f] != 0;
  for (guint g = 0; g < n_groups; g++) {
    const CpFeatureGroup *group = cp_feature_groups_get (request->groups, g);
    if (group->text != NULL && !cp_text_encoding_is_sequence (group->text))
      add_words (sums, group, features, answer, row);
  }
  for (guint o = 0; o < n_outputs; o++) {
    const double *values = cp_attributions_get_values (answer, row, o);
    for (guint f = 0; f < sums->n_features; f++) {
      sums->feature_mean_abs[o * sums->n_features + f] += fabs (values[f]);
      sums->feature_mean[o * sums->n_features + f] += values[f];
      if (features[f] != 0)
        sums->feature_mean_present[o * sums->n_features + f] += values[f];
    }
    for (guint g = 0; g < n_groups; g++) {
      const CpFeatureGroup *group = cp_feature_groups_get (request->groups, g);
      double sum = cp_feature_group_sum (group, values), error = get_error (answer, row, (guint)o, group);
      gsize cell = o * n_groups + g;
      sums->values[at * n_outputs * n_groups + cell] = (float)sum;
      sums->mean_abs[cell] += fabs (sum);
      sums->mean[cell] += sum;
      sums->errors[cell] += error * error;
      if (slice < sums->n_slices) {
        sums->slice_mean_abs[slice * n_outputs * n_groups + cell] += fabs (sum);
        sums->slice_mean[slice * n_outputs * n_groups + cell] += sum;
      }
    }
    sums->worst_residual = fmax (sums->worst_residual, fabs (answer->residuals[row * n_outputs + o]));
  }
  if (slice < sums->n_slices)
    sums->slice_counts[slice]++;
  sums->n_rows++;
}

static double *
divide (const double *sums, gsize n, double count) {
  double *means = copy_numbers (sums, n);
  for (gsize i = 0; i < n; i++)
    means[i] = count > 0 ? means[i] / count : NAN;
  return means;
}

/* (transfer full) (nullable): NULL where nothing was sampled */
static double *
take_errors (const CpGlobal *sums, gsize n, double count) {
  gboolean has_errors = FALSE;
  for (gsize i = 0; i < n; i++)
    has_errors = has_errors || sums->errors[i] > 0;
  double *errors = has_errors ? divide (sums->errors, n, count) : NULL;
  for (gsize i = 0; errors != NULL && i < n; i++)
    errors[i] = sqrt (errors[i]);
  return errors;
}

/* (transfer full): means from the sums so far */
static CpGlobal *
take_snapshot (const CpGlobal *sums) {
  CpGlobal *out = g_atomic_rc_box_new0 (CpGlobal);
  *out = *sums;
  gsize n_cells = (gsize)sums->n_outputs * sums->n_groups,
        n_features = (gsize)sums->n_outputs * sums->n_features;
  double n = (double)sums->n_rows;
  out->method = g_strdup (sums->method);
  out->rows = g_memdup2 (sums->rows, MAX (sums->n_wanted, 1) * sizeof *sums->rows);
  out->base = copy_numbers (sums->base, sums->n_outputs);
  out->values = g_memdup2 (sums->values, (sums->n_wanted * n_cells + 1) * sizeof *sums->values);
  out->mean_abs = divide (sums->mean_abs, n_cells, n);
  out->mean = divide (sums->mean, n_cells, n);
  out->errors = take_errors (sums, n_cells, n);
  out->feature_mean_abs = divide (sums->feature_mean_abs, n_features, n);
  out->feature_mean = divide (sums->feature_mean, n_features, n);
  out->n_words = sums->n_words <= MOST_WORDS ? sums->n_words : 0;
  out->words = g_memdup2 (sums->words, out->n_words * sizeof *out->words);
  out->word_effects =
      g_memdup2 (sums->word_effects, out->n_words * sums->n_outputs * sizeof *out->word_effects);
  out->feature_counts =
      g_memdup2 (sums->feature_counts, (sums->n_features + 1) * sizeof *sums->feature_counts);
  out->feature_mean_present = copy_numbers (sums->feature_mean_present, n_features);
  for (gsize i = 0; i < n_features; i++)
    out->feature_mean_present[i] /= (double)sums->feature_counts[i % sums->n_features]; /* 0 / 0: NaN */
  out->slice_counts = g_memdup2 (sums->slice_counts, (sums->n_slices + 1) * sizeof *sums->slice_counts);
  out->slice_mean_abs = copy_numbers (sums->slice_mean_abs, sums->n_slices * n_cells);
  out->slice_mean = copy_numbers (sums->slice_mean, sums->n_slices * n_cells);
  for (guint s = 0; s < sums->n_slices; s++) {
    double count = (double)sums->slice_counts[s];
    for (gsize i = s * n_cells; i < (s + 1) * n_cells; i++) {
      out->slice_mean_abs[i] = count > 0 ? out->slice_mean_abs[i] / count : NAN;
      out->slice_mean[i] = count > 0 ? out->slice_mean[i] / count : NAN;
    }
  }
  return out;
}

/* ---- batches ---- */

/* (transfer full) (nullable): rows [at, at + n) of those asked for, encoded */
static CpMatrix *
encode_rows (const CpGlobalRequest *request, gsize at, gsize n, GCancellable *cancellable, GError **error) {
  g_autoptr (CpTable) part = cp_table_take_rows (request->table, request->rows + at, n);
  return cp_encoder_apply (request->encoder, part, cancellable, error);
}

static gboolean
explain_batch (const CpGlobalRequest *request, const CpExplainOptions *options, CpGlobal *sums, gsize n,
               GCancellable *cancellable, GError **error) {
  g_autoptr (CpMatrix) rows = encode_rows (request, sums->n_rows, n, cancellable, error);
  if (rows == NULL)
    return FALSE;
  g_autoptr (CpAttributions) answer = cp_explain (
      request->model, request->background, cp_matrix_get_values (rows), n, options, NULL, cancellable, error);
  if (answer == NULL)
    return FALSE;
  if (sums->n_rows == 0) {
    sums->method = g_strdup (answer->method);
    sums->n_pairs = answer->n_pairs;
    sums->space = answer->space;
    memcpy (sums->base, answer->base, sums->n_outputs * sizeof *sums->base);
  }
  for (gsize row = 0; row < n; row++)
    add_row (sums, request, cp_matrix_get_values (rows) + row * sums->n_features, answer, row);
  return TRUE;
}

/* ---- one method for all rows, so that their attributions can be averaged ---- */

/* Exact only where it is for every row: the first one that needs another method decides. */
static gboolean
choose_method (const CpGlobalRequest *request, CpExplainMethod *out_method, CpExplainMethod *out_first,
               GCancellable *cancellable, GError **error) {
  *out_method = *out_first = request->options.method;
  for (gsize at = 0; request->options.method == CP_EXPLAIN_AUTO && at < request->n_rows; at += BATCH) {
    gsize n = MIN (BATCH, request->n_rows - at);
    g_autoptr (CpMatrix) rows = encode_rows (request, at, n, cancellable, error);
    if (rows == NULL)
      return FALSE;
    *out_method = cp_explain_choose (request->model, request->background, cp_matrix_get_values (rows), n,
                                     &request->options);
    if (*out_method != CP_EXPLAIN_EXACT)
      break;
  }
  gboolean is_slow = *out_method == CP_EXPLAIN_EXACT || *out_method == CP_EXPLAIN_PERMUTATION;
  gboolean is_auto = request->options.method == CP_EXPLAIN_AUTO;
  gboolean has_quick =
      cp_explain_can (request->model, CP_EXPLAIN_DEEP, NULL) &&
      cp_explainer_find (CP_EXPLAIN_DEEP)->answers_in (request->model, request->options.space);
  *out_first = is_auto && is_slow && has_quick ? CP_EXPLAIN_DEEP : *out_method;
  return TRUE;
}

/* How many times too large the pilot's errors are, of the output where they are largest. */
static double
get_excess (const CpGlobal *pilot) {
  double excess = 0;
  for (guint o = 0; o < pilot->n_outputs; o++) {
    double largest = 0, error = cp_global_get_largest_error (pilot, o);
    for (guint g = 0; g < pilot->n_groups; g++)
      largest = fmax (largest, pilot->mean_abs[(gsize)o * pilot->n_groups + g]);
    if (error > 0)
      excess = fmax (excess, error / (small_error * largest));
  }
  return excess;
}

/* The pairs of permutations that make a row's error small, from some of the rows: all rows get as many.
 * Errors fall with the square root of the pairs; @out_errors (transfer full) (nullable) are theirs of one
 * pair, which tells none itself. */
static gboolean
choose_pairs (const CpGlobalRequest *request, const CpExplainOptions *options, guint *out_n_pairs,
              double **out_errors, GCancellable *cancellable, GError **error) {
  const CpExplainJob job = {.n_background = cp_matrix_get_n_rows (request->background->rows),
                            .options = *options};
  gsize budget = cp_apart_can (&job) ? MOST_APART : MOST_WALKS; /* apart, fewer tell as much */
  guint most = (guint)CLAMP (budget / request->n_rows, 1, MOST_PAIRS);
  CpGlobalRequest part = *request;
  CpExplainOptions few = *options;
  part.n_rows = MIN (PILOT, request->n_rows);
  few.n_permutations = PILOT_PAIRS;
  g_autoptr (CpGlobal) sums = sums_new (&part);
  if (!explain_batch (&part, &few, sums, part.n_rows, cancellable, error))
    return FALSE;
  g_autoptr (CpGlobal) pilot = take_snapshot (sums);
  double excess = get_excess (pilot);
  *out_n_pairs = (guint)CLAMP (ceil (PILOT_PAIRS * excess * excess), 1, most);
  *out_errors = g_steal_pointer (&pilot->errors);
  for (gsize i = 0; *out_errors != NULL && i < (gsize)pilot->n_outputs * pilot->n_groups; i++)
    (*out_errors)[i] *= sqrt (PILOT_PAIRS);
  return TRUE;
}

/* One pass over all rows. */
typedef struct {
  const CpGlobalRequest *request;
  CpGlobalFunc on_batch; /* (nullable) */
  gpointer data;
  const CpProgress *progress;
  GCancellable *cancellable;
  gboolean is_told; /* an answer of all rows was told: parts of the next one are not */
  double *errors;   /* (nullable) (n_outputs × n_groups): of an answer of one pair */
} Pass;

/* (transfer full): with the errors of the pilot where the pass has none of its own */
static CpGlobal *
take_answer (const Pass *pass, const CpGlobal *sums) {
  CpGlobal *answer = take_snapshot (sums);
  if (sums->n_pairs == 1 && pass->errors != NULL) {
    g_free (answer->errors);
    answer->errors = copy_numbers (pass->errors, (gsize)sums->n_outputs * sums->n_groups);
  }
  return answer;
}

static CpGlobal *
explain_all (Pass *pass, const CpExplainOptions *options, gboolean is_first, gboolean is_last,
             gboolean is_returned, GError **error) {
  const CpGlobalRequest *request = pass->request;
  g_autoptr (CpGlobal) sums = sums_new (request);
  sums->is_first = is_first;
  while (sums->n_rows < request->n_rows) {
    gsize n = MIN (BATCH, request->n_rows - sums->n_rows);
    if (!explain_batch (request, options, sums, n, pass->cancellable, error))
      return NULL;
    gboolean is_whole = sums->n_rows == request->n_rows;
    cp_progress_report (pass->progress, (double)sums->n_rows / (double)request->n_rows,
                        is_first        ? "Explaining rows, first answer"
                        : pass->is_told ? "Refining the effects of rows"
                                        : "Explaining rows");
    if (pass->on_batch != NULL && (is_whole ? !is_returned : !pass->is_told))
      pass->on_batch (take_answer (pass, sums), pass->data);
  }
  pass->is_told = TRUE;
  sums->is_last = is_last;
  return take_answer (pass, sums);
}

/* Only for who watches: whether it came about. */
static gboolean
tell_first (Pass *pass, const CpExplainOptions *options, gboolean is_first, GError **error) {
  g_autoptr (CpGlobal) answer =
      pass->on_batch != NULL ? explain_all (pass, options, is_first, FALSE, FALSE, error) : NULL;
  return answer != NULL || pass->on_batch == NULL;
}

CpGlobal *
cp_global_explain (const CpGlobalRequest *request, CpGlobalFunc on_batch, gpointer data,
                   const CpProgress *progress, GCancellable *cancellable, GError **error) {
  g_return_val_if_fail (request != NULL && request->n_rows > 0, NULL);
  Pass pass = {request, on_batch, data, progress, cancellable, FALSE, NULL};
  CpExplainOptions options = request->options;
  options.groups = request->groups;
  CpExplainOptions quick = options;
  if (!choose_method (request, &options.method, &quick.method, cancellable, error))
    return NULL;
  const CpExplainJob whole = {.model = request->model,
                              .background = request->background,
                              .n_rows = request->n_rows,
                              .options = options};
  if (!cp_explain_job_check (&whole, error)) /* what a batch of the rows would not be refused */
    return NULL;
  g_autofree double *errors = NULL;
  gboolean has_first = quick.method != options.method;
  pass.is_told = has_first && request->stage == CP_GLOBAL_REST;
  if (has_first && request->stage == CP_GLOBAL_FIRST)
    return explain_all (&pass, &quick, TRUE, FALSE, TRUE, error);
  if (has_first && request->stage == CP_GLOBAL_ALL && !tell_first (&pass, &quick, TRUE, error))
    return NULL;
  gboolean is_auto = request->options.method == CP_EXPLAIN_AUTO;
  if (is_auto && options.method == CP_EXPLAIN_PERMUTATION && options.n_permutations == 0) {
    CpExplainOptions fewest = options;
    fewest.n_permutations = 1;
    if (!choose_pairs (request, &options, &options.n_permutations, &pass.errors, cancellable, error))
      return NULL;
    errors = pass.errors;
    if (options.n_permutations > 1 && !tell_first (&pass, &fewest, FALSE, error))
      return NULL;
  }
  return explain_all (&pass, &options, FALSE, TRUE, TRUE, error);
}

double
cp_global_get_largest_error (const CpGlobal *global, guint output) {
  g_return_val_if_fail (global != NULL && output < global->n_outputs, NAN);
  double largest = 0;
  for (guint g = 0; global->errors != NULL && g < global->n_groups; g++)
    largest = fmax (largest, global->errors[(gsize)output * global->n_groups + g]);
  return global->errors != NULL ? largest : NAN;
}

guint32 *
cp_global_choose_rows (gsize n_rows, const guint32 *scope, gsize n_scope, gsize n, guint64 seed,
                       gsize *out_n) {
  gsize n_all = scope != NULL ? n_scope : n_rows;
  n = MIN (n, n_all);
  guint32 *rows = g_new (guint32, n + 1);
  CpRandom random;
  cp_random_init (&random, seed);
  cp_random_choose (&random, n_all, n, rows);
  for (gsize i = 0; scope != NULL && i < n; i++)
    rows[i] = scope[rows[i]];
  cp_random_shuffle (&random, rows, n);
  *out_n = n;
  return rows;
}
