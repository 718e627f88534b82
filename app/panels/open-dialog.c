#include "app/panels/open-dialog.h"

#include "app/opening/file-kind.h"
#include "app/panels/draft-features.h"
#include "app/panels/draft-models.h"
#include "app/panels/draft-preview.h"
#include "core/base/format.h"
#include "ui/controls/choice.h"
#include "ui/controls/message-bar.h"
#include "ui/controls/wrap.h"

#include <string.h>

#define TICK_MS 100

struct _CpOpenDialog {
  GtkWindow parent_instance;
  CpOpenDraft *draft;
  CpJobs *opening; /* (nullable) */
  guint tick_source, structure;
  gboolean is_filling;
  GtkWidget *title_label, *open_button, *cancel_button, *working, *message_bar, *content, *path_label;
  GtkWidget *table_button, *separator, *header, *preview_slot, *status_label, *label, *positive, *weight,
      *survey;
  GtkWidget *label_problem, *models_slot, *propose_button, *features_slot, *foot_icon, *foot_label,
      *stop_button;
};

G_DEFINE_FINAL_TYPE (CpOpenDialog, cp_open_dialog, GTK_TYPE_WINDOW)

static guint accepted_signal, choose_signal;

static const struct {
  char delimiter;
  const char *name;
} separators[] = {{0, "As found"}, {',', "Comma"}, {'\t', "Tab"}, {';', "Semicolon"}, {'|', "Bar"}};

/* ---- showing the draft ---- */

static void
show_title (CpOpenDialog *self) {
  static const char *const titles[] = {"Open a table", "Open a table and a model",
                                       "Open a table and two models"};
  const guint n = cp_open_draft_get_n_models (self->draft);
  g_autofree char *more = g_strdup_printf ("Open a table and %u models", n);
  const char *title = n < G_N_ELEMENTS (titles) ? titles[n] : more;
  gtk_label_set_text (GTK_LABEL (self->title_label), title);
  gtk_window_set_title (GTK_WINDOW (self), title);
}

static char *
shorten_home (const char *path) {
  const char *home = g_get_home_dir ();
  const gsize length = strlen (home);
  return g_str_has_prefix (path, home) && path[length] == '/' ? g_strconcat ("~", path + length, NULL)
                                                              : g_strdup (path);
}

static gboolean
has_header (CpOpenDialog *self) {
  const CpSources *choices = cp_open_draft_get_choices (self->draft);
  CpTable *table = cp_open_draft_get_preview (self->draft);
  if (choices->header != CP_HEADER_AUTO)
    return choices->header == CP_HEADER_FIRST_LINE;
  const char *const *notices = table != NULL ? cp_table_get_notices (table) : NULL;
  for (; notices != NULL && *notices != NULL; notices++) {
    if (g_str_has_prefix (*notices, "The first line holds data"))
      return FALSE;
  }
  return TRUE;
}

static void
show_source (CpOpenDialog *self) {
  const CpSources *choices = cp_open_draft_get_choices (self->draft);
  g_autofree char *path = choices->data != NULL ? shorten_home (choices->data) : g_strdup ("No table yet");
  gtk_label_set_text (GTK_LABEL (self->path_label), path);
  gtk_widget_set_tooltip_text (self->path_label, choices->data);
  for (guint i = 0; i < G_N_ELEMENTS (separators); i++) {
    if (separators[i].delimiter == choices->delimiter)
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->separator), i);
  }
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->header), has_header (self));
  gtk_widget_set_sensitive (self->separator, choices->data != NULL);
  gtk_widget_set_sensitive (self->header, choices->data != NULL);
}

static void
show_status (CpOpenDialog *self) {
  const char *problem = cp_open_draft_get_table_problem (self->draft);
  const CpDraftTable *table = cp_open_draft_get_table (self->draft);
  const char *path = cp_open_draft_get_choices (self->draft)->data;
  g_autofree char *name = path != NULL ? g_path_get_basename (path) : NULL;
  g_autofree char *text = path == NULL
                              ? g_strdup ("Choose a table, or drop one here: CSV or TSV, also gzipped.")
                          : problem != NULL ? g_strdup (problem)
                          : table == NULL   ? g_strdup_printf ("Reading %s…", name)
                                            : cp_draft_table_describe (table->table);
  if (table != NULL && cp_table_get_notices (table->table)[0] != NULL) {
    char *longer = g_strdup_printf ("%s %s", text, cp_table_get_notices (table->table)[0]);
    g_free (text);
    text = longer;
  }
  gtk_label_set_text (GTK_LABEL (self->status_label), text);
  if (problem != NULL)
    gtk_widget_add_css_class (self->status_label, "cp-refused");
  else
    gtk_widget_remove_css_class (self->status_label, "cp-refused");
}

static void
fill_columns (GtkWidget *choice, const CpDraftTable *table, gboolean for_label, gboolean has_tags,
              const char *chosen) {
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean is_listed = chosen == NULL;
  g_strv_builder_add (builder, "None");
  for (guint i = 0; table != NULL && i < table->n_columns; i++) {
    const CpDraftColumn *column = &table->columns[i];
    const gboolean is_this = g_strcmp0 (column->name, chosen) == 0;
    const gboolean is_fit =
        for_label ? (column->values != NULL && column->n_values >= 2) || (column->values == NULL && has_tags)
                  : column->type == CP_COLUMN_NUMBER && column->n_missing == 0;
    if (is_fit || is_this)
      g_strv_builder_add (builder, column->name);
    is_listed = is_listed || is_this;
  }
  if (!is_listed)
    g_strv_builder_add (builder, chosen);
  g_auto (GStrv) names = g_strv_builder_end (builder);
  cp_choice_set_names (GTK_DROP_DOWN (choice), (const char *const *)names);
}

static void
select_column (GtkWidget *choice, const char *name) {
  /* "None" stands first: a column of that name is found behind it */
  GListModel *names = gtk_drop_down_get_model (GTK_DROP_DOWN (choice));
  guint found = 0;
  for (guint i = 1; name != NULL && i < g_list_model_get_n_items (names); i++) {
    if (g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (names), i), name))
      found = i;
  }
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), found);
}

static void
show_positive (CpOpenDialog *self) {
  const CpSources *choices = cp_open_draft_get_choices (self->draft);
  const CpDraftTable *table = cp_open_draft_get_table (self->draft);
  const CpDraftColumn *column = table != NULL ? cp_draft_table_find (table, choices->label) : NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint selected = GTK_INVALID_LIST_POSITION;
  double n_rows = 0;
  for (guint i = 0; column != NULL && i < column->n_values; i++)
    n_rows += (double)column->counts[i];
  for (guint i = 0; column != NULL && i < column->n_values; i++) {
    g_autofree char *share = cp_format_percent ((double)column->counts[i] / n_rows);
    g_autofree char *text = g_strdup_printf ("%s, %s", column->values[i], share);
    g_strv_builder_add (builder, text);
    if (g_strcmp0 (column->values[i], choices->positive) == 0)
      selected = i;
  }
  g_auto (GStrv) texts = g_strv_builder_end (builder);
  cp_choice_set_names (GTK_DROP_DOWN (self->positive), (const char *const *)texts);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->positive), selected);
  gtk_widget_set_sensitive (self->positive, column != NULL && column->n_values > 0);
}

static void
show_question (CpOpenDialog *self) {
  const CpSources *choices = cp_open_draft_get_choices (self->draft);
  const CpDraftTable *table = cp_open_draft_get_table (self->draft);
  if (self->structure != cp_open_draft_get_structure (self->draft)) {
    self->structure = cp_open_draft_get_structure (self->draft);
    fill_columns (self->label, table, TRUE, cp_open_draft_has_tags (self->draft), choices->label);
    fill_columns (self->weight, table, FALSE, FALSE, choices->weight);
  }
  select_column (self->label, choices->label);
  select_column (self->weight, choices->weight);
  gtk_widget_set_sensitive (self->label, table != NULL);
  gtk_widget_set_sensitive (self->weight, table != NULL);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->survey), choices->is_survey);
  gtk_widget_set_visible (self->survey, choices->weight != NULL);
  show_positive (self);
  g_autofree char *problem = cp_open_draft_dup_label_problem (self->draft);
  gtk_label_set_text (GTK_LABEL (self->label_problem), problem != NULL ? problem : "");
  gtk_widget_set_visible (self->label_problem, problem != NULL);
}

static void
show_foot (CpOpenDialog *self) {
  g_auto (GStrv) problems = cp_open_draft_dup_problems (self->draft);
  const guint n = g_strv_length (problems);
  g_autofree char *all = g_strjoinv ("\n", problems);
  g_autofree char *text = n == 0   ? g_strdup (cp_open_draft_get_n_models (self->draft) == 0
                                                   ? "A table alone can be looked at; models can follow."
                                                   : "Everything fits.")
                          : n == 1 ? g_strdup (problems[0])
                                   : g_strdup_printf ("%s  (and %u more)", problems[0], n - 1);
  gtk_label_set_text (GTK_LABEL (self->foot_label), text);
  gtk_widget_set_tooltip_text (self->foot_label, n > 1 ? all : NULL);
  gtk_widget_set_visible (self->foot_icon, n > 0 && !cp_open_draft_is_reading (self->draft));
  gtk_widget_set_sensitive (self->open_button, n == 0 && self->opening == NULL);
  gtk_widget_set_tooltip_text (self->open_button, n > 0 ? all : NULL);
}

static void
update (CpOpenDialog *self) {
  self->is_filling = TRUE;
  show_title (self);
  show_source (self);
  show_status (self);
  show_question (self);
  show_foot (self);
  gtk_widget_set_sensitive (self->propose_button, cp_open_draft_get_n_models (self->draft) > 0 &&
                                                      cp_open_draft_get_table (self->draft) != NULL);
  self->is_filling = FALSE;
}

/* ---- working ---- */

static gboolean
show_working (gpointer data) {
  CpOpenDialog *self = data;
  CpJobs *jobs = self->opening != NULL ? self->opening : cp_open_draft_get_jobs (self->draft);
  const double fraction = cp_jobs_get_fraction (jobs);
  gtk_widget_set_opacity (self->working, 1);
  gtk_widget_set_visible (self->stop_button, TRUE);
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->working), fraction);
  else
    gtk_progress_bar_pulse (GTK_PROGRESS_BAR (self->working));
  return G_SOURCE_CONTINUE;
}

static void
busy_changed (CpOpenDialog *self) {
  const gboolean is_busy = self->opening != NULL || cp_jobs_is_busy (cp_open_draft_get_jobs (self->draft));
  if (is_busy && self->tick_source == 0)
    self->tick_source = g_timeout_add (TICK_MS, show_working, self);
  if (!is_busy) {
    g_clear_handle_id (&self->tick_source, g_source_remove);
    gtk_widget_set_opacity (self->working, 0);
    gtk_widget_set_visible (self->stop_button, FALSE);
  }
}

static void
stop_clicked (CpOpenDialog *self) {
  cp_jobs_stop (self->opening != NULL ? self->opening : cp_open_draft_get_jobs (self->draft));
}

void
cp_open_dialog_set_opening (CpOpenDialog *self, CpJobs *jobs) {
  g_return_if_fail (CP_IS_OPEN_DIALOG (self));
  g_set_object (&self->opening, jobs);
  gtk_widget_set_sensitive (self->content, jobs == NULL);
  busy_changed (self);
  update (self);
}

/* ---- files ---- */

void
cp_open_dialog_tell (CpOpenDialog *self, const char *message) {
  g_return_if_fail (CP_IS_OPEN_DIALOG (self) && message != NULL);
  cp_message_bar_show_error (CP_MESSAGE_BAR (self->message_bar), message);
}

static gboolean
take_file (CpOpenDialog *self, const char *path, int what, GError **error) {
  CpFileKind kind;
  if (what >= 0 && what != G_MAXINT)
    return cp_open_draft_set_model_file (self->draft, (guint)what, path, error);
  if (!cp_file_kind_find (path, &kind, error))
    return FALSE;
  if (kind == CP_FILE_SESSION) {
    g_autofree char *name = g_path_get_basename (path);
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s is a session; cancel here and open it by itself.",
                 name);
    return FALSE;
  }
  if (what == CP_OPEN_NEW_MODELS || (what == G_MAXINT && kind == CP_FILE_MODEL))
    return cp_open_draft_add_model (self->draft, path, error);
  cp_open_draft_set_path (self->draft, path);
  return TRUE;
}

void
cp_open_dialog_take_files (CpOpenDialog *self, const char *const *paths, int what) {
  g_return_if_fail (CP_IS_OPEN_DIALOG (self) && paths != NULL);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) files = cp_file_kind_expand (paths, &error);
  cp_message_bar_clear (CP_MESSAGE_BAR (self->message_bar));
  for (char **file = files; file != NULL && *file != NULL && error == NULL; file++)
    take_file (self, *file, what, &error);
  if (error != NULL)
    cp_open_dialog_tell (self, error->message);
}

static gboolean
dropped (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data) {
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  GSList *files = gdk_file_list_get_files (g_value_get_boxed (value));
  for (GSList *l = files; l != NULL; l = l->next) {
    const char *path = g_file_peek_path (l->data);
    if (path != NULL)
      g_strv_builder_add (builder, path);
  }
  g_slist_free (files);
  g_auto (GStrv) paths = g_strv_builder_end (builder);
  cp_open_dialog_take_files (data, (const char *const *)paths, G_MAXINT);
  return TRUE;
}

/* ---- acting ---- */

static void
separator_chosen (CpOpenDialog *self) {
  const guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->separator));
  if (!self->is_filling && selected < G_N_ELEMENTS (separators))
    cp_open_draft_set_delimiter (self->draft, separators[selected].delimiter);
}

static void
header_toggled (CpOpenDialog *self) {
  if (!self->is_filling)
    cp_open_draft_set_header (self->draft, gtk_check_button_get_active (GTK_CHECK_BUTTON (self->header))
                                               ? CP_HEADER_FIRST_LINE
                                               : CP_HEADER_NONE);
}

static const char *
get_column (GtkWidget *choice) {
  return gtk_drop_down_get_selected (GTK_DROP_DOWN (choice)) > 0 ? cp_choice_get (GTK_DROP_DOWN (choice))
                                                                 : NULL;
}

static void
label_chosen (CpOpenDialog *self) {
  if (!self->is_filling)
    cp_open_draft_set_label (self->draft, get_column (self->label));
}

static void
weight_chosen (CpOpenDialog *self) {
  if (!self->is_filling)
    cp_open_draft_set_weight (self->draft, get_column (self->weight));
}

static void
survey_toggled (CpOpenDialog *self) {
  if (!self->is_filling)
    cp_open_draft_set_survey (self->draft, gtk_check_button_get_active (GTK_CHECK_BUTTON (self->survey)));
}

static void
positive_chosen (CpOpenDialog *self) {
  const CpDraftTable *table = cp_open_draft_get_table (self->draft);
  const char *label = cp_open_draft_get_choices (self->draft)->label;
  const CpDraftColumn *column = table != NULL ? cp_draft_table_find (table, label) : NULL;
  const guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->positive));
  if (!self->is_filling && column != NULL && selected < column->n_values)
    cp_open_draft_set_positive (self->draft, column->values[selected]);
}

static void
open_clicked (CpOpenDialog *self) {
  if (self->opening == NULL && cp_open_draft_can_open (self->draft))
    g_signal_emit (self, accepted_signal, 0);
}

static void
table_clicked (CpOpenDialog *self) {
  g_signal_emit (self, choose_signal, 0, CP_OPEN_TABLE);
}

static void
model_wanted (CpDraftModels *models, int model, gpointer data) {
  g_signal_emit (data, choose_signal, 0, model);
}

static void
cancel (CpOpenDialog *self) {
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
cp_open_dialog_close_request (GtkWindow *window) {
  CpOpenDialog *self = CP_OPEN_DIALOG (window);
  if (self->opening != NULL)
    cp_jobs_stop (self->opening);
  return GTK_WINDOW_CLASS (cp_open_dialog_parent_class)->close_request (window);
}

/* ---- the object ---- */

static void
cp_open_dialog_dispose (GObject *object) {
  CpOpenDialog *self = CP_OPEN_DIALOG (object);
  g_clear_handle_id (&self->tick_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), CP_TYPE_OPEN_DIALOG);
  g_clear_object (&self->opening);
  g_clear_object (&self->draft);
  G_OBJECT_CLASS (cp_open_dialog_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *class) {
  gtk_widget_class_bind_template_child (class, CpOpenDialog, title_label);
  gtk_widget_class_bind_template_child (class, CpOpenDialog, open_button);
  gtk_widget_class_bind_template_child (class, CpOpenDialog, cancel_button);
  gtk_widget_class_bind_template_child (class, CpOpenDialog, working);
  gtk_widget_class_bind_template_child (class, CpOpenDialog, message_bar);
  gtk_widget_class_bind_template_child (class, CpOpenDialog, content);
  gtk_widget_class_bind_template_child (class, CpOpenDialog, path_label);
  gtk_widget_class_bind_template_child (class, CpOpenDialog, table_button);
  gtk_widget_class_bind_template_child (class, CpOpenDialog, separator);
  gtk_widget_class_bind_template_child (class, CpOpenDialog, header);
  gtk_widget_class_bind_template_child (class, CpOpenDialog, preview_slot);
  gtk_widget_class_bind_template_child (class, CpOpenDialog, status_label);
  gtk_widget_class_bind_template_child (class, CpOpenDialog, label);
  gtk_widget_class_bind_template_child (class, CpOpenDialog, positive);
  gtk_widget_class_bind_template_child (class, CpOpenDialog, weight);
  gtk_widget_class_bind_template_child (class, CpOpenDialog, survey);
  gtk_widget_class_bind_template_child (class, CpOpenDialog, label_problem);
  gtk_widget_class_bind_template_child (class, CpOpenDialog, models_slot);
  gtk_widget_class_bind_template_child (class, CpOpenDialog, propose_button);
  gtk_widget_class_bind_template_child (class, CpOpenDialog, features_slot);
  gtk_widget_class_bind_template_child (class, CpOpenDialog, foot_icon);
  gtk_widget_class_bind_template_child (class, CpOpenDialog, foot_label);
  gtk_widget_class_bind_template_child (class, CpOpenDialog, stop_button);
}

static void
cp_open_dialog_class_init (CpOpenDialogClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_open_dialog_dispose;
  GTK_WINDOW_CLASS (class)->close_request = cp_open_dialog_close_request;
  g_type_ensure (CP_TYPE_MESSAGE_BAR);
  g_type_ensure (CP_TYPE_WRAP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/counterpoint/app/open-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  accepted_signal =
      g_signal_new ("accepted", CP_TYPE_OPEN_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  choose_signal = g_signal_new ("choose", CP_TYPE_OPEN_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
cp_open_dialog_init (CpOpenDialog *self) {
  const char *names[G_N_ELEMENTS (separators) + 1] = {NULL};
  gtk_widget_init_template (GTK_WIDGET (self));
  self->structure = G_MAXUINT;
  for (guint i = 0; i < G_N_ELEMENTS (separators); i++)
    names[i] = separators[i].name;
  cp_choice_set_names (GTK_DROP_DOWN (self->separator), names);
  cp_choice_setup (GTK_DROP_DOWN (self->label));
  cp_choice_setup (GTK_DROP_DOWN (self->positive));
  cp_choice_setup (GTK_DROP_DOWN (self->weight));
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_signal_connect (target, "drop", G_CALLBACK (dropped), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static void
connect_controls (CpOpenDialog *self) {
  g_signal_connect_swapped (self->separator, "notify::selected", G_CALLBACK (separator_chosen), self);
  g_signal_connect_swapped (self->label, "notify::selected", G_CALLBACK (label_chosen), self);
  g_signal_connect_swapped (self->positive, "notify::selected", G_CALLBACK (positive_chosen), self);
  g_signal_connect_swapped (self->weight, "notify::selected", G_CALLBACK (weight_chosen), self);
  g_signal_connect_swapped (self->survey, "toggled", G_CALLBACK (survey_toggled), self);
  g_signal_connect_swapped (self->header, "toggled", G_CALLBACK (header_toggled), self);
  g_signal_connect_swapped (self->table_button, "clicked", G_CALLBACK (table_clicked), self);
  g_signal_connect_swapped (self->open_button, "clicked", G_CALLBACK (open_clicked), self);
  g_signal_connect_swapped (self->cancel_button, "clicked", G_CALLBACK (cancel), self);
  g_signal_connect_swapped (self->stop_button, "clicked", G_CALLBACK (stop_clicked), self);
  g_signal_connect_object (self->propose_button, "clicked", G_CALLBACK (cp_open_draft_propose_again),
                           self->draft, G_CONNECT_SWAPPED);
}

GtkWidget *
cp_open_dialog_new (GtkWindow *parent, CpOpenDraft *draft) {
  g_return_val_if_fail (CP_IS_OPEN_DRAFT (draft), NULL);
  CpOpenDialog *self = g_object_new (CP_TYPE_OPEN_DIALOG, "transient-for", parent, NULL);
  self->draft = g_object_ref (draft);
  GtkWidget *preview = cp_draft_preview_new (draft), *models = cp_draft_models_new (draft);
  GtkWidget *features = cp_draft_features_new (draft);
  gtk_widget_set_hexpand (preview, TRUE);
  gtk_widget_set_vexpand (features, TRUE);
  gtk_box_append (GTK_BOX (self->preview_slot), preview);
  gtk_box_append (GTK_BOX (self->models_slot), models);
  gtk_box_append (GTK_BOX (self->features_slot), features);
  g_signal_connect (models, "choose", G_CALLBACK (model_wanted), self);
  g_signal_connect_object (draft, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cp_open_draft_get_jobs (draft), "notify::busy", G_CALLBACK (busy_changed), self,
                           G_CONNECT_SWAPPED);
  connect_controls (self);
  update (self);
  busy_changed (self);
  return GTK_WIDGET (self);
}

CpOpenDraft *
cp_open_dialog_get_draft (CpOpenDialog *self) {
  g_return_val_if_fail (CP_IS_OPEN_DIALOG (self), NULL);
  return self->draft;
}
