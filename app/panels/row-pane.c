#include "app/panels/row-pane.h"

#include "app/field-order.h"
#include "app/field-ranges.h"
#include "app/panels/compare-bar.h"
#include "app/panels/effects-bar.h"
#include "app/panels/group-columns.h"
#include "app/panels/keep.h"
#include "app/panels/letters.h"
#include "app/panels/row-head.h"
#include "app/panels/score-view.h"
#include "app/panels/template.h"
#include "app/session-live.h"
#include "app/session-rows.h"
#include "app/session-selection.h"
#include "app/settings.h"
#include "core/base/format.h"
#include "ui/controls/value-row.h"

#include <math.h>

#define WIDTH 420
#define WIDTH_COMPARED 440

struct _CpRowPane {
  GtkWidget parent_instance;
  CpSession *session;
  GPtrArray *value_rows; /* CpValueRow, one a field, in order */
  gboolean is_editing;   /* the change comes from a control here, which already shows it */
  GtkWidget *live_switch;
  GtkWidget *stack, *title_label, *changes_label, *scores, *stale_label, *rescore_label, *revert_button;
  GtkWidget *row_head, *order_drop, *columns_label, *filter_entry, *rows, *compare_bar, *effects_bar;
};

G_DEFINE_FINAL_TYPE (CpRowPane, cp_row_pane, GTK_TYPE_WIDGET)

static void
empty (GtkWidget *box) {
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

/* ---- the editor ---- */

/* Beside the control stand the counterfactual's value and the models that read the column. */
static GtkWidget *
get_use (CpValueRow *row) {
  return gtk_widget_get_last_child (gtk_widget_get_parent (GTK_WIDGET (row)));
}

/* All that stands for a field, one below the other. */
static GtkWidget *
get_line (CpValueRow *row) {
  return gtk_widget_get_parent (gtk_widget_get_parent (GTK_WIDGET (row)));
}

static GtkWidget *
get_compared (CpValueRow *row) {
  return gtk_widget_get_next_sibling (GTK_WIDGET (row));
}

static GtkWidget *
get_effects (CpValueRow *row) {
  return gtk_widget_get_prev_sibling (get_use (row));
}

/* It gives way to a refusal, to the counterfactual's value and to the effects, which give way to a refusal.
 */
static void
show_use (CpRowPane *self, CpValueRow *row) {
  gboolean has_effects = cp_effects_bar_is_shown (CP_EFFECTS_BAR (self->effects_bar));
  gboolean is_refused = cp_value_row_has_error (row);
  gtk_widget_set_visible (get_use (row),
                          !is_refused && !has_effects && !cp_session_is_comparing (self->session));
  gtk_widget_set_visible (get_effects (row), has_effects && !is_refused);
}

static void
show_effects (CpRowPane *self) {
  gboolean has_effects = cp_effects_bar_is_shown (CP_EFFECTS_BAR (self->effects_bar));
  gboolean is_comparing = self->session != NULL && cp_session_is_comparing (self->session);
  for (guint i = 0; i < self->value_rows->len; i++) {
    show_use (self, g_ptr_array_index (self->value_rows, i));
    cp_value_row_set_compact (g_ptr_array_index (self->value_rows, i),
                              has_effects + (has_effects && is_comparing));
  }
  gtk_widget_set_size_request (self->stack, is_comparing ? WIDTH_COMPARED : WIDTH, -1);
}

static void
adopt_clicked (GtkButton *button, gpointer data) {
  CpValueRow *row = data;
  CpRowPane *self = CP_ROW_PANE (gtk_widget_get_ancestor (GTK_WIDGET (row), CP_TYPE_ROW_PANE));
  const CpCounterfactual *nearest = cp_session_get_counterfactual (self->session);
  const CpField *field = cp_fields_find (cp_session_get_fields (self->session), cp_value_row_get_name (row));
  if (nearest == NULL || nearest->state == NULL)
    return;
  g_autofree char *value = cp_field_dup_cell (field, nearest->state, 0);
  g_autoptr (GError) error = NULL;
  if (!cp_session_edit (self->session, field, value, &error))
    cp_value_row_set_error (row, error->message);
}

static void
value_changed (CpValueRow *row, gpointer data) {
  CpRowPane *self = data;
  guint index;
  if (!g_ptr_array_find (self->value_rows, row, &index))
    return;
  const CpField *field = cp_fields_get (cp_session_get_fields (self->session), index);
  g_autofree char *text = cp_value_row_get_text (row);
  g_autoptr (GError) error = NULL;
  self->is_editing = TRUE;
  if (!cp_session_edit (self->session, field, text, &error) && !cp_value_row_has_error (row))
    cp_value_row_set_error (row, error->message);
  self->is_editing = FALSE;
  /* a refusal takes the place of what stands beside the control */
  show_use (self, row);
}

static const char *const *
dup_choices (const CpField *field, const CpTable *table) {
  const CpColumn *column = cp_table_get_column (table, field->column);
  GPtrArray *choices = g_ptr_array_new ();
  if (field->type == CP_COLUMN_NUMBER) {
    for (gsize i = 0; i < cp_column_get_n_missing_words (column); i++)
      g_ptr_array_add (choices, (gpointer)cp_column_get_missing_word_name (column, i, NULL));
  } else {
    for (guint i = 0; i < cp_field_get_n_values (field, table); i++)
      g_ptr_array_add (choices, (gpointer)cp_field_get_value (field, table, i));
  }
  g_ptr_array_add (choices, NULL);
  return (const char *const *)g_ptr_array_free (choices, FALSE);
}

static CpValueKind
get_kind (const CpField *field) {
  switch (field->type) {
  case CP_COLUMN_NUMBER:
    return CP_VALUE_NUMBER;
  case CP_COLUMN_CATEGORY:
    return CP_VALUE_CATEGORY;
  case CP_COLUMN_BOOLEAN:
    return CP_VALUE_BOOLEAN;
  case CP_COLUMN_TEXT:
  default:
    return CP_VALUE_TEXT;
  }
}

static gboolean
reads_field (CpSession *session, guint model, const CpField *field) {
  CpEncoder *encoder = cp_session_get_encoder (session, model);
  const CpTable *table = cp_session_get_table (session);
  if (encoder == NULL)
    return FALSE;
  if (field->group == NULL)
    return cp_encoder_uses_column (encoder, field->name);
  for (guint i = 0; i < field->group->n_values; i++) {
    if (cp_encoder_uses_column (encoder,
                                cp_column_get_name (cp_table_get_column (table, field->group->columns[i]))))
      return TRUE;
  }
  return FALSE;
}

/* (transfer full): what an edit of the field can do: "A B", "A", "label", "no input" */
static char *
describe_use (CpSession *session, const CpField *field, const char **out_tooltip) {
  GString *letters = g_string_new (NULL);
  for (guint m = 0; m < cp_session_get_n_models (session); m++) {
    if (reads_field (session, m, field))
      g_string_append_printf (letters, "%s%s", letters->len > 0 ? " " : "", cp_model_letter (m));
  }
  *out_tooltip = "The models that read this column";
  if (g_strcmp0 (field->name, cp_session_get_label (session)) == 0) {
    g_string_assign (letters, "label");
    *out_tooltip = "The ground truth; no model reads it";
  } else if (letters->len == 0 && cp_session_get_n_models (session) > 0) {
    g_string_assign (letters, "no input");
    *out_tooltip = "No model reads this column, so changing it moves no score";
  }
  return g_string_free (letters, FALSE);
}

static void
fill_use (CpRowPane *self, GtkWidget *label, guint index) {
  const char *tooltip;
  g_autofree char *use =
      describe_use (self->session, cp_fields_get (cp_session_get_fields (self->session), index), &tooltip);
  gtk_label_set_text (GTK_LABEL (label), use);
  gtk_widget_set_tooltip_text (label, tooltip);
}

/* A one-hot group is one drop-down; its single columns are a matter of asking. */
static void
group_chosen (CpGroupColumns *columns, const char *value, gpointer data) {
  CpValueRow *row = data;
  CpRowPane *self = CP_ROW_PANE (gtk_widget_get_ancestor (GTK_WIDGET (columns), CP_TYPE_ROW_PANE));
  const CpField *field = cp_fields_find (cp_session_get_fields (self->session), cp_value_row_get_name (row));
  g_autoptr (GError) error = NULL;
  if (field != NULL && !cp_session_edit (self->session, field, value, &error))
    cp_value_row_set_error (row, error->message);
}

static void
add_single_columns (CpRowPane *self, const CpField *field, CpValueRow *row) {
  GtkWidget *expander = gtk_expander_new ("Single columns");
  GtkWidget *columns = cp_group_columns_new (field->group, cp_session_get_table (self->session));
  gtk_expander_set_child (GTK_EXPANDER (expander), columns);
  gtk_widget_set_tooltip_text (expander, "The columns of the table that make up this group");
  gtk_widget_set_margin_start (expander, 12);
  gtk_box_append (GTK_BOX (get_line (row)), expander);
  g_object_set_data (G_OBJECT (row), "cp-columns", columns);
  g_signal_connect_object (columns, "chosen", G_CALLBACK (group_chosen), row, 0);
}

/* Shows what the single columns of a group hold now. */
static void
show_single_columns (CpValueRow *row, const CpField *field, const CpTable *state) {
  GtkWidget *columns = g_object_get_data (G_OBJECT (row), "cp-columns");
  if (columns != NULL && field->group != NULL)
    cp_group_columns_show (CP_GROUP_COLUMNS (columns), field->group, state);
}

static void
add_value_row (CpRowPane *self, guint index) {
  const CpTable *table = cp_session_get_table (self->session);
  const CpField *field = cp_fields_get (cp_session_get_fields (self->session), index);
  g_autofree const char *const *choices = dup_choices (field, table);
  GtkWidget *row = cp_value_row_new (field->name, get_kind (field), choices, NULL);
  GtkWidget *use = gtk_label_new (NULL), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_set_hexpand (row, TRUE);
  gtk_label_set_xalign (GTK_LABEL (use), 1);
  gtk_widget_add_css_class (use, "cp-use");
  gtk_box_append (GTK_BOX (box), row);
  gtk_box_append (GTK_BOX (box), cp_compare_cell_new (field->name, G_CALLBACK (adopt_clicked), row));
  gtk_box_append (GTK_BOX (box), cp_effects_bar_add_line (CP_EFFECTS_BAR (self->effects_bar), index));
  gtk_box_append (GTK_BOX (box), use);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (line), box);
  gtk_box_append (GTK_BOX (self->rows), line);
  g_ptr_array_add (self->value_rows, row);
  if (field->group != NULL)
    add_single_columns (self, field, CP_VALUE_ROW (row));
  fill_use (self, use, index);
  g_signal_connect (row, "changed", G_CALLBACK (value_changed), self);
}

/* Puts the lines in the order chosen. */
static void
order_rows (CpRowPane *self) {
  const CpRowHistory *history = cp_session_get_history (self->session);
  const CpCounterfactual *nearest = cp_session_get_counterfactual (self->session);
  CpFieldOrder order = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->order_drop));
  if (order >= CP_N_FIELD_ORDERS || self->value_rows->len == 0)
    return;
  g_autofree guint *fields =
      cp_field_order_build (order, cp_session_get_fields (self->session),
                            history != NULL ? cp_row_history_get_current (history) : NULL,
                            history != NULL ? cp_row_history_get_original (history) : NULL,
                            nearest != NULL ? nearest->state : NULL);
  GtkWidget *before = NULL;
  for (guint i = 0; i < self->value_rows->len; i++) {
    GtkWidget *line = get_line (g_ptr_array_index (self->value_rows, fields[i]));
    if (gtk_widget_get_prev_sibling (line) != before)
      gtk_box_reorder_child_after (GTK_BOX (self->rows), line, before);
    before = line;
  }
}

static void
filter_rows (CpRowPane *self) {
  g_autofree char *needle = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->filter_entry)), -1);
  guint n_shown = 0;
  for (guint i = 0; i < self->value_rows->len; i++) {
    CpValueRow *row = g_ptr_array_index (self->value_rows, i);
    g_autofree char *name = g_utf8_casefold (cp_value_row_get_name (row), -1);
    gboolean is_shown = strstr (name, needle) != NULL;
    gtk_widget_set_visible (get_line (row), is_shown);
    n_shown += is_shown;
  }
  g_autofree char *shown = cp_format_count (n_shown), *all = cp_format_count (self->value_rows->len);
  g_autofree char *text = n_shown == self->value_rows->len ? g_strdup_printf ("%s columns", all)
                                                           : g_strdup_printf ("%s of %s columns", shown, all);
  gtk_label_set_text (GTK_LABEL (self->columns_label), text);
}

/* ---- what the session says ---- */

/* Several rows: how many, and whether a run would tell something new. */
static void
summarise_selection (CpRowPane *self) {
  gsize n, n_unscored = 0;
  const guint32 *rows = cp_session_get_selection (self->session, &n);
  gboolean is_changed = cp_session_can_revert (self->session);
  for (gsize i = 0; i < n; i++)
    n_unscored += !cp_session_is_row_scored (self->session, rows[i]);
  g_autofree char *count = cp_format_count ((double)n), *left = cp_format_count ((double)n_unscored);
  g_autofree char *title = g_strdup_printf ("%s rows selected", count);
  g_autofree char *stale = n_unscored > 0 ? g_strdup_printf ("%s not scored yet", left) : g_strdup ("");
  gtk_label_set_text (GTK_LABEL (self->title_label), title);
  gtk_label_set_text (GTK_LABEL (self->changes_label), is_changed ? "· edited" : "· as in the table");
  gtk_label_set_text (GTK_LABEL (self->stale_label), stale);
  gtk_widget_set_tooltip_text (self->stale_label, NULL);
  gtk_widget_set_sensitive (self->revert_button, is_changed);
  if (n_unscored > 0)
    gtk_widget_add_css_class (self->scores, "cp-stale");
  else
    gtk_widget_remove_css_class (self->scores, "cp-stale");
}

/* An edit that is not scored yet shows its live score where that is wanted, else the old one, dimmed. */
static void
show_scores (CpRowPane *self, gboolean is_scored) {
  guint n_models = cp_session_get_n_models (self->session), m = 0;
  g_autofree double *scores = g_new (double, n_models + 1);
  gboolean is_live = !is_scored && gtk_switch_get_active (GTK_SWITCH (self->live_switch)) &&
                     !cp_session_has_selection (self->session) &&
                     cp_session_score_current (self->session, scores, NULL);
  for (GtkWidget *view = gtk_widget_get_first_child (self->scores); view != NULL;
       view = gtk_widget_get_next_sibling (view), m++) {
    if (is_live)
      cp_score_view_update_live (CP_SCORE_VIEW (view), self->session, scores[m]);
    else
      cp_score_view_update (CP_SCORE_VIEW (view), self->session);
  }
  gtk_label_set_text (GTK_LABEL (self->stale_label), is_live     ? "Live, not recorded yet"
                                                     : is_scored ? ""
                                                                 : "Not scored yet");
  if (is_scored || is_live)
    gtk_widget_remove_css_class (self->scores, "cp-stale");
  else
    gtk_widget_add_css_class (self->scores, "cp-stale");
}

static void
update_summary (CpRowPane *self) {
  const CpRowHistory *history = cp_session_get_history (self->session);
  if (history == NULL)
    return;
  if (cp_session_has_selection (self->session)) {
    summarise_selection (self);
    return;
  }
  CpFields *fields = cp_session_get_fields (self->session);
  g_autofree char *row = cp_format_count (cp_row_history_get_row (history));
  g_autofree char *title = g_strdup_printf ("Row %s", row);
  gboolean is_added = cp_session_is_added (self->session, cp_row_history_get_row (history));
  guint n_changes = cp_row_history_get_n_changes (history, fields);
  g_autofree char *changes = n_changes == 0
                                 ? g_strdup (is_added ? "· added, not in the file" : "· as in the table")
                                 : g_strdup_printf ("· %u change%s", n_changes, n_changes == 1 ? "" : "s");
  g_autofree char *unscored = cp_row_describe_changes (fields, cp_row_history_get_scored (history),
                                                       cp_row_history_get_current (history));
  gtk_label_set_text (GTK_LABEL (self->title_label), title);
  gtk_label_set_text (GTK_LABEL (self->changes_label), changes);
  gtk_widget_set_tooltip_text (self->stale_label, *unscored != '\0' ? unscored : NULL);
  gtk_widget_set_sensitive (self->revert_button, n_changes > 0);
  show_scores (self, *unscored == '\0');
}

static void
update_scores (CpRowPane *self) {
  if (cp_session_get_row (self->session) == CP_NO_ROW)
    return;
  if (cp_session_has_selection (self->session)) {
    for (GtkWidget *view = gtk_widget_get_first_child (self->scores); view != NULL;
         view = gtk_widget_get_next_sibling (view))
      cp_score_view_update (CP_SCORE_VIEW (view), self->session);
  }
  update_summary (self);
}

/* One value where all selected rows share it, else "mixed". */
static void
update_shared_values (CpRowPane *self) {
  for (guint i = 0; i < self->value_rows->len; i++) {
    CpValueRow *row = g_ptr_array_index (self->value_rows, i);
    const CpField *field = cp_fields_get (cp_session_get_fields (self->session), i);
    g_autofree char *original = cp_session_dup_shared_cell (self->session, field, TRUE);
    g_autofree char *now = cp_session_dup_shared_cell (self->session, field, FALSE);
    if (original != NULL && now != NULL) {
      cp_value_row_set_value (row, original);
      cp_value_row_set_edited (row, now);
    } else {
      cp_value_row_set_mixed (row, now);
    }
    show_use (self, row);
  }
}

static void
update_values (CpRowPane *self) {
  const CpRowHistory *history = cp_session_get_history (self->session);
  if (history == NULL)
    return;
  if (cp_session_has_selection (self->session)) {
    update_shared_values (self);
    return;
  }
  CpFields *fields = cp_session_get_fields (self->session);
  for (guint i = 0; i < self->value_rows->len; i++) {
    CpValueRow *row = g_ptr_array_index (self->value_rows, i);
    const CpField *field = cp_fields_get (fields, i);
    g_autofree char *original = cp_field_dup_cell (field, cp_row_history_get_original (history), 0);
    g_autofree char *now = cp_field_dup_cell (field, cp_row_history_get_current (history), 0);
    cp_value_row_set_value (row, original);
    cp_value_row_set_edited (row, now);
    show_single_columns (row, field, cp_row_history_get_current (history));
    show_use (self, row);
  }
}

/* What differs is judged by the row as it stands now. */
static void
update_compared (CpRowPane *self) {
  const CpCounterfactual *nearest = cp_session_get_counterfactual (self->session);
  const CpRowHistory *history = cp_session_get_history (self->session);
  gboolean is_comparing = cp_session_is_comparing (self->session);
  CpTable *state = nearest != NULL && history != NULL ? nearest->state : NULL;
  for (guint i = 0; i < self->value_rows->len; i++) {
    CpValueRow *row = g_ptr_array_index (self->value_rows, i);
    GtkWidget *cell = get_compared (row);
    show_use (self, row);
    const CpField *field = cp_fields_get (cp_session_get_fields (self->session), i);
    g_autofree char *shown = state != NULL  ? cp_field_dup_shown (field, state, 0)
                             : is_comparing ? g_strdup ("")
                                            : NULL;
    gboolean is_same =
        state == NULL || !cp_field_differs (field, cp_row_history_get_current (history), state);
    gboolean is_label = g_strcmp0 (field->name, cp_session_get_label (self->session)) == 0;
    cp_compare_cell_show (cell, shown,
                          is_same    ? CP_COMPARE_SAME
                          : is_label ? CP_COMPARE_NO_INPUT
                                     : CP_COMPARE_OTHER);
  }
  show_effects (self);
  order_rows (self);
}

static void
row_changed (CpRowPane *self) {
  gboolean has_row = cp_session_get_row (self->session) != CP_NO_ROW;
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), has_row ? "row" : "none");
  update_values (self);
  update_scores (self);
  order_rows (self);
}

static void
edits_changed (CpRowPane *self) {
  if (!self->is_editing)
    update_values (self);
  update_compared (self);
  update_summary (self);
}

static void
question_changed (CpRowPane *self) {
  for (guint i = 0; i < self->value_rows->len; i++)
    fill_use (self, get_use (g_ptr_array_index (self->value_rows, i)), i);
}

/* ---- what the columns span, counted by a job ---- */

typedef struct {
  CpFields *fields;
  CpTable *table;
} RangesRequest;

static void
free_request (gpointer data) {
  RangesRequest *request = data;
  cp_fields_unref (request->fields);
  cp_table_unref (request->table);
  g_free (request);
}

static gpointer
build_ranges (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  const RangesRequest *request = data;
  return cp_field_ranges_build (request->fields, request->table, cancellable, error);
}

static void
finish_ranges (gpointer result, const GError *error, gpointer owner) {
  CpRowPane *self = owner;
  g_autofree double *ranges = result;
  for (guint i = 0; ranges != NULL && i < self->value_rows->len; i++)
    cp_value_row_set_range (g_ptr_array_index (self->value_rows, i), ranges[2 * i], ranges[2 * i + 1]);
}

static const CpJobKind ranges_kind = {
    .kind = "field-ranges",
    .run = build_ranges,
    .free_data = free_request,
    .free_result = g_free,
    .done = finish_ranges,
};

static void
ask_ranges (CpRowPane *self) {
  RangesRequest *request = g_new (RangesRequest, 1);
  request->fields = cp_fields_ref (cp_session_get_fields (self->session));
  request->table = cp_table_ref (cp_session_get_table (self->session));
  cp_jobs_start (cp_session_get_jobs (self->session), &ranges_kind, request, self);
}

static void
say_what_cannot_rescore (CpRowPane *self) {
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (guint m = 0; m < cp_session_get_n_models (self->session); m++) {
    if (!cp_session_can_rescore (self->session, m))
      g_ptr_array_add (names, (gpointer)cp_model_letter (m));
  }
  gtk_widget_set_visible (self->rescore_label, names->len > 0);
  if (names->len == 0)
    return;
  gboolean is_one = names->len == 1;
  g_ptr_array_add (names, NULL);
  g_autofree char *who = g_strjoinv (" and ", (char **)names->pdata);
  g_autofree char *text = g_strdup_printf ("%s %s given in the table; an edited row cannot be scored again.",
                                           who, is_one ? "is a column of scores" : "are columns of scores");
  gtk_label_set_text (GTK_LABEL (self->rescore_label), text);
}

static void
opened (CpRowPane *self) {
  empty (self->rows);
  empty (self->scores);
  g_ptr_array_set_size (self->value_rows, 0);
  cp_effects_bar_clear (CP_EFFECTS_BAR (self->effects_bar));
  for (guint m = 0; m < MIN (cp_session_get_n_models (self->session), 2); m++)
    gtk_box_append (GTK_BOX (self->scores),
                    cp_score_view_new (m, cp_session_get_model (self->session, m)->name));
  for (guint i = 0; i < cp_fields_get_n (cp_session_get_fields (self->session)); i++)
    add_value_row (self, i);
  gtk_editable_set_text (GTK_EDITABLE (self->filter_entry), "");
  filter_rows (self);
  say_what_cannot_rescore (self);
  row_changed (self);
  cp_effects_bar_update (CP_EFFECTS_BAR (self->effects_bar));
  update_compared (self);
  ask_ranges (self);
}

void
cp_row_pane_set_session (CpRowPane *self, CpSession *session) {
  g_return_if_fail (CP_IS_ROW_PANE (self) && CP_IS_SESSION (session));
  self->session = session;
  cp_compare_bar_set_session (CP_COMPARE_BAR (self->compare_bar), session);
  cp_effects_bar_set_session (CP_EFFECTS_BAR (self->effects_bar), session);
  cp_row_head_set_session (CP_ROW_HEAD (self->row_head), session);
  cp_keep_choice (session, "columns-order", GTK_DROP_DOWN (self->order_drop));
  cp_keep_text (session, "columns-filter", GTK_EDITABLE (self->filter_entry));
  static const struct {
    const char *signal;
    void (*update) (CpRowPane *);
  } signals[] = {
      {"opened", opened},
      {"row-changed", row_changed},
      {"selection-changed", row_changed},
      {"edits-changed", edits_changed},
      {"runs-changed", update_scores},
      {"counterfactual-changed", update_compared},
      {"thresholds-changed", update_scores},
      {"question-changed", question_changed},
  };
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_object (session, signals[i].signal, G_CALLBACK (signals[i].update), self,
                             G_CONNECT_SWAPPED);
}

void
cp_row_pane_focus_filter (CpRowPane *self) {
  g_return_if_fail (CP_IS_ROW_PANE (self));
  gtk_widget_grab_focus (self->filter_entry);
}

static void
live_changed (CpRowPane *self) {
  cp_settings_set_is_live (gtk_switch_get_active (GTK_SWITCH (self->live_switch)));
  if (self->session != NULL)
    update_scores (self);
}

static void
settings_changed (CpRowPane *self) {
  if (self->live_switch != NULL)
    gtk_switch_set_active (GTK_SWITCH (self->live_switch), cp_settings_get_is_live ());
}

static void
revert_clicked (GtkButton *button, gpointer data) {
  cp_session_revert (CP_ROW_PANE (data)->session);
}

static void
cp_row_pane_dispose (GObject *object) {
  CpRowPane *self = CP_ROW_PANE (object);
  if (self->session != NULL && cp_session_get_jobs (self->session) != NULL)
    cp_jobs_cancel (cp_session_get_jobs (self->session), &ranges_kind);
  self->session = NULL;
  cp_dispose_template (GTK_WIDGET (self), CP_TYPE_ROW_PANE);
  g_clear_pointer (&self->value_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (cp_row_pane_parent_class)->dispose (object);
}

static void
cp_row_pane_class_init (CpRowPaneClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_row_pane_dispose;
  g_type_ensure (CP_TYPE_COMPARE_BAR);
  g_type_ensure (CP_TYPE_EFFECTS_BAR);
  g_type_ensure (CP_TYPE_ROW_HEAD);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/counterpoint/app/row-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, stack);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, title_label);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, changes_label);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, scores);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, stale_label);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, live_switch);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, rescore_label);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, revert_button);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, row_head);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, order_drop);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, columns_label);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, filter_entry);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, rows);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, compare_bar);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, effects_bar);
}

static void
cp_row_pane_init (CpRowPane *self) {
  self->value_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_size_request (self->stack, WIDTH, -1);
  gtk_switch_set_active (GTK_SWITCH (self->live_switch), cp_settings_get_is_live ());
  g_signal_connect_object (self->live_switch, "notify::active", G_CALLBACK (live_changed), self,
                           G_CONNECT_SWAPPED);
  cp_settings_watch (G_CALLBACK (settings_changed), G_OBJECT (self));
  g_signal_connect_object (self->effects_bar, "notify::shown", G_CALLBACK (show_effects), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self->revert_button, "clicked", G_CALLBACK (revert_clicked), self);
  g_autoptr (GtkStringList) orders = gtk_string_list_new (NULL);
  for (guint i = 0; i < CP_N_FIELD_ORDERS; i++)
    gtk_string_list_append (orders, cp_field_order_get_title (i));
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->order_drop), G_LIST_MODEL (orders));
  g_signal_connect_object (self->order_drop, "notify::selected", G_CALLBACK (order_rows), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->filter_entry, "search-changed", G_CALLBACK (filter_rows), self,
                           G_CONNECT_SWAPPED);
}
