#include "app/panels/points-card.h"

#include "app/panels/letters.h"
#include "core/base/format.h"
#include "core/table/edits.h"

#include <math.h>

#define MAX_FIELDS 5

static void
add_model (GString *card, CpSession *session, guint model, guint32 row) {
  double score = cp_session_get_row_score (session, model, row);
  double threshold = cp_session_get_row_threshold (session, model, row);
  g_autofree char *text = cp_format_score (score);
  g_string_append_printf (card, "\n%s\t%s %s", cp_model_letter (model), text,
                          isnan (score)        ? "no score"
                          : score >= threshold ? "positive"
                                               : "negative");
}

/* What the first two models make of the row together: "only B positive" */
static void
add_agreement (GString *card, CpSession *session, guint32 row) {
  const CpColumnChoice agreement = {-1, CP_COMPUTED_AGREEMENT, 0};
  gboolean is_positive[2];
  if (cp_session_get_n_models (session) < 2)
    return;
  for (guint m = 0; m < 2; m++) {
    double score = cp_session_get_row_score (session, m, row);
    if (isnan (score))
      return;
    is_positive[m] = score >= cp_session_get_row_threshold (session, m, row);
  }
  const char *const *words = cp_column_choice_get_words (&agreement);
  const char *word = is_positive[0] == is_positive[1] ? words[is_positive[0]] : words[is_positive[0] ? 2 : 3];
  g_string_append_printf (card, " · %c%s", g_ascii_tolower (word[0]), word + 1);
}

/* (transfer none): the table the row stands in, and where: that of its newest run, else the session's */
static CpTable *
find_state (CpSession *session, guint32 row, guint32 *out_row) {
  const CpRun *run = cp_session_get_last_run (session, row);
  *out_row = run != NULL ? 0 : row;
  return run != NULL ? run->state : cp_session_get_table (session);
}

/* Every field at most once. */
static void
add_field (GString *card, CpSession *session, const char *name, guint32 row, GPtrArray *shown) {
  const CpField *field = cp_fields_find (cp_session_get_fields (session), name);
  if (field == NULL || shown->len >= MAX_FIELDS || g_ptr_array_find (shown, field, NULL))
    return;
  guint32 at;
  CpTable *state = find_state (session, row, &at);
  g_autofree char *value = cp_field_dup_shown (field, state, at);
  g_string_append_printf (card, "\n%s\t%s", name, value);
  g_ptr_array_add (shown, (gpointer)field);
}

char *
cp_points_card_value (CpSession *session, const CpColumnChoice *choice, CpDistance *distance, guint32 row) {
  guint32 at;
  CpTable *of_row = find_state (session, row, &at);
  if (choice->field >= 0)
    return cp_field_dup_shown (cp_fields_get (cp_session_get_fields (session), (guint)choice->field), of_row,
                               at);
  guint n_models = cp_session_get_n_models (session);
  g_autofree double *scores = g_new (double, n_models + 1);
  g_autoptr (CpColumnSource) source = cp_column_source_new (session, distance);
  g_autoptr (CpTable) state = cp_table_take_rows (of_row, &at, 1);
  for (guint m = 0; m < n_models; m++)
    scores[m] = cp_session_get_row_score (session, m, row);
  double value = cp_column_choice_value (choice, source, state, scores, row);
  const char *const *words = cp_column_choice_get_words (choice);
  if (isnan (value))
    return g_strdup (cp_column_choice_get_lack (choice));
  return words != NULL ? g_strdup (words[(guint)value]) : cp_format_score (value);
}

char *
cp_points_card_describe (CpSession *session, const CpColumnChoice *label, CpDistance *distance, guint row) {
  if (!cp_session_is_open (session) || row >= cp_table_get_n_rows (cp_session_get_table (session)))
    return g_strdup ("");
  g_autofree char *number = cp_format_count (row);
  GString *card = g_string_new (NULL);
  g_autoptr (GPtrArray) shown = g_ptr_array_new ();
  CpFields *fields = cp_session_get_fields (session);
  g_string_append_printf (card, "Row %s", number);
  if (cp_session_get_last_run (session, row) != NULL)
    g_string_append (card, ", as edited");
  add_agreement (card, session, row);
  for (guint m = 0; m < cp_session_get_n_models (session); m++)
    add_model (card, session, m, row);
  if (label != NULL && label->field < 0) {
    g_autofree char *name = cp_column_choice_dup_name (label, fields);
    g_autofree char *value = cp_points_card_value (session, label, distance, row);
    g_string_append_printf (card, "\n%s\t%s", name, value);
  } else if (label != NULL) {
    add_field (card, session, cp_fields_get (fields, (guint)label->field)->name, row, shown);
  }
  if (cp_session_get_label (session) != NULL)
    add_field (card, session, cp_session_get_label (session), row, shown);
  CpSlices *slices = cp_session_get_slices (session);
  for (gsize k = 0; k < cp_slices_get_n_keys (slices); k++)
    add_field (card, session, cp_slices_get_key (slices, k), row, shown);
  for (guint i = 0; i < cp_fields_get_n (fields); i++)
    add_field (card, session, cp_fields_get (fields, i)->name, row, shown);
  return g_string_free (card, FALSE);
}
