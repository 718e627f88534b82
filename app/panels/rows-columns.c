#include "app/panels/rows-columns.h"

#include "app/panels/letters.h"
#include "app/rows/row-order.h"
#include "core/base/format.h"

#include <math.h>

#define MAX_MEASURED 200 /* values of a category looked at for the width of its column */
#define CHARACTER 7      /* pixels, about */

void
cp_rows_columns_init (CpRowsColumns *self) {
  *self = (CpRowsColumns){.keys = g_array_new (FALSE, FALSE, sizeof (CpRowKey)),
                          .computed = g_array_new (FALSE, FALSE, sizeof (CpColumnChoice)),
                          .titles = g_ptr_array_new_with_free_func (g_free)};
}

void
cp_rows_columns_clear (CpRowsColumns *self) {
  cp_rows_columns_forget_source (self);
  g_array_unref (self->keys);
  g_array_unref (self->computed);
  g_ptr_array_unref (self->titles);
}

/* ---- texts ---- */

static double
get_score (CpRowsColumns *self, guint model, guint32 row) {
  CpScores *scores = cp_session_get_scores (self->session, model);
  return cp_scores_get_values (scores)[(gsize)row * cp_scores_get_n_outputs (scores)];
}

/* Of the row as the table has it, like the scores beside it. */
static char *
make_computed (CpRowsColumns *self, const CpColumnChoice *choice, guint32 row) {
  if (self->source == NULL)
    self->source = cp_column_source_new (self->session, NULL);
  g_autofree double *scores = g_new (double, self->source->n_models + 1);
  for (guint m = 0; m < self->source->n_models; m++)
    scores[m] = cp_column_source_get_score (self->source, m, row);
  double value = cp_column_choice_value (choice, self->source, NULL, scores, row);
  const char *const *words = cp_column_choice_get_words (choice);
  if (words == NULL)
    return cp_format_delta (value, 3);
  return g_strdup (isnan (value) ? "–" : words[(guint)value]);
}

void
cp_rows_columns_forget_source (CpRowsColumns *self) {
  g_clear_pointer (&self->source, cp_column_source_free);
}

static char *
make_text (guint32 row, guint column, gpointer data) {
  CpRowsColumns *self = data;
  CpRowKey key = g_array_index (self->keys, CpRowKey, column);
  switch (key.kind) {
  case CP_ROW_KEY_ROW:
    return cp_format_count (row);
  case CP_ROW_KEY_SCORE:
    return cp_format_score (get_score (self, key.index, row));
  case CP_ROW_KEY_DECISION: {
    double score = get_score (self, key.index, row);
    double threshold = cp_session_get_table_threshold (self->session, key.index, row);
    return g_strdup (isnan (score) ? "–" : score >= threshold ? "Positive" : "Negative");
  }
  case CP_ROW_KEY_COMPUTED:
    return make_computed (self, &g_array_index (self->computed, CpColumnChoice, key.index), row);
  case CP_ROW_KEY_FIELD:
  default: {
    const CpField *field = cp_fields_get (cp_session_get_fields (self->session), key.index);
    return cp_field_dup_shown (field, cp_session_get_table (self->session), row);
  }
  }
}

/* ---- columns ---- */

/* The title with its arrow, the text with the space around it. */
static int
measure (const char *title, glong n_characters, int least) {
  return CLAMP ((int)MAX (g_utf8_strlen (title, -1) * CHARACTER + 42, n_characters * CHARACTER + 26), least,
                200);
}

static void
add_column (CpRowsColumns *self, GArray *columns, CpRowKeyKind kind, guint index, CpRowColumn column) {
  CpRowKey key = {kind, index};
  g_array_append_val (self->keys, key);
  g_array_append_val (columns, column);
}

static void
add_field (CpRowsColumns *self, GArray *columns, guint index) {
  const CpTable *table = cp_session_get_table (self->session);
  const CpField *field = cp_fields_get (cp_session_get_fields (self->session), index);
  gboolean is_figure = field->type == CP_COLUMN_NUMBER && field->group == NULL;
  glong longest = is_figure ? 8 : field->type == CP_COLUMN_TEXT ? 40 : 0;
  guint n_values = MIN (cp_field_get_n_values (field, table), MAX_MEASURED);
  for (guint i = 0; i < n_values; i++)
    longest = MAX (longest, g_utf8_strlen (cp_field_get_value (field, table, i), -1));
  add_column (self, columns, CP_ROW_KEY_FIELD, index,
              (CpRowColumn){field->name, measure (field->name, longest, 60), is_figure});
}

/* The label stands before the other columns. (nullable) */
static const CpField *
get_label (CpRowsColumns *self) {
  const char *label = cp_session_get_label (self->session);
  return label != NULL ? cp_fields_find (cp_session_get_fields (self->session), label) : NULL;
}

static void
add_fields (CpRowsColumns *self, GArray *columns, gboolean is_label) {
  CpFields *fields = cp_session_get_fields (self->session);
  const CpField *label = get_label (self);
  for (guint i = 0; i < cp_fields_get_n (fields); i++) {
    if ((cp_fields_get (fields, i) == label) == is_label)
      add_field (self, columns, i);
  }
}

static void
add_models (CpRowsColumns *self, GArray *columns, CpRowKeyKind kind, const char *what, int width,
            GPtrArray *titles) {
  for (guint m = 0; m < cp_session_get_n_models (self->session); m++) {
    char *title = g_strdup_printf ("%s %s", what, cp_model_letter (m));
    g_ptr_array_add (titles, title);
    add_column (self, columns, kind, m, (CpRowColumn){title, width, kind == CP_ROW_KEY_SCORE});
  }
}

/* What has no column of its own yet; the distance to a row is a matter of the plot. */
static gboolean
is_listed (const CpColumnChoice *choice) {
  return choice->kind == CP_COMPUTED_DIFFERENCE || choice->kind == CP_COMPUTED_AGREEMENT ||
         choice->kind == CP_COMPUTED_CORRECTNESS || choice->kind == CP_COMPUTED_ERROR;
}

/* The difference stands beside the decisions, the others behind the table's own columns. */
static void
add_computed (CpRowsColumns *self, GArray *columns, gboolean is_difference, GPtrArray *titles) {
  for (guint i = 0; i < self->computed->len; i++) {
    const CpColumnChoice *choice = &g_array_index (self->computed, CpColumnChoice, i);
    if (!is_listed (choice) || (choice->kind == CP_COMPUTED_DIFFERENCE) != is_difference)
      continue;
    char *title = is_difference /* beside "Score A" and "Score B" */
                      ? g_strdup ("Score A − B")
                      : cp_column_choice_dup_name (choice, cp_session_get_fields (self->session));
    g_ptr_array_add (titles, title);
    glong longest = is_difference ? 6 : 0;
    for (const char *const *word = cp_column_choice_get_words (choice); word != NULL && *word != NULL; word++)
      longest = MAX (longest, g_utf8_strlen (*word, -1));
    add_column (self, columns, CP_ROW_KEY_COMPUTED, i,
                (CpRowColumn){title, measure (title, longest, 76), is_difference});
  }
}

void
cp_rows_columns_set (CpRowsColumns *self, CpSession *session, CpRowTable *table) {
  self->session = session;
  g_autoptr (GArray) columns = g_array_new (FALSE, FALSE, sizeof (CpRowColumn));
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);
  g_array_set_size (self->keys, 0);
  cp_rows_columns_forget_source (self);
  g_array_unref (self->computed);
  self->computed = cp_computed_columns_list (cp_session_get_n_models (self->session),
                                             cp_session_get_label (self->session) != NULL);
  add_column (self, columns, CP_ROW_KEY_ROW, 0, (CpRowColumn){"Row", 80, TRUE});
  add_models (self, columns, CP_ROW_KEY_SCORE, "Score", 76, titles);
  add_fields (self, columns, TRUE);
  add_models (self, columns, CP_ROW_KEY_DECISION, "Decision", 112, titles);
  add_computed (self, columns, TRUE, titles);
  add_fields (self, columns, FALSE);
  add_computed (self, columns, FALSE, titles);
  cp_row_table_set_columns (table, (const CpRowColumn *)(gpointer)columns->data, columns->len, make_text,
                            self);
  g_ptr_array_set_size (self->titles, 0);
  for (guint i = 0; i < columns->len; i++)
    g_ptr_array_add (self->titles, g_strdup (g_array_index (columns, CpRowColumn, i).title));
}
