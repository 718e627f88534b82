#include "app/panels/points-card.h"

#include "app/panels/letters.h"
#include "core/base/format.h"

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

/* Every field at most once. */
static void
add_field (GString *card, CpSession *session, const char *name, guint32 row, GPtrArray *shown) {
  const CpField *field = cp_fields_find (cp_session_get_fields (session), name);
  if (field == NULL || shown->len >= MAX_FIELDS || g_ptr_array_find (shown, field, NULL))
    return;
  g_autofree char *value = cp_field_dup_shown (field, cp_session_get_table (session), row);
  g_string_append_printf (card, "\n%s\t%s", name, value);
  g_ptr_array_add (shown, (gpointer)field);
}

char *
cp_points_card_describe (guint row, gpointer data) {
  CpSession *session = data;
  if (!cp_session_is_open (session) || row >= cp_table_get_n_rows (cp_session_get_table (session)))
    return g_strdup ("");
  g_autofree char *number = cp_format_count (row);
  GString *card = g_string_new (NULL);
  g_autoptr (GPtrArray) shown = g_ptr_array_new ();
  g_string_append_printf (card, "Row %s", number);
  if (cp_session_get_last_run (session, row) != NULL)
    g_string_append (card, ", as edited");
  for (guint m = 0; m < cp_session_get_n_models (session); m++)
    add_model (card, session, m, row);
  if (cp_session_get_label (session) != NULL)
    add_field (card, session, cp_session_get_label (session), row, shown);
  CpSlices *slices = cp_session_get_slices (session);
  for (gsize k = 0; k < cp_slices_get_n_keys (slices); k++)
    add_field (card, session, cp_slices_get_key (slices, k), row, shown);
  CpFields *fields = cp_session_get_fields (session);
  for (guint i = 0; i < cp_fields_get_n (fields); i++)
    add_field (card, session, cp_fields_get (fields, i)->name, row, shown);
  return g_string_free (card, FALSE);
}
