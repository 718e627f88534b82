#include "app/points/computed-column.h"

#include "app/panels/letters.h"
#include "core/base/error.h"
#include "core/base/parallel.h"

#include <math.h>

#define ROWS_AT_ONCE 16384 /* of a parallel loop */

/* In the order they are drawn in: what deserves a look lies on top. */
static const char *const decision_words[] = {"Negative", "Positive", NULL};
static const char *const correctness_words[] = {"Correct", "Wrong", NULL};
static const char *const error_words[] = {"True negative", "True positive", "False positive",
                                          "False negative", NULL};
static const char *const truth_words[] = {"Truly negative", "Truly positive", NULL};
static const char *const agreement_words[] = {"Both negative", "Both positive", "Only A positive",
                                              "Only B positive", NULL};

static const struct {
  const char *name; /* printed with the model's letter where it has one */
  gboolean of_model, needs_label, needs_two;
  const char *const *words; /* (nullable): numbers */
} kinds[] = {
    [CP_COMPUTED_SCORE] = {"Score of %s", TRUE, FALSE, FALSE, NULL},
    [CP_COMPUTED_DECISION] = {"Decision of %s", TRUE, FALSE, FALSE, decision_words},
    [CP_COMPUTED_CORRECTNESS] = {"Correctness of %s", TRUE, TRUE, FALSE, correctness_words},
    [CP_COMPUTED_ERROR] = {"Error kind of %s", TRUE, TRUE, FALSE, error_words},
    [CP_COMPUTED_DIFFERENCE] = {"Score difference A − B", FALSE, FALSE, TRUE, NULL},
    [CP_COMPUTED_TRUTH] = {"Label", FALSE, TRUE, FALSE, truth_words},
    [CP_COMPUTED_AGREEMENT] = {"Agreement", FALSE, FALSE, TRUE, agreement_words},
    [CP_COMPUTED_DISTANCE] = {"Distance to the selected row", FALSE, FALSE, FALSE, NULL},
};

/* ---- which there are ---- */

GArray *
cp_computed_columns_list (guint n_models, gboolean has_label) {
  GArray *list = g_array_new (FALSE, FALSE, sizeof (CpColumnChoice));
  for (CpComputedKind kind = CP_COMPUTED_SCORE; kind <= CP_COMPUTED_DISTANCE; kind++) {
    if ((kinds[kind].needs_label && !has_label) || (kinds[kind].needs_two && n_models < 2))
      continue;
    for (guint m = 0; m < (kinds[kind].of_model ? n_models : 1); m++) {
      CpColumnChoice choice = {-1, kind, m};
      g_array_append_val (list, choice);
    }
  }
  return list;
}

gboolean
cp_column_choice_equal (const CpColumnChoice *a, const CpColumnChoice *b) {
  if (a->field >= 0 || b->field >= 0)
    return a->field == b->field;
  return a->kind == b->kind && a->model == b->model;
}

gboolean
cp_column_choice_is_score (const CpColumnChoice *choice) {
  return choice->field < 0 && choice->kind == CP_COMPUTED_SCORE;
}

const char *
cp_column_choice_get_lack (const CpColumnChoice *choice) {
  if (choice->field >= 0)
    return "Missing";
  if (choice->kind == CP_COMPUTED_DISTANCE)
    return "No row selected";
  return choice->kind == CP_COMPUTED_TRUTH ? "No label"
         : kinds[choice->kind].needs_label ? "No label or score"
                                           : "No score";
}

char *
cp_column_choice_dup_name (const CpColumnChoice *choice, const CpFields *fields) {
  if (choice->field >= 0)
    return g_strdup (cp_fields_get (fields, (guint)choice->field)->name);
  if (!kinds[choice->kind].of_model)
    return g_strdup (kinds[choice->kind].name);
  g_auto (GStrv) parts = g_strsplit (kinds[choice->kind].name, "%s", 2);
  return g_strjoinv (cp_model_letter (choice->model), parts);
}

const char *const *
cp_column_choice_get_words (const CpColumnChoice *choice) {
  return choice->field >= 0 ? NULL : kinds[choice->kind].words;
}

CpColumnType
cp_column_choice_get_type (const CpColumnChoice *choice, const CpFields *fields) {
  if (choice->field >= 0)
    return cp_fields_get (fields, (guint)choice->field)->type;
  return kinds[choice->kind].words != NULL ? CP_COLUMN_CATEGORY : CP_COLUMN_NUMBER;
}

/* ---- one row ---- */

/* 1, 0, or NaN without a score. */
static inline double
decide (const CpColumnSource *source, guint model, double score, guint32 row, const CpTable *state) {
  return isnan (score) ? NAN : score >= cp_column_source_get_state_threshold (source, model, row, state);
}

static double
compare_with_label (const CpColumnSource *source, CpComputedKind kind, double decision, guint32 row) {
  guint8 label = source->labels != NULL ? cp_labels_get_values (source->labels)[row] : CP_LABEL_NONE;
  if (isnan (decision) || label == CP_LABEL_NONE)
    return NAN;
  gboolean is_positive = decision > 0;
  if (kind == CP_COMPUTED_CORRECTNESS)
    return is_positive != label;                          /* as correctness_words */
  return is_positive ? (label ? 1 : 2) : (label ? 3 : 0); /* as error_words */
}

static double
compare_models (const CpColumnSource *source, const double *scores, guint32 row, const CpTable *state) {
  double a = decide (source, 0, scores[0], row, state), b = decide (source, 1, scores[1], row, state);
  if (isnan (a) || isnan (b))
    return NAN;
  return a == b ? a : a > b ? 2 : 3; /* as agreement_words */
}

/* Every kind but the distance. @scores: (n_models): only those the kind asks for are read; @state:
 * (nullable): what was scored, where it is not the row of the table */
static double
compute (const CpColumnChoice *choice, const CpColumnSource *source, const double *scores, guint32 row,
         const CpTable *state) {
  switch (choice->kind) {
  case CP_COMPUTED_SCORE:
    return scores[choice->model];
  case CP_COMPUTED_DECISION:
    return decide (source, choice->model, scores[choice->model], row, state);
  case CP_COMPUTED_CORRECTNESS:
  case CP_COMPUTED_ERROR:
    return compare_with_label (source, choice->kind,
                               decide (source, choice->model, scores[choice->model], row, state), row);
  case CP_COMPUTED_DIFFERENCE:
    return scores[0] - scores[1];
  case CP_COMPUTED_TRUTH:
    return source->labels == NULL || cp_labels_get_values (source->labels)[row] == CP_LABEL_NONE
               ? NAN
               : cp_labels_get_values (source->labels)[row];
  case CP_COMPUTED_AGREEMENT:
    return compare_models (source, scores, row, state);
  case CP_COMPUTED_DISTANCE:
  default:
    return NAN;
  }
}

/* The code of a word of @state in the dictionary of the table. */
static double
find_word (const CpField *field, const CpTable *table, const CpTable *state) {
  g_autofree char *word = cp_field_dup_cell (field, state, 0);
  for (guint i = 0; i < cp_field_get_n_values (field, table); i++) {
    if (g_str_equal (cp_field_get_value (field, table, i), word))
      return i;
  }
  return NAN;
}

double
cp_column_choice_value (const CpColumnChoice *choice, const CpColumnSource *source, const CpTable *state,
                        const double *scores, guint32 row) {
  if (choice->field >= 0) {
    const CpField *field = cp_fields_get (source->fields, (guint)choice->field);
    if (field->type == CP_COLUMN_NUMBER && field->group == NULL)
      return cp_column_get_numbers (cp_table_get_column (state, field->column))[0];
    return find_word (field, source->table, state);
  }
  if (choice->kind != CP_COMPUTED_DISTANCE)
    return compute (choice, source, scores, row, state);
  if (source->distance == NULL || source->state == NULL)
    return NAN;
  return cp_distance_between (source->distance, source->state, state, CP_NORM_L1);
}

/* ---- every row ---- */

void
cp_column_data_free (CpColumnData *data) {
  g_strfreev (data->values);
  g_clear_pointer (&data->column, cp_column_unref);
  g_free (data->owned);
  g_free (data);
}

static void
take_field (CpColumnData *data, const CpField *field, const CpTable *table) {
  data->column = cp_field_to_column (field, table);
  data->n_missing = cp_column_get_n_missing (data->column);
  if (cp_column_get_type (data->column) == CP_COLUMN_NUMBER) {
    data->numbers = cp_column_get_numbers (data->column);
    return;
  }
  data->codes = cp_column_get_codes (data->column);
  data->n_values = (guint)cp_column_get_n_values (data->column);
  data->values = g_new0 (char *, data->n_values + 1);
  for (guint i = 0; i < data->n_values; i++)
    data->values[i] = g_strdup (cp_column_get_value (data->column, i));
}

static gboolean
measure (CpColumnSource *source, double *out, GCancellable *cancellable, GError **error) {
  for (gsize i = 0; source->state == NULL && i < cp_table_get_n_rows (source->table); i++)
    out[i] = NAN; /* no row is selected */
  if (source->state == NULL)
    return TRUE;
  if (source->distance == NULL)
    source->distance = cp_distance_build (source->table, source->absent, (const char *const *)source->ignored,
                                          NULL, 0, error);
  return source->distance != NULL &&
         cp_distance_to_all (source->distance, source->state, CP_NORM_L1, out, cancellable, error);
}

typedef struct {
  const CpColumnChoice *choice;
  const CpColumnSource *source;
  double *out; /* (n_rows) */
} Computing;

static void
compute_some (gsize begin, gsize end, guint worker, gpointer data) {
  const Computing *computing = data;
  const CpColumnSource *source = computing->source;
  g_autofree double *scores = g_new0 (double, source->n_models + 2);
  for (gsize i = begin; i < end; i++) {
    for (guint m = 0; m < source->n_models; m++)
      scores[m] = cp_column_source_get_score (source, m, (guint32)i);
    computing->out[i] = compute (computing->choice, source, scores, (guint32)i, NULL);
  }
}

static gboolean
compute_rows (const CpColumnChoice *choice, CpColumnSource *source, double *out, gsize n_rows,
              GCancellable *cancellable, GError **error) {
  if (choice->kind == CP_COMPUTED_DISTANCE)
    return measure (source, out, cancellable, error);
  Computing computing = {choice, source, out};
  return cp_parallel_for (n_rows, ROWS_AT_ONCE, compute_some, &computing, cancellable) ||
         !cp_check_cancelled (cancellable, error);
}

/* Words by their code; the array of numbers becomes one of codes in place of it. */
static void
turn_into_codes (CpColumnData *data, double *numbers, const char *const *words) {
  guint32 *codes = g_new (guint32, data->n_rows + 1);
  for (gsize i = 0; i < data->n_rows; i++)
    codes[i] = isnan (numbers[i]) ? CP_MISSING : (guint32)numbers[i];
  g_free (numbers);
  data->owned = codes;
  data->codes = codes;
  data->values = g_strdupv ((char **)words);
  data->n_values = g_strv_length (data->values);
}

CpColumnData *
cp_column_data_build (const CpColumnChoice *choice, CpColumnSource *source, GCancellable *cancellable,
                      GError **error) {
  g_autoptr (CpColumnData) data = g_new0 (CpColumnData, 1);
  data->n_rows = cp_table_get_n_rows (source->table);
  if (choice->field >= 0) {
    take_field (data, cp_fields_get (source->fields, (guint)choice->field), source->table);
    return g_steal_pointer (&data);
  }
  double *numbers = data->owned = g_new (double, data->n_rows + 1);
  data->numbers = numbers;
  if (!compute_rows (choice, source, numbers, data->n_rows, cancellable, error))
    return NULL;
  for (gsize i = 0; i < data->n_rows; i++)
    data->n_missing += isnan (numbers[i]) != 0;
  if (kinds[choice->kind].words != NULL) {
    data->numbers = NULL;
    turn_into_codes (data, numbers, kinds[choice->kind].words);
  }
  return g_steal_pointer (&data);
}
