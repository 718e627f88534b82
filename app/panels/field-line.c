#include "app/panels/field-line.h"

#include "app/panels/group-columns.h"
#include "app/panels/letters.h"
#include "app/session/session-selection.h"
#include "ui/controls/tooltip.h"
#include "ui/style/text-size.h"

#include <string.h>

struct _CpFieldLine {
  GtkWidget parent_instance;
  CpSession *session; /* lives as long as this */
  guint index;
  char *likeness; /* what its widgets were made for */
  gboolean has_effects, has_use;
  GtkWidget *row, *cells[CP_N_COMPARE_KINDS], *effects, *use;
  GtkWidget *expander, *columns; /* (nullable): the single columns of a group */
};

G_DEFINE_FINAL_TYPE (CpFieldLine, cp_field_line, GTK_TYPE_WIDGET)

static const CpField *
get_field (CpFieldLine *self) {
  return cp_fields_get (cp_session_get_fields (self->session), self->index);
}

CpValueRow *
cp_field_line_get_row (CpFieldLine *self) {
  g_return_val_if_fail (CP_IS_FIELD_LINE (self), NULL);
  return CP_VALUE_ROW (self->row);
}

CpFieldLine *
cp_field_line_find (GtkWidget *widget) {
  return CP_FIELD_LINE (gtk_widget_get_ancestor (widget, CP_TYPE_FIELD_LINE));
}

/* ---- the parts give way to each other ---- */

void
cp_field_line_show_parts (CpFieldLine *self) {
  g_return_if_fail (CP_IS_FIELD_LINE (self));
  gboolean is_refused = cp_value_row_has_error (CP_VALUE_ROW (self->row));
  gtk_widget_set_visible (self->use, self->has_use && !is_refused);
  gtk_widget_set_visible (self->effects, self->has_effects && !is_refused);
}

void
cp_field_line_arrange (CpFieldLine *self, const CpFieldWidths *widths, gboolean has_effects) {
  g_return_if_fail (CP_IS_FIELD_LINE (self) && widths != NULL);
  self->has_effects = has_effects;
  self->has_use = widths->has_use;
  cp_value_row_set_widths (CP_VALUE_ROW (self->row), widths->name, widths->control);
  for (guint i = 0; i < CP_N_COMPARE_KINDS; i++)
    cp_text_size_request (self->cells[i], widths->cell, -1);
  cp_field_line_show_parts (self);
}

/* ---- values ---- */

/* One value where all selected rows share it, else "mixed". */
static void
show_shared (CpFieldLine *self) {
  CpValueRow *row = CP_VALUE_ROW (self->row);
  g_autofree char *original = cp_session_dup_shared_cell (self->session, get_field (self), TRUE);
  g_autofree char *now = cp_session_dup_shared_cell (self->session, get_field (self), FALSE);
  if (original != NULL && now != NULL)
    cp_value_row_show (row, original, now);
  else
    cp_value_row_set_mixed (row, now);
}

void
cp_field_line_show_columns (CpFieldLine *self) {
  g_return_if_fail (CP_IS_FIELD_LINE (self));
  const CpRowHistory *history = cp_session_get_history (self->session);
  if (self->columns == NULL || history == NULL)
    return;
  /* of several rows the columns of one would be a lie */
  gtk_widget_set_visible (self->expander, !cp_session_has_selection (self->session));
  cp_group_columns_show (CP_GROUP_COLUMNS (self->columns), get_field (self)->group,
                         cp_row_history_get_current (history));
}

void
cp_field_line_show_values (CpFieldLine *self) {
  g_return_if_fail (CP_IS_FIELD_LINE (self));
  const CpRowHistory *history = cp_session_get_history (self->session);
  if (history == NULL)
    return;
  if (cp_session_has_selection (self->session)) {
    show_shared (self);
  } else {
    g_autofree char *original =
        cp_field_dup_cell (get_field (self), cp_row_history_get_original (history), 0);
    g_autofree char *now = cp_field_dup_cell (get_field (self), cp_row_history_get_current (history), 0);
    cp_value_row_show (CP_VALUE_ROW (self->row), original, now);
  }
  cp_field_line_show_columns (self);
  cp_field_line_show_parts (self);
}

/* A one-hot group is one drop-down; its single columns are a matter of asking. */
static void
edit (CpFieldLine *self, const char *value) {
  g_autoptr (GError) error = NULL;
  if (!cp_session_edit (self->session, get_field (self), value, &error))
    cp_value_row_set_error (CP_VALUE_ROW (self->row), error->message);
  cp_field_line_show_parts (self);
}

static void
group_chosen (CpGroupColumns *columns, const char *value, gpointer data) {
  edit (data, value);
}

static void
add_single_columns (CpFieldLine *self, const CpField *field) {
  self->expander = gtk_expander_new ("Single columns");
  self->columns = cp_group_columns_new (field->group, cp_session_get_table (self->session));
  gtk_expander_set_child (GTK_EXPANDER (self->expander), self->columns);
  cp_tooltip_set (self->expander, "The columns of the table that make up this group");
  gtk_widget_set_margin_start (self->expander, 12);
  gtk_widget_set_parent (self->expander, GTK_WIDGET (self));
  g_signal_connect_object (self->columns, "chosen", G_CALLBACK (group_chosen), self, 0);
}

/* ---- the counterfactuals' values ---- */

static void
adopt_clicked (GtkButton *button, gpointer data) {
  CpFieldLine *self = data;
  CpCompareKind kind = gtk_widget_is_ancestor (GTK_WIDGET (button), self->cells[CP_COMPARE_CHANGES])
                           ? CP_COMPARE_CHANGES
                           : CP_COMPARE_ROWS;
  const CpCounterfactual *found = cp_session_get_compared (self->session, kind);
  if (found == NULL || found->state == NULL)
    return;
  g_autofree char *value = cp_field_dup_cell (get_field (self), found->state, 0);
  edit (self, value);
}

/* What differs is judged by the row as it stands now. */
static void
show_cell (CpFieldLine *self, CpCompareKind kind) {
  const CpField *field = get_field (self);
  const CpCounterfactual *found = cp_session_get_compared (self->session, kind);
  const CpRowHistory *history = cp_session_get_history (self->session);
  CpTable *state = found != NULL && history != NULL ? found->state : NULL;
  g_autofree char *shown = state != NULL ? cp_field_dup_shown (field, state, 0)
                           : cp_session_compares_kind (self->session, kind) ? g_strdup ("")
                                                                            : NULL;
  gboolean is_same = state == NULL || !cp_field_differs (field, cp_row_history_get_current (history), state);
  gboolean is_label = g_strcmp0 (field->name, cp_session_get_label (self->session)) == 0;
  cp_compare_cell_show (self->cells[kind], shown,
                        is_same    ? CP_COMPARED_SAME
                        : is_label ? CP_COMPARED_NO_INPUT
                                   : CP_COMPARED_OTHER);
}

void
cp_field_line_show_compared (CpFieldLine *self) {
  g_return_if_fail (CP_IS_FIELD_LINE (self));
  for (CpCompareKind kind = 0; kind < CP_N_COMPARE_KINDS; kind++)
    show_cell (self, kind);
}

/* ---- which models read it ---- */

static gboolean
is_read_by (CpFieldLine *self, guint model) {
  CpEncoder *encoder = cp_session_get_encoder (self->session, model);
  const CpTable *table = cp_session_get_table (self->session);
  const CpField *field = get_field (self);
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

/* What an edit of the field can do: "A B", "A", "label", "no input" */
void
cp_field_line_show_use (CpFieldLine *self) {
  g_return_if_fail (CP_IS_FIELD_LINE (self));
  g_autoptr (GString) letters = g_string_new (NULL);
  const char *tooltip = "The models that read this column";
  for (guint m = 0; m < cp_session_get_n_models (self->session); m++)
    if (is_read_by (self, m))
      g_string_append_printf (letters, "%s%s", letters->len > 0 ? " " : "", cp_model_letter (m));
  if (g_strcmp0 (get_field (self)->name, cp_session_get_label (self->session)) == 0) {
    g_string_assign (letters, "label");
    tooltip = "The ground truth; no model reads it";
  } else if (letters->len == 0 && cp_session_get_n_models (self->session) > 0) {
    g_string_assign (letters, "no input");
    tooltip = "No model reads this column, so changing it moves no score";
  }
  gtk_label_set_text (GTK_LABEL (self->use), letters->str);
  cp_tooltip_set (self->use, tooltip);
}

/* ---- the widget ---- */

static void
cp_field_line_dispose (GObject *object) {
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (cp_field_line_parent_class)->dispose (object);
}

static void
cp_field_line_finalize (GObject *object) {
  g_free (CP_FIELD_LINE (object)->likeness);
  G_OBJECT_CLASS (cp_field_line_parent_class)->finalize (object);
}

static void
cp_field_line_class_init (CpFieldLineClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_field_line_dispose;
  G_OBJECT_CLASS (class)->finalize = cp_field_line_finalize;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "cpfieldline");
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BOX_LAYOUT);
}

static void
cp_field_line_init (CpFieldLine *self) {
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
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

/* (transfer full): name, kind and choices of the field, each with its length before it, and where its single
 * columns are */
static char *
describe_likeness (const CpField *field, const CpTable *table) {
  g_autofree const char *const *choices = dup_choices (field, table);
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, "%d %" G_GSIZE_FORMAT ":%s", get_kind (field), strlen (field->name),
                          field->name);
  for (gsize i = 0; choices[i] != NULL; i++)
    g_string_append_printf (text, " %" G_GSIZE_FORMAT ":%s", strlen (choices[i]), choices[i]);
  for (guint i = 0; field->group != NULL && i < field->group->n_values; i++)
    g_string_append_printf (text, " %u", field->group->columns[i]);
  return g_string_free (text, FALSE);
}

gboolean
cp_field_line_fits (CpFieldLine *self) {
  g_return_val_if_fail (CP_IS_FIELD_LINE (self), FALSE);
  if (self->index >= cp_fields_get_n (cp_session_get_fields (self->session)))
    return FALSE;
  g_autofree char *now = describe_likeness (get_field (self), cp_session_get_table (self->session));
  return g_str_equal (self->likeness, now);
}

GtkWidget *
cp_field_line_new (CpSession *session, guint index, GtkWidget *effects) {
  g_return_val_if_fail (CP_IS_SESSION (session) && effects != NULL, NULL);
  CpFieldLine *self = g_object_new (CP_TYPE_FIELD_LINE, NULL);
  self->session = session;
  self->index = index;
  const CpField *field = get_field (self);
  g_autofree const char *const *choices = dup_choices (field, cp_session_get_table (session));
  self->likeness = describe_likeness (field, cp_session_get_table (session));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, CP_FIELD_SPACING);
  self->row = cp_value_row_new (field->name, get_kind (field), choices, NULL);
  gtk_widget_set_hexpand (self->row, TRUE);
  gtk_box_append (GTK_BOX (box), self->row);
  for (guint i = 0; i < CP_N_COMPARE_KINDS; i++) {
    self->cells[i] = cp_compare_cell_new (field->name, G_CALLBACK (adopt_clicked), self);
    gtk_box_append (GTK_BOX (box), self->cells[i]);
  }
  self->effects = effects;
  gtk_box_append (GTK_BOX (box), effects);
  self->use = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->use), 1);
  gtk_widget_add_css_class (self->use, "cp-use");
  gtk_box_append (GTK_BOX (box), self->use);
  gtk_widget_set_parent (box, GTK_WIDGET (self));
  if (field->group != NULL)
    add_single_columns (self, field);
  cp_field_line_show_use (self);
  return GTK_WIDGET (self);
}
