#include "app/session/opened.h"

#include "app/opening/file-stamp.h"
#include "app/session/row-additions.h"
#include "app/session/saved-rows.h"
#include "core/base/error.h"
#include "core/base/format.h"
#include "core/table/edits.h"

/* A document over other files than it was made with: those of the open session read again, or others that a
 * person chose. Rows are known by their numbers: what was added stands behind the rows of the new table, and
 * what no longer fits it is left out and told. */

typedef struct {
  CpOpened *opened;
  gsize n_before, n_now; /* rows of the file then and now */
  GArray *additions;     /* those that fit */
  guint n_left_out;
} Fit;

/* Rows that were added move with the end of the table. */
static void
renumber (const Fit *fit, json_t *object, const char *key) {
  const json_t *row = json_object_get (object, key);
  if (json_is_integer (row) && (gsize)json_integer_value (row) >= fit->n_before)
    json_object_set_new (
        object, key,
        json_integer (json_integer_value (row) - (json_int_t)fit->n_before + (json_int_t)fit->n_now));
  else if (json_is_integer (row) && (gsize)json_integer_value (row) >= fit->n_now)
    json_object_set_new (object, key, json_integer (-1)); /* it is gone */
}

static void
renumber_all (const Fit *fit, json_t *list) {
  gsize i;
  json_t *item;
  json_array_foreach (list, i, item) {
    renumber (fit, item, "row");
    if (json_object_get (item, "added") != NULL)
      renumber (fit, json_object_get (item, "added"), "like");
  }
}

/* All of them or none: each is numbered after the one before. */
static void
fit_additions (Fit *fit, const json_t *edits) {
  const CpOpened *opened = fit->opened;
  fit->additions =
      cp_row_additions_read (edits, opened->inputs->table, opened->fields, opened->editor, "", NULL);
  if (fit->additions == NULL)
    fit->additions = cp_row_additions_new ();
}

/* Adds the rows [first, last] to @ranges unless there are none. */
static void
add_range (json_t *ranges, json_int_t first, json_int_t last) {
  if (first <= last)
    json_array_append_new (ranges, json_pack ("[I,I]", first, last));
}

/* Rows looked at by their numbers: those of the file that are left, and added ones where they stand now. What
 * is no list of ranges is told later, as of any file. */
static void
fit_scope (const Fit *fit, json_t *scope) {
  const json_t *ranges = json_object_get (scope, "rows");
  json_int_t before = (json_int_t)fit->n_before, now = (json_int_t)fit->n_now;
  json_int_t end = before + (json_int_t)fit->additions->len;
  g_autoptr (json_t) fitted = json_array ();
  for (gsize i = 0; i < json_array_size (ranges); i++) {
    const json_t *range = json_array_get (ranges, i);
    const json_t *first = json_array_get (range, 0), *last = json_array_get (range, 1);
    if (!json_is_integer (first) || !json_is_integer (last))
      return;
    json_int_t from = json_integer_value (first), to = json_integer_value (last);
    add_range (fitted, from, MIN (to, MIN (before, now) - 1));
    add_range (fitted, MAX (from, before) - before + now, MIN (to, end - 1) - before + now);
  }
  if (json_is_array (ranges))
    json_object_set (scope, "rows", fitted);
}

/* (transfer full) (nullable): the row as the table has it, or as it was added */
static CpTable *
take_original (const Fit *fit, guint32 row) {
  if (row < fit->n_now)
    return cp_table_take_rows (fit->opened->inputs->table, &row, 1);
  return cp_table_ref (g_array_index (fit->additions, CpRowAddition, row - fit->n_now).state);
}

static gboolean
fits (const Fit *fit, const json_t *item, gboolean is_edit) {
  guint32 row;
  if (is_edit && cp_saved_edit_get_kind (item) == CP_SAVED_ADDITION)
    return fit->additions->len > 0;
  if (!cp_saved_row_read (item, fit->n_now + fit->additions->len, "", &row, NULL))
    return FALSE;
  if (is_edit && cp_saved_edit_get_kind (item) == CP_SAVED_DELETION)
    return TRUE;
  g_autoptr (CpTable) original = take_original (fit, row);
  g_autoptr (CpTable) state =
      cp_row_apply_json (fit->opened->editor, original, json_object_get (item, "values"), "", NULL);
  return state != NULL;
}

/* (transfer full): the items of @list that fit. Runs scored together stay together. */
static json_t *
keep_fitting (Fit *fit, const json_t *list, gboolean is_edit) {
  json_t *kept = json_array ();
  for (gsize i = 0; i < json_array_size (list);) {
    const json_t *batch = json_object_get (json_array_get (list, i), "batch");
    json_int_t n = batch != NULL ? MAX (json_integer_value (json_object_get (batch, "rows")), 1) : 1;
    gsize end = MIN (i + (gsize)n, json_array_size (list));
    gboolean all_fit = TRUE;
    for (gsize k = i; k < end; k++)
      all_fit = all_fit && fits (fit, json_array_get (list, k), is_edit);
    for (gsize k = i; k < end && all_fit; k++)
      json_array_append (kept, json_array_get (list, k));
    fit->n_left_out += all_fit ? 0 : (guint)(end - i);
    i = end;
  }
  return kept;
}

static void
tell_left_out (CpOpened *opened, guint n) {
  g_autofree char *count = cp_format_count (n);
  g_set_error (&opened->complaint, CP_ERROR, CP_ERROR_VALUE,
               n == 1 ? "%s change or run of a row no longer fits the files and was left out."
                      : "%s changes and runs of rows no longer fit the files and were left out.",
               count);
}

/* A table of the deleted rows alone would not open: they come back. */
static void
drop_total_deletion (Fit *fit) {
  json_t *edits = json_object_get (fit->opened->document, "edits");
  g_autoptr (GArray) absent = cp_saved_deletions_read (edits, fit->n_now + fit->additions->len, "", NULL);
  for (gsize i = json_array_size (edits); i > 0 && absent == NULL; i--) {
    if (cp_saved_edit_get_kind (json_array_get (edits, i - 1)) != CP_SAVED_DELETION)
      continue;
    json_array_remove (edits, i - 1);
    fit->n_left_out++;
  }
}

/* By the stamps of when they were read before, else by those the file has of them; a model without any, as a
 * column of scores, by its name where the file gives it one. */
static gboolean
has_other_models (const CpOpened *opened) {
  const json_t *models = json_object_get (opened->document, "models");
  gboolean is_other = json_array_size (models) != opened->inputs->n_models;
  for (guint m = 0; m < opened->inputs->n_models && !is_other; m++) {
    const json_t *saved = json_array_get (models, m), *now = json_array_get (opened->stamps, m + 1);
    const json_t *before = opened->stamps_before != NULL ? json_array_get (opened->stamps_before, m + 1)
                                                         : json_object_get (saved, "stamp");
    const char *name = json_string_value (json_object_get (saved, "name"));
    is_other = json_is_object (before) && json_is_object (now)
                   ? cp_file_stamp_differs (before, now)
                   : name != NULL && !g_str_equal (name, opened->inputs->models[m]->name);
  }
  return is_other;
}

/* How many rows the file had: added ones are numbered from there. */
static gsize
find_n_before (const CpOpened *opened) {
  const json_t *edits = json_object_get (opened->document, "edits");
  for (gsize i = 0; i < json_array_size (edits) && opened->n_before == 0; i++) {
    const json_t *item = json_array_get (edits, i);
    if (cp_saved_edit_get_kind (item) == CP_SAVED_ADDITION)
      return (gsize)MAX (json_integer_value (json_object_get (item, "row")), 0);
  }
  return opened->n_before > 0 ? opened->n_before : cp_table_get_n_rows (opened->inputs->table);
}

void
cp_opened_fit_rows (CpOpened *opened) {
  if (!opened->is_amended)
    return; /* as it was saved: what does not fit is told and nothing is opened */
  Fit fit = {.opened = opened,
             .n_before = find_n_before (opened),
             .n_now = cp_table_get_n_rows (opened->inputs->table)};
  json_t *edits = json_object_get (opened->document, "edits"), *view;
  json_t *runs = json_object_get (opened->document, "runs");
  renumber_all (&fit, edits);
  renumber_all (&fit, runs);
  view = json_object_get (opened->document, "view");
  if (json_is_object (view))
    renumber (&fit, view, "row");
  fit_additions (&fit, edits);
  fit_scope (&fit, json_object_get (view, "scope"));
  json_object_set_new (opened->document, "edits", keep_fitting (&fit, edits, TRUE));
  drop_total_deletion (&fit);
  if (has_other_models (opened)) { /* what they scored is not what these score */
    fit.n_left_out += (guint)json_array_size (runs);
    json_object_set_new (opened->document, "runs", json_array ());
  } else {
    json_object_set_new (opened->document, "runs", keep_fitting (&fit, runs, FALSE));
  }
  g_array_unref (fit.additions);
  if (fit.n_left_out > 0)
    tell_left_out (opened, fit.n_left_out);
}
