#include "app/session/runs-table.h"

#include "app/panels/letters.h"
#include "app/session/runs-words.h"
#include "core/base/format.h"

#include <math.h>

/* ---- a column after another, all of text ---- */

typedef struct {
  GPtrArray *columns; /* CpColumn */
  GHashTable *names;
  char **cells; /* (n_rows + 1): of the next column; taken by add() */
  gsize n_rows;
} Builder;

static Builder
builder_new (gsize n_rows) {
  return (Builder){g_ptr_array_new_with_free_func ((GDestroyNotify)cp_column_unref),
                   g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), g_new0 (char *, n_rows + 1),
                   n_rows};
}

/* Ends a column; an empty cell is missing. */
static void
add (Builder *builder, const char *name) {
  char *unique = g_strdup (name);
  while (g_hash_table_contains (builder->names, unique)) {
    char *longer = g_strconcat ("table ", unique, NULL);
    g_free (unique);
    unique = longer;
  }
  for (gsize i = 0; i < builder->n_rows; i++)
    if (builder->cells[i] != NULL && *builder->cells[i] == '\0')
      g_clear_pointer (&builder->cells[i], g_free);
  CpColumn *column = cp_column_new_text (unique, (const char *const *)builder->cells, builder->n_rows);
  g_ptr_array_add (builder->columns, column);
  g_hash_table_add (builder->names, unique);
  for (gsize i = 0; i < builder->n_rows; i++)
    g_clear_pointer (&builder->cells[i], g_free);
}

/* (transfer full): frees @builder's content */
static CpTable *
end (Builder *builder, const char *place) {
  CpTable *table =
      cp_table_new (place, (CpColumn *const *)builder->columns->pdata, builder->columns->len, NULL);
  g_ptr_array_unref (builder->columns);
  g_hash_table_unref (builder->names);
  g_free (builder->cells);
  return table;
}

static char *
write_number (double value) {
  char buffer[CP_FORMAT_SIZE];
  return g_strdup (isnan (value) ? "" : cp_format_double (buffer, value));
}

/* ---- all runs ---- */

static char *
write_time (gint64 time) {
  g_autoptr (GDateTime) second = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) then = second != NULL ? g_date_time_add (second, time % G_USEC_PER_SEC) : NULL;
  return then != NULL ? g_date_time_format_iso8601 (then) : g_strdup ("");
}

static char *
write_decision (CpSession *session, const CpRun *run, guint model) {
  int decision;
  cp_run_decides (session, run, model, &decision);
  return g_strdup (decision < 0 ? "" : decision > 0 ? "positive" : "negative");
}

static void
add_about (Builder *builder, CpRun *const *runs, guint n) {
  for (guint i = 0; i < n; i++)
    builder->cells[i] = g_strdup_printf ("%u", runs[i]->number);
  add (builder, "run");
  for (guint i = 0; i < n; i++)
    builder->cells[i] = g_strdup_printf ("%u", runs[i]->row);
  add (builder, "row");
  for (guint i = 0; i < n; i++)
    builder->cells[i] = cp_run_say_change (runs[i]);
  add (builder, "change");
  for (guint i = 0; i < n; i++)
    builder->cells[i] = write_time (runs[i]->time);
  add (builder, "time");
}

static void
add_model (Builder *builder, CpSession *session, guint model, CpRun *const *runs, guint n) {
  static const char *const kinds[] = {"score", "delta", "decision"};
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++) {
    g_autofree char *name = g_strdup_printf ("%s %s", kinds[k], cp_model_letter (model));
    for (guint i = 0; i < n; i++)
      builder->cells[i] = k == 2 ? write_decision (session, runs[i], model)
                                 : write_number (k == 0 ? runs[i]->scores[model] : runs[i]->deltas[model]);
    add (builder, name);
  }
}

CpTable *
cp_runs_to_table (CpSession *session, CpRun *const *runs, guint n) {
  g_return_val_if_fail (cp_session_is_open (session), NULL);
  Builder builder = builder_new (n);
  CpTable *table = cp_session_get_table (session);
  add_about (&builder, runs, n);
  for (guint m = 0; m < cp_session_get_n_models (session); m++)
    add_model (&builder, session, m, runs, n);
  for (gsize c = 0; c < cp_table_get_n_columns (table); c++) {
    for (guint i = 0; i < n; i++)
      builder.cells[i] = cp_column_dup_cell (cp_table_get_column (runs[i]->state, c), 0);
    add (&builder, cp_column_get_name (cp_table_get_column (table, c)));
  }
  return end (&builder, "Runs");
}

/* ---- two runs ---- */

typedef struct {
  GPtrArray *cells[4];
} Lines;

/* Takes the texts. */
static void
add_line (Lines *lines, char *name, char *first, char *second, char *difference) {
  char *const texts[] = {name, first, second, difference};
  for (guint i = 0; i < 4; i++)
    g_ptr_array_add (lines->cells[i], texts[i]);
}

/* (transfer full): the cell as all rows of the run have it; NULL where they have several */
static char *
dup_shared (CpSession *session, const CpField *field, const CpRun *run, gboolean is_for_file) {
  GPtrArray *runs = cp_session_get_runs (session);
  for (guint i = 0; run->batch != NULL && i < runs->len; i++) {
    const CpRun *other = g_ptr_array_index (runs, i);
    if (other->batch == run->batch && other != run && cp_field_differs (field, other->state, run->state))
      return NULL;
  }
  return is_for_file ? cp_field_dup_cell (field, run->state, 0) : cp_field_dup_shown (field, run->state, 0);
}

static gboolean
differ (const CpField *field, const CpRun *first, const CpRun *second) {
  return first->batch != NULL || second->batch != NULL ||
         cp_field_differs (field, first->state, second->state);
}

/* What both runs have in @field; FALSE where it is the same. (transfer full) */
static gboolean
read_field (CpSession *session, const CpField *field, const CpRun *first, const CpRun *second,
            gboolean is_for_file, char **out_first, char **out_second) {
  *out_first = *out_second = NULL;
  if (!differ (field, first, second))
    return FALSE;
  g_autofree char *left = dup_shared (session, field, first, is_for_file);
  g_autofree char *right = dup_shared (session, field, second, is_for_file);
  if (left != NULL && right != NULL && g_str_equal (left, right) &&
      !cp_field_differs (field, first->state, second->state))
    return FALSE;
  *out_first = left != NULL ? g_steal_pointer (&left) : g_strdup ("several values");
  *out_second = right != NULL ? g_steal_pointer (&right) : g_strdup ("several values");
  return TRUE;
}

static char *
say_row (const CpRun *run, gboolean is_for_file) {
  if (run->batch == NULL)
    return is_for_file ? g_strdup_printf ("%u", run->row) : cp_format_count (run->row);
  g_autofree char *n =
      is_for_file ? g_strdup_printf ("%u", run->batch->n_rows) : cp_format_count (run->batch->n_rows);
  return g_strdup_printf ("%s rows", n);
}

static double
get_score (const CpRun *run, guint model) {
  return run->batch != NULL ? run->batch->means[model] : run->scores[model];
}

static char *
say_decision (CpSession *session, const CpRun *run, guint model) {
  if (run->batch != NULL && !isnan (run->batch->means[model]))
    return g_strdup_printf ("%u turned", run->batch->n_flipped[model]);
  int decision = -1;
  if (run->batch == NULL)
    cp_run_decides (session, run, model, &decision);
  return g_strdup (decision < 0 ? "–" : decision > 0 ? "Positive" : "Negative");
}

static void
add_scores (Lines *lines, CpSession *session, guint model, const CpRun *first, const CpRun *second,
            gboolean is_for_file) {
  double left = get_score (first, model), right = get_score (second, model);
  g_autofree char *whose =
      g_strdup_printf ("%s, %s", cp_model_letter (model), cp_session_get_model (session, model)->name);
  add_line (lines, g_strconcat (first->batch || second->batch ? "Mean score of " : "Score of ", whose, NULL),
            is_for_file ? write_number (left) : cp_format_score (left),
            is_for_file ? write_number (right) : cp_format_score (right),
            is_for_file ? write_number (right - left) : cp_format_delta (right - left, 3));
  char *before = say_decision (session, first, model), *after = say_decision (session, second, model);
  add_line (lines, g_strconcat ("Decision of ", whose, NULL), before, after,
            g_strdup (g_str_equal (before, after) ? "" : "≠"));
}

/* (transfer full): "" where one is no number */
static char *
subtract (const CpField *field, const CpRun *first, const CpRun *second, gboolean is_for_file) {
  if (field->type != CP_COLUMN_NUMBER || field->group != NULL || first->batch != NULL ||
      second->batch != NULL)
    return g_strdup (is_for_file ? "" : "≠");
  double left = cp_column_get_numbers (cp_table_get_column (first->state, field->column))[0];
  double right = cp_column_get_numbers (cp_table_get_column (second->state, field->column))[0];
  if (is_for_file)
    return write_number (right - left);
  if (isnan (right - left))
    return g_strdup ("≠");
  g_autofree char *text = cp_format_number (right - left, -1);
  return g_strconcat (right > left ? "+" : "", text, NULL);
}

CpTable *
cp_runs_to_comparison (CpSession *session, const CpRun *first, const CpRun *second, gboolean is_for_file) {
  g_return_val_if_fail (cp_session_is_open (session) && first != NULL && second != NULL, NULL);
  Lines lines;
  CpFields *fields = cp_session_get_fields (session);
  for (guint i = 0; i < 4; i++)
    lines.cells[i] = g_ptr_array_new_with_free_func (g_free);
  add_line (&lines, g_strdup ("Row"), say_row (first, is_for_file), say_row (second, is_for_file),
            g_strdup (""));
  for (guint m = 0; m < cp_session_get_n_models (session); m++)
    add_scores (&lines, session, m, first, second, is_for_file);
  for (guint f = 0; f < cp_fields_get_n (fields); f++) {
    const CpField *field = cp_fields_get (fields, f);
    char *left, *right;
    if (read_field (session, field, first, second, is_for_file, &left, &right))
      add_line (&lines, g_strdup (field->name), left, right, subtract (field, first, second, is_for_file));
  }
  Builder builder = builder_new (lines.cells[0]->len);
  g_autofree char *left = g_strdup_printf ("Run %u", first->number),
                  *right = g_strdup_printf ("Run %u", second->number);
  const char *const names[] = {"Value", left, right, "Difference"};
  for (guint i = 0; i < 4; i++) {
    for (guint l = 0; l < lines.cells[i]->len; l++)
      builder.cells[l] = g_steal_pointer (&lines.cells[i]->pdata[l]);
    g_ptr_array_unref (lines.cells[i]);
    add (&builder, names[i]);
  }
  return end (&builder, "Two runs");
}

guint
cp_runs_count_differences (CpSession *session, const CpRun *first, const CpRun *second) {
  g_return_val_if_fail (cp_session_is_open (session) && first != NULL && second != NULL, 0);
  CpFields *fields = cp_session_get_fields (session);
  guint n = 0;
  for (guint f = 0; f < cp_fields_get_n (fields); f++) {
    g_autofree char *left = NULL, *right = NULL;
    n += read_field (session, cp_fields_get (fields, f), first, second, FALSE, &left, &right) ? 1 : 0;
  }
  return n;
}
