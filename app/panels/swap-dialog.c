#include "app/panels/swap-dialog.h"

#include "app/explain/swap-check.h"
#include "app/session/session-output.h"
#include "core/base/error.h"
#include "core/base/format.h"
#include "core/table/order.h"
#include "ui/controls/choice.h"
#include "ui/controls/outlet.h"
#include "ui/rows/row-table.h"

#include <math.h>

typedef struct {
  const char *name, *pairs;
} ReadyList;

/* Words that say who a text is about, and names that do. */
static const ReadyList ready_lists[] = {
    {"Ready lists", ""},
    {"Pronouns", "he,she\nhim,her\nhis,hers\nhimself,herself\n"},
    {"Family", "man,woman\nmen,women\nboy,girl\nfather,mother\nson,daughter\nbrother,sister\nhusband,wife\n"},
    {"Names", "john,mary\njames,emily\nmichael,sarah\ndavid,fatima\npeter,aisha\nthomas,mei\n"},
};

/* A table of one kind of line. */
typedef struct {
  CpRowTable *rows;
  CpTable *table;  /* (nullable) */
  int sort_column; /* −1: as it is made */
  gboolean is_ascending;
} Grid;

struct _CpSwapDialog {
  GtkWindow parent_instance;
  CpSession *session;
  guint output, tick;
  gboolean is_working;
  GtkWidget *from; /* (nullable): while it lives */
  Grid words, flips;
  GtkWidget *pairs, *ready, *check_button, *stop_button, *progress, *sentence, *words_slot, *flips_slot,
      *flips_title, *copy_button, *save_button;
};

G_DEFINE_FINAL_TYPE (CpSwapDialog, cp_swap_dialog, GTK_TYPE_WINDOW)

/* ---- the tables ---- */

static char *
say_cell (guint32 row, guint column, gpointer data) {
  CpColumn *cells = cp_table_get_column (((Grid *)data)->table, column);
  const char *name = cp_column_get_name (cells);
  if (cp_column_get_type (cells) != CP_COLUMN_NUMBER)
    return cp_column_dup_cell (cells, row);
  double value = cp_column_get_numbers (cells)[row];
  return g_str_has_prefix (name, "Row")                                           ? cp_format_count (value)
         : g_str_equal (name, "Mean change") || g_str_has_prefix (name, "Second") ? cp_format_delta (value, 3)
                                                                                  : cp_format_score (value);
}

static void
update_order (Grid *grid) {
  gsize n = cp_table_get_n_rows (grid->table);
  guint32 *order = NULL;
  if (grid->sort_column >= 0) {
    order = cp_order_new (n);
    cp_order_by_column (order, n, cp_table_get_column (grid->table, (gsize)grid->sort_column),
                        !grid->is_ascending, NULL);
  }
  cp_row_table_set_order (grid->rows, order, (guint)n);
}

static void
sort_requested (CpRowTable *rows, guint column, gboolean is_ascending, CpSwapDialog *self) {
  Grid *grid = rows == self->words.rows ? &self->words : &self->flips;
  grid->sort_column = (int)column;
  grid->is_ascending = is_ascending;
  update_order (grid);
}

/* @table: (transfer full) */
static void
set_table (Grid *grid, CpTable *table) {
  gsize n = cp_table_get_n_columns (table);
  g_autofree CpRowColumn *columns = g_new0 (CpRowColumn, n);
  for (gsize i = 0; i < n; i++) {
    CpColumn *column = cp_table_get_column (table, i);
    gboolean is_figure = cp_column_get_type (column) == CP_COLUMN_NUMBER;
    gboolean is_letter = g_str_equal (cp_column_get_name (column), "Model");
    columns[i] = (CpRowColumn){cp_column_get_name (column),
                               is_letter   ? 60
                               : is_figure ? 102
                                           : 150,
                               is_figure};
  }
  CpTable *old = grid->table;
  grid->table = table;
  grid->sort_column = -1;
  cp_row_table_set_columns (grid->rows, columns, (guint)n, say_cell, grid);
  update_order (grid);
  g_clear_pointer (&old, cp_table_unref);
}

static void
row_selected (CpSwapDialog *self) {
  guint32 line = cp_row_table_get_row (self->flips.rows);
  if (self->flips.table == NULL || line >= cp_table_get_n_rows (self->flips.table))
    return;
  double row = cp_column_get_numbers (cp_table_get_column (self->flips.table, 0))[line];
  cp_session_select_row (self->session, (guint32)row);
}

/* ---- checking ---- */

static gboolean
show_progress (gpointer data) {
  CpSwapDialog *self = data;
  double fraction = cp_jobs_get_fraction (cp_session_get_jobs (self->session));
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), fraction);
  else
    gtk_progress_bar_pulse (GTK_PROGRESS_BAR (self->progress));
  return G_SOURCE_CONTINUE;
}

static void
set_working (CpSwapDialog *self, gboolean is_working) {
  self->is_working = is_working;
  g_clear_handle_id (&self->tick, g_source_remove);
  if (is_working)
    self->tick = g_timeout_add (100, show_progress, self);
  gtk_widget_set_visible (self->progress, is_working);
  gtk_widget_set_visible (self->stop_button, is_working);
  gtk_widget_set_sensitive (self->check_button, !is_working);
}

static void
checked (CpSwapCheck *result, const GError *error, gpointer owner) {
  CpSwapDialog *self = owner;
  g_autoptr (CpSwapCheck) check = result;
  set_working (self, FALSE);
  if (check == NULL) {
    gboolean is_stopped = g_error_matches (error, CP_ERROR, CP_ERROR_CANCELLED);
    gtk_label_set_text (GTK_LABEL (self->sentence), is_stopped ? "Stopped." : error->message);
    return;
  }
  g_autofree char *sentence = cp_swap_check_describe (check);
  gtk_label_set_text (GTK_LABEL (self->sentence), sentence);
  set_table (&self->words, cp_swap_check_to_table (check));
  CpTable *flips = cp_swap_check_to_flips (check);
  gtk_widget_set_visible (self->flips_slot, flips != NULL);
  gtk_label_set_text (GTK_LABEL (self->flips_title), flips != NULL
                                                         ? "Rows that one pair flips; choose one to go to it"
                                                         : "No row flips by one pair alone.");
  gtk_widget_set_visible (self->flips_title, TRUE);
  if (flips != NULL)
    set_table (&self->flips, flips);
  gtk_widget_set_visible (self->words_slot, TRUE);
  gtk_widget_set_sensitive (self->copy_button, TRUE);
  gtk_widget_set_sensitive (self->save_button, TRUE);
}

static void
check_clicked (CpSwapDialog *self) {
  GtkTextIter from, to;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->pairs));
  const CpField *field = cp_text_answers_get_field (cp_session_get_text_answers (self->session));
  gtk_text_buffer_get_bounds (buffer, &from, &to);
  g_autofree char *text = gtk_text_buffer_get_text (buffer, &from, &to, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) pairs = cp_term_pairs_parse (text, "pairs", &error);
  if (pairs == NULL || pairs->len == 0) {
    gtk_label_set_text (GTK_LABEL (self->sentence),
                        pairs == NULL ? error->message : "Write at least one pair, such as he,she.");
    return;
  }
  if (field == NULL)
    return;
  gtk_label_set_text (GTK_LABEL (self->sentence), "Every text is being scored with the words swapped…");
  set_working (self, TRUE);
  cp_swap_check_start (self->session, field->name, self->output, g_steal_pointer (&pairs), checked, self);
}

static void
stop_clicked (CpSwapDialog *self) {
  cp_swap_check_stop (self->session);
  set_working (self, FALSE);
  gtk_label_set_text (GTK_LABEL (self->sentence), "Stopped.");
}

static void
ready_chosen (CpSwapDialog *self) {
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->ready));
  if (chosen == 0 || chosen >= G_N_ELEMENTS (ready_lists))
    return;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->pairs)), ready_lists[chosen].pairs,
                            -1);
}

/* ---- out ---- */

/* (transfer full): of the lines that flip where they have the focus, else of the words */
static CpParcel *
make_parcel (CpSwapDialog *self) {
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  gboolean is_flips = self->flips.table != NULL && focus != NULL &&
                      gtk_widget_is_ancestor (focus, GTK_WIDGET (self->flips.rows));
  CpDataSource source = cp_data_source_of_table (is_flips ? self->flips.table : self->words.table);
  return cp_parcel_new_csv (is_flips ? "Rows that flip" : "Term swap", &source);
}

static void
copy_clicked (CpSwapDialog *self) {
  if (self->words.table != NULL)
    cp_outlet_copy (self->from != NULL ? self->from : GTK_WIDGET (self), make_parcel (self));
}

static void
save_clicked (CpSwapDialog *self) {
  if (self->words.table != NULL)
    cp_outlet_save (self->from != NULL ? self->from : GTK_WIDGET (self), make_parcel (self));
}

static void
opened (CpSwapDialog *self) {
  gtk_window_destroy (GTK_WINDOW (self)); /* its rows are gone */
}

/* ---- the type ---- */

static void
cp_swap_dialog_dispose (GObject *object) {
  CpSwapDialog *self = CP_SWAP_DIALOG (object);
  if (self->is_working && self->session != NULL)
    cp_swap_check_stop (self->session);
  self->is_working = FALSE;
  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_weak_pointer (&self->from);
  gtk_widget_dispose_template (GTK_WIDGET (object), CP_TYPE_SWAP_DIALOG);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (cp_swap_dialog_parent_class)->dispose (object);
}

static void
cp_swap_dialog_finalize (GObject *object) {
  CpSwapDialog *self = CP_SWAP_DIALOG (object);
  g_clear_pointer (&self->words.table, cp_table_unref);
  g_clear_pointer (&self->flips.table, cp_table_unref);
  G_OBJECT_CLASS (cp_swap_dialog_parent_class)->finalize (object);
}

static void
cp_swap_dialog_class_init (CpSwapDialogClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_swap_dialog_dispose;
  G_OBJECT_CLASS (class)->finalize = cp_swap_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/counterpoint/app/swap-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CpSwapDialog, pairs);
  gtk_widget_class_bind_template_child (widget_class, CpSwapDialog, ready);
  gtk_widget_class_bind_template_child (widget_class, CpSwapDialog, check_button);
  gtk_widget_class_bind_template_child (widget_class, CpSwapDialog, stop_button);
  gtk_widget_class_bind_template_child (widget_class, CpSwapDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, CpSwapDialog, sentence);
  gtk_widget_class_bind_template_child (widget_class, CpSwapDialog, words_slot);
  gtk_widget_class_bind_template_child (widget_class, CpSwapDialog, flips_slot);
  gtk_widget_class_bind_template_child (widget_class, CpSwapDialog, flips_title);
  gtk_widget_class_bind_template_child (widget_class, CpSwapDialog, copy_button);
  gtk_widget_class_bind_template_child (widget_class, CpSwapDialog, save_button);
  gtk_widget_class_bind_template_callback (widget_class, check_clicked);
  gtk_widget_class_bind_template_callback (widget_class, stop_clicked);
  gtk_widget_class_bind_template_callback (widget_class, ready_chosen);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
add_grid (CpSwapDialog *self, Grid *grid, GtkWidget *slot, const char *name) {
  grid->sort_column = -1;
  grid->rows = CP_ROW_TABLE (cp_row_table_new (name));
  gtk_widget_set_vexpand (GTK_WIDGET (grid->rows), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (grid->rows), TRUE);
  gtk_box_append (GTK_BOX (slot), GTK_WIDGET (grid->rows));
  g_signal_connect_object (grid->rows, "sort-requested", G_CALLBACK (sort_requested), self, 0);
}

static void
cp_swap_dialog_init (CpSwapDialog *self) {
  gtk_widget_init_template (GTK_WIDGET (self));
  const char *names[G_N_ELEMENTS (ready_lists) + 1] = {NULL};
  for (guint i = 0; i < G_N_ELEMENTS (ready_lists); i++)
    names[i] = ready_lists[i].name;
  cp_choice_setup (GTK_DROP_DOWN (self->ready));
  cp_choice_set_names (GTK_DROP_DOWN (self->ready), names);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->pairs)), ready_lists[1].pairs, -1);
  add_grid (self, &self->words, self->words_slot, "Pairs of words");
  add_grid (self, &self->flips, self->flips_slot, "Rows that flip");
  g_signal_connect_object (self->flips.rows, "notify::row", G_CALLBACK (row_selected), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
cp_swap_dialog_new (GtkWidget *from, CpSession *session, guint output) {
  g_return_val_if_fail (GTK_IS_WIDGET (from) && CP_IS_SESSION (session), NULL);
  GtkRoot *root = gtk_widget_get_root (from);
  CpSwapDialog *self = g_object_new (CP_TYPE_SWAP_DIALOG, NULL);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  g_set_weak_pointer (&self->from, from);
  self->session = g_object_ref (session);
  self->output = output;
  const char *name = cp_session_get_output_name (session, output);
  if (name != NULL && cp_session_get_n_outputs (session) > 1) {
    g_autofree char *title = g_strdup_printf ("Term swap: scores of %s", name);
    gtk_window_set_title (GTK_WINDOW (self), title);
  }
  g_signal_connect_object (session, "opened", G_CALLBACK (opened), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
