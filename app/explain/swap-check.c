#include "app/explain/swap-check.h"

#include "app/panels/letters.h"
#include "app/session/session-output.h"
#include "app/session/session-rows.h"
#include "core/base/format.h"
#include "core/model/output-model.h"
#include "core/table/edits.h"

#include <math.h>

typedef struct {
  guint n_models;
  CpModel **models; /* of one output */
  CpEncoder **encoders;
  CpSlices *slices;
  double *thresholds; /* (n_models × n_slices) */
  GArray *absent;     /* guint32, ascending: deleted rows, which count nowhere */
  CpTable *table;
  char *column;
  GArray *pairs;
  CpSwapChecked done;
  gpointer owner;
} Request;

void
cp_swap_check_free (CpSwapCheck *check) {
  for (guint m = 0; m < check->n_models; m++)
    g_clear_pointer (&check->swaps[m], cp_term_swap_free);
  g_free (check->swaps);
  g_array_unref (check->pairs);
  g_free (check);
}

static void
request_free (gpointer data) {
  Request *request = data;
  for (guint m = 0; m < request->n_models; m++) {
    cp_model_unref (request->models[m]);
    g_clear_pointer (&request->encoders[m], cp_encoder_unref);
  }
  g_free (request->models);
  g_free (request->encoders);
  cp_slices_unref (request->slices);
  g_free (request->thresholds);
  g_array_unref (request->absent);
  cp_table_unref (request->table);
  g_free (request->column);
  g_array_unref (request->pairs);
  g_free (request);
}

static void
free_check (gpointer data) {
  cp_swap_check_free (data);
}

/* ---- on a worker ---- */

/* One model's part of the whole. */
typedef struct {
  const CpProgress *whole;
  guint part, n_parts;
} Part;

static void
report_part (double fraction, const char *what, gpointer data) {
  const Part *part = data;
  cp_progress_report (part->whole, fraction < 0 ? fraction : (part->part + fraction) / part->n_parts,
                      "Swapping words");
}

static gboolean
check_model (const Request *request, guint m, CpSwapCheck *check, const CpProgress *progress,
             GCancellable *cancellable, GError **error) {
  if (request->encoders[m] == NULL)
    return TRUE;
  Part part = {progress, m, request->n_models};
  CpProgress own = {report_part, &part};
  g_autoptr (CpScores) scores =
      cp_scores_build (request->models[m], request->encoders[m], request->table, NULL, cancellable, error);
  if (scores == NULL)
    return FALSE;
  const double *thresholds = request->thresholds + (gsize)m * cp_slices_get_n_slices (request->slices);
  CpTermSwapQuery query = {.model = request->models[m],
                           .encoder = request->encoders[m],
                           .table = request->table,
                           .column = request->column,
                           .pairs = (const CpTermPair *)(gpointer)request->pairs->data,
                           .n_pairs = request->pairs->len,
                           .scores = cp_scores_get_values (scores),
                           .slices = request->slices,
                           .thresholds = thresholds,
                           .otherwise = CP_DEFAULT_THRESHOLD,
                           .absent = request->absent};
  double deviation;
  if (request->models[m]->task == CP_TASK_REGRESSION) {
    deviation = cp_scores_measure_deviation (scores, request->absent);
    query.slices = NULL;
    query.thresholds = &deviation;
  }
  check->swaps[m] = cp_term_swap_build (&query, &own, cancellable, error);
  return check->swaps[m] != NULL;
}

static gpointer
check_on_worker (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  Request *request = data;
  g_autoptr (CpSwapCheck) check = g_new0 (CpSwapCheck, 1);
  check->pairs = g_array_ref (request->pairs);
  check->n_models = request->n_models;
  check->swaps = g_new0 (CpTermSwap *, request->n_models + 1);
  for (guint m = 0; m < request->n_models; m++)
    if (!check_model (request, m, check, progress, cancellable, error))
      return NULL;
  return g_steal_pointer (&check);
}

/* ---- on the main loop ---- */

/* Whom the running check answers; there is one at a time, so the job's owner is the session. */
typedef struct {
  CpSwapChecked done;
  gpointer owner;
} Asker;

static Asker *
get_asker (CpSession *session) {
  Asker *asker = g_object_get_data (G_OBJECT (session), "cp-swap-asker");
  if (asker == NULL) {
    asker = g_new0 (Asker, 1);
    g_object_set_data_full (G_OBJECT (session), "cp-swap-asker", asker, g_free);
  }
  return asker;
}

static void
finish (gpointer result, const GError *error, gpointer session) {
  Asker asker = *get_asker (session);
  asker.done (result, error, asker.owner);
}

static const CpJobKind swap_kind = {.kind = "term-swap",
                                    .run = check_on_worker,
                                    .free_data = request_free,
                                    .free_result = free_check,
                                    .done = finish};

/* Of the output that is looked at each slice has its threshold, of another one all share theirs. */
static void
take_thresholds (CpSession *session, guint model, guint output, double *thresholds) {
  for (guint s = 0; s < cp_slices_get_n_slices (cp_session_get_slices (session)); s++)
    thresholds[s] = output == cp_session_get_output (session)
                        ? cp_session_get_threshold (session, model, s)
                        : cp_session_get_output_threshold (session, model, output);
}

void
cp_swap_check_start (CpSession *session, const char *column, guint output, GArray *pairs, CpSwapChecked done,
                     gpointer owner) {
  g_return_if_fail (CP_IS_SESSION (session) && cp_session_is_open (session) && pairs != NULL);
  Request *request = g_new0 (Request, 1);
  guint n = cp_session_get_n_models (session);
  request->n_models = n;
  request->models = g_new0 (CpModel *, n + 1);
  request->encoders = g_new0 (CpEncoder *, n + 1);
  request->slices = cp_slices_ref (cp_session_get_slices (session));
  guint n_slices = cp_slices_get_n_slices (request->slices);
  request->thresholds = g_new (double, (gsize)n *n_slices + 1);
  request->absent = cp_session_dup_absent (session);
  for (guint m = 0; m < n; m++) {
    CpEncoder *encoder = cp_session_get_encoder (session, m);
    CpModel *whole = cp_session_get_whole_model (session, m);
    request->models[m] = cp_model_take_output (whole, MIN (output, whole->n_outputs - 1));
    request->encoders[m] =
        encoder != NULL && cp_session_can_rescore (session, m) ? cp_encoder_ref (encoder) : NULL;
    take_thresholds (session, m, output, request->thresholds + (gsize)m * n_slices);
  }
  request->table = cp_table_ref (cp_session_get_table (session));
  request->column = g_strdup (column);
  request->pairs = pairs;
  *get_asker (session) = (Asker){done, owner};
  cp_jobs_start (cp_session_get_jobs (session), &swap_kind, request, session);
}

void
cp_swap_check_stop (CpSession *session) {
  g_return_if_fail (CP_IS_SESSION (session));
  cp_jobs_cancel (cp_session_get_jobs (session), &swap_kind);
}

/* ---- what it found ---- */

static const CpSwapEffect *
get_effect (const CpSwapCheck *check, guint model, guint pair) {
  const CpTermSwap *swap = check->swaps[model];
  return pair < check->pairs->len ? &swap->pairs[pair] : &swap->all;
}

/* "plot": what of the pair counts in no vocabulary; "" for all pairs */
static char *
dup_unknown (const CpSwapCheck *check, const CpSwapEffect *effect, guint pair) {
  if (pair >= check->pairs->len)
    return g_strdup ("");
  const CpTermPair *words = &g_array_index (check->pairs, CpTermPair, pair);
  gboolean both = !effect->knows_first && !effect->knows_second;
  return g_strconcat (effect->knows_first ? "" : words->first, both ? ", " : "",
                      effect->knows_second ? "" : words->second, NULL);
}

CpTable *
cp_swap_check_to_table (const CpSwapCheck *check) {
  enum { ROWS, MEAN_ABS, MOST, MEAN, TOWARDS, FLIPS, N_FIGURES };
  static const char *const titles[N_FIGURES] = {"Rows",        "Mean |change|",  "Largest |change|",
                                                "Mean change", "Second − first", "Rows that flip"};
  GPtrArray *cells[3]; /* Words, Model, Unknown */
  GArray *figures[N_FIGURES];
  for (guint c = 0; c < G_N_ELEMENTS (cells); c++)
    cells[c] = g_ptr_array_new_with_free_func (g_free);
  for (guint f = 0; f < N_FIGURES; f++)
    figures[f] = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint pair = 0; pair <= check->pairs->len; pair++) {
    for (guint m = 0; m < check->n_models; m++) {
      if (check->swaps[m] == NULL)
        continue;
      const CpSwapEffect *effect = get_effect (check, m, pair);
      const CpTermPair *words =
          pair < check->pairs->len ? &g_array_index (check->pairs, CpTermPair, pair) : NULL;
      const double values[N_FIGURES] = {(double)effect->n_rows, effect->mean_abs,       effect->max_abs,
                                        effect->mean,           effect->towards_second, effect->flips->len};
      g_ptr_array_add (cells[0], words != NULL ? g_strdup_printf ("%s ↔ %s", words->first, words->second)
                                               : g_strdup ("all at once"));
      g_ptr_array_add (cells[1], g_strdup (cp_model_letter (m)));
      g_ptr_array_add (cells[2], dup_unknown (check, effect, pair));
      for (guint f = 0; f < N_FIGURES; f++)
        g_array_append_val (figures[f], values[f]);
    }
  }
  gsize n = cells[0]->len;
  CpColumn *columns[N_FIGURES + 3];
  columns[0] = cp_column_new_text ("Words", (const char *const *)cells[0]->pdata, n);
  columns[1] = cp_column_new_text ("Model", (const char *const *)cells[1]->pdata, n);
  for (guint f = 0; f < N_FIGURES; f++)
    columns[2 + f] = cp_column_new_number (titles[f], (const double *)(gpointer)figures[f]->data, n);
  columns[2 + N_FIGURES] =
      cp_column_new_text ("Unknown to the model", (const char *const *)cells[2]->pdata, n);
  CpTable *table = cp_table_new ("swaps", columns, G_N_ELEMENTS (columns), NULL);
  for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
    cp_column_unref (columns[c]);
  for (guint c = 0; c < G_N_ELEMENTS (cells); c++)
    g_ptr_array_unref (cells[c]);
  for (guint f = 0; f < N_FIGURES; f++)
    g_array_unref (figures[f]);
  return table;
}

typedef struct {
  guint32 row;
  guint model, pair;
  double before, after;
} Flip;

static int
compare_flips (gconstpointer a, gconstpointer b) {
  const Flip *x = a, *y = b;
  if (x->row != y->row)
    return x->row < y->row ? -1 : 1;
  if (x->model != y->model)
    return x->model < y->model ? -1 : 1;
  return x->pair < y->pair ? -1 : x->pair > y->pair;
}

CpTable *
cp_swap_check_to_flips (const CpSwapCheck *check) {
  g_autoptr (GArray) flips = g_array_new (FALSE, FALSE, sizeof (Flip));
  for (guint m = 0; m < check->n_models; m++) {
    for (guint pair = 0; check->swaps[m] != NULL && pair < check->pairs->len; pair++) {
      const GArray *found = check->swaps[m]->pairs[pair].flips;
      for (guint i = 0; i < found->len; i++) {
        const CpSwapFlip *one = &g_array_index (found, CpSwapFlip, i);
        Flip flip = {one->row, m, pair, one->before, one->after};
        g_array_append_val (flips, flip);
      }
    }
  }
  if (flips->len == 0)
    return NULL;
  g_array_sort (flips, compare_flips);
  guint n = flips->len;
  g_autofree double *rows = g_new (double, n), *before = g_new (double, n), *after = g_new (double, n);
  g_autofree const char **models = g_new0 (const char *, n + 1);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < n; i++) {
    const Flip *flip = &g_array_index (flips, Flip, i);
    const CpTermPair *pair = &g_array_index (check->pairs, CpTermPair, flip->pair);
    rows[i] = flip->row;
    before[i] = flip->before;
    after[i] = flip->after;
    models[i] = cp_model_letter (flip->model);
    g_ptr_array_add (words, g_strdup_printf ("%s ↔ %s", pair->first, pair->second));
  }
  g_autoptr (CpColumn) row = cp_column_new_number ("Row", rows, n);
  g_autoptr (CpColumn) model = cp_column_new_text ("Model", models, n);
  g_autoptr (CpColumn) word = cp_column_new_text ("Words", (const char *const *)words->pdata, n);
  g_autoptr (CpColumn) from = cp_column_new_number ("Score", before, n);
  g_autoptr (CpColumn) to = cp_column_new_number ("Score swapped", after, n);
  return cp_table_new ("flips", (CpColumn *const[]){row, model, word, from, to}, 5, NULL);
}

char *
cp_swap_check_describe (const CpSwapCheck *check) {
  GString *text = g_string_new (NULL);
  for (guint m = 0; m < check->n_models; m++) {
    if (check->swaps[m] == NULL)
      continue;
    const CpSwapEffect *all = &check->swaps[m]->all;
    g_autofree char *rows = cp_format_count ((double)all->n_rows), *flips = cp_format_count (all->flips->len),
                    *mean = cp_format_score (all->mean_abs), *most = cp_format_score (all->max_abs);
    g_string_append (text, text->len > 0 ? " " : "");
    if (all->n_rows == 0)
      g_string_append_printf (text, "%s: no row holds one of the words.", cp_model_letter (m));
    else
      g_string_append_printf (text,
                              "%s: %s %s one of the words; all swapped, scores move by %s on average, "
                              "by %s at most; %s flip.",
                              cp_model_letter (m), rows, all->n_rows == 1 ? "row holds" : "rows hold", mean,
                              most, flips);
  }
  return g_string_free (text, FALSE);
}
