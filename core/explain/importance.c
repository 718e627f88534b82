#include "core/explain/importance.h"

#include "core/base/error.h"
#include "core/base/random.h"

#include <math.h>
#include <string.h>

CpImportance *
cp_importance_ref (CpImportance *importance) {
  return g_atomic_rc_box_acquire (importance);
}

static void
clear (gpointer data) {
  CpImportance *self = data;
  for (guint loss = 0; loss < CP_IMPORTANCE_N_LOSSES; loss++) {
    g_free (self->by[loss].whole);
    g_free (self->by[loss].mean);
    g_free (self->by[loss].std);
  }
}

void
cp_importance_unref (CpImportance *importance) {
  g_atomic_rc_box_release_full (importance, clear);
}

static const char *const loss_names[] = {"roc_auc", "log_loss"};

const char *
cp_importance_loss_get_name (CpImportanceLoss loss) {
  g_return_val_if_fail ((guint)loss < CP_IMPORTANCE_N_LOSSES, NULL);
  return loss_names[loss];
}

gboolean
cp_importance_loss_parse (const char *name, CpImportanceLoss *out_loss) {
  for (guint loss = 0; loss < CP_IMPORTANCE_N_LOSSES; loss++) {
    if (g_str_equal (name, loss_names[loss])) {
      *out_loss = (CpImportanceLoss)loss;
      return TRUE;
    }
  }
  return FALSE;
}

typedef struct {
  double score;
  guint8 is_positive;
} Scored;

static int
compare_scored (gconstpointer a, gconstpointer b) {
  const Scored *x = a, *y = b;
  return x->score < y->score ? -1 : x->score > y->score;
}

/* Mann–Whitney with ties ½ over the rows that have a label and a finite score; NaN with one kind of label
 * only.
 */
static double
get_auc (const double *scores, gsize n_outputs, guint output, const guint8 *labels, gsize n_rows) {
  g_autofree Scored *sorted = g_new (Scored, n_rows + 1);
  gsize n = 0;
  for (gsize row = 0; row < n_rows; row++) {
    double score = scores[row * n_outputs + output];
    if (labels[row] != CP_LABEL_NONE && isfinite (score))
      sorted[n++] = (Scored){score, labels[row]};
  }
  qsort (sorted, n, sizeof *sorted, compare_scored);
  double n_positive = 0, n_negative = 0, wins = 0;
  for (gsize i = 0, j; i < n; i = j) {
    double positive = 0, negative = 0;
    for (j = i; j < n && sorted[j].score == sorted[i].score; j++)
      *(sorted[j].is_positive ? &positive : &negative) += 1;
    wins += positive * (n_negative + negative / 2);
    n_positive += positive;
    n_negative += negative;
  }
  return wins / (n_positive * n_negative);
}

/* The mean over the rows that have a label and a finite score, of scores kept off 0 and 1 by 1e-15
 * (DEFINITIONS); NaN without any. */
static double
get_log_loss (const double *scores, gsize n_outputs, guint output, const guint8 *labels, gsize n_rows) {
  double sum = 0, n = 0;
  for (gsize row = 0; row < n_rows; row++) {
    double score = scores[row * n_outputs + output];
    if (labels[row] == CP_LABEL_NONE || !isfinite (score))
      continue;
    score = CLAMP (score, 1e-15, 1 - 1e-15);
    sum -= log (labels[row] ? score : 1 - score);
    n++;
  }
  return sum / n;
}

static void
shuffle_group (const CpFeatureGroup *group, const CpMatrix *rows, const guint32 *order, float *out) {
  gsize width = cp_matrix_get_n_columns (rows);
  const float *values = cp_matrix_get_values (rows);
  for (gsize row = 0; row < cp_matrix_get_n_rows (rows); row++)
    for (guint i = 0; i < group->n_features; i++)
      out[row * width + group->features[i]] = values[order[row] * width + group->features[i]];
}

/* What one shuffle after another changes. */
typedef struct {
  const CpModel *model;
  const CpMatrix *rows;
  const guint8 *const *labels;
  guint64 seed;
  float *shuffled; /* (n × n_features) */
  double *scores;  /* (n × n_outputs) */
  guint32 *order;  /* (n) */
  double
      *losses; /* (n_outputs × CP_IMPORTANCE_N_LOSSES): of @scores, the smaller the better: the AUC below 0 */
} Dealer;

static gboolean
score (const Dealer *self, GCancellable *cancellable, GError **error) {
  gsize n = cp_matrix_get_n_rows (self->rows);
  if (!cp_model_predict (self->model, self->shuffled, n, self->scores, cancellable, error))
    return FALSE;
  guint n_outputs = self->model->n_outputs;
  for (guint o = 0; o < n_outputs; o++) {
    const guint8 *labels = self->labels[o];
    double *losses = self->losses + (gsize)o * CP_IMPORTANCE_N_LOSSES;
    losses[CP_IMPORTANCE_AUC] = labels != NULL ? -get_auc (self->scores, n_outputs, o, labels, n) : NAN;
    losses[CP_IMPORTANCE_LOG_LOSS] =
        labels != NULL ? get_log_loss (self->scores, n_outputs, o, labels, n) : NAN;
  }
  return TRUE;
}

static void
reset_order (const Dealer *self) {
  for (gsize i = 0; i < cp_matrix_get_n_rows (self->rows); i++)
    self->order[i] = (guint32)i;
}

/* The falls of one column: mean and deviation by Welford's update, repeat after repeat */
static gboolean
deal_group (const Dealer *self, const CpFeatureGroup *group, guint g, CpImportance *out,
            GCancellable *cancellable, GError **error) {
  for (guint repeat = 0; repeat < out->n_repeats; repeat++) {
    CpRandom random; /* of its own for every column and repeat: none depends on the columns before it */
    cp_random_init (&random, self->seed + 1000003 * (guint64)g + repeat);
    reset_order (self);
    cp_random_shuffle (&random, self->order, cp_matrix_get_n_rows (self->rows));
    shuffle_group (group, self->rows, self->order, self->shuffled);
    if (!score (self, cancellable, error))
      return FALSE;
    for (guint i = 0; i < out->n_outputs * CP_IMPORTANCE_N_LOSSES; i++) {
      const CpImportanceTold *told = &out->by[i % CP_IMPORTANCE_N_LOSSES];
      gsize o = i / CP_IMPORTANCE_N_LOSSES, at = o * out->n_groups + g;
      double worse = self->losses[i] - told->whole[o], d = worse - told->mean[at];
      told->mean[at] += d / (repeat + 1);
      told->std[at] += d * (worse - told->mean[at]);
    }
  }
  for (guint i = 0; i < out->n_outputs * CP_IMPORTANCE_N_LOSSES; i++) {
    double *squares =
        &out->by[i % CP_IMPORTANCE_N_LOSSES].std[i / CP_IMPORTANCE_N_LOSSES * (gsize)out->n_groups + g];
    *squares = out->n_repeats > 1 ? sqrt (*squares / (out->n_repeats - 1)) : NAN;
  }
  reset_order (self);
  shuffle_group (group, self->rows, self->order, self->shuffled); /* as it was */
  return TRUE;
}

static gboolean
deal_all (const Dealer *self, const CpFeatureGroups *groups, CpImportance *out, const CpProgress *progress,
          GCancellable *cancellable, GError **error) {
  if (!score (self, cancellable, error))
    return FALSE;
  for (guint i = 0; i < out->n_outputs * CP_IMPORTANCE_N_LOSSES; i++)
    out->by[i % CP_IMPORTANCE_N_LOSSES].whole[i / CP_IMPORTANCE_N_LOSSES] = self->losses[i];
  for (guint g = 0; g < out->n_groups; g++) {
    if (!deal_group (self, cp_feature_groups_get (groups, g), g, out, cancellable, error))
      return FALSE;
    cp_progress_report (progress, (g + 1.0) / out->n_groups, "Shuffling columns");
  }
  for (guint o = 0; o < out->n_outputs; o++)
    out->by[CP_IMPORTANCE_AUC].whole[o] *= -1;
  return TRUE;
}

CpImportance *
cp_importance_build (const CpModel *model, const CpFeatureGroups *groups, const CpMatrix *rows,
                     const guint8 *const *labels, guint n_repeats, guint64 seed, const CpProgress *progress,
                     GCancellable *cancellable, GError **error) {
  g_return_val_if_fail (model != NULL && groups != NULL && labels != NULL && n_repeats >= 1, NULL);
  gsize n_rows = cp_matrix_get_n_rows (rows), n_values = n_rows * cp_matrix_get_n_columns (rows);
  g_autoptr (CpImportance) out = g_atomic_rc_box_new0 (CpImportance);
  out->n_outputs = model->n_outputs;
  out->n_groups = cp_feature_groups_get_n (groups);
  out->n_repeats = n_repeats;
  out->n_rows = n_rows;
  for (guint loss = 0; loss < CP_IMPORTANCE_N_LOSSES; loss++) {
    out->by[loss].whole = g_new0 (double, out->n_outputs);
    out->by[loss].mean = g_new0 (double, (gsize)out->n_outputs * out->n_groups + 1);
    out->by[loss].std = g_new0 (double, (gsize)out->n_outputs * out->n_groups + 1);
  }
  g_autofree float *shuffled = g_memdup2 (cp_matrix_get_values (rows), MAX (n_values, 1) * sizeof (float));
  g_autofree double *scores = g_new (double, n_rows * model->n_outputs + 1),
                    *losses = g_new (double, (gsize)model->n_outputs *CP_IMPORTANCE_N_LOSSES);
  g_autofree guint32 *order = g_new (guint32, n_rows + 1);
  const Dealer dealer = {model, rows, labels, seed, shuffled, scores, order, losses};
  return deal_all (&dealer, groups, out, progress, cancellable, error) ? g_steal_pointer (&out) : NULL;
}
