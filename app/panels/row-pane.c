#include "app/panels/row-pane.h"

#include "app/panels/compare-bar.h"
#include "app/panels/field-list.h"
#include "app/panels/keep.h"
#include "app/panels/letters.h"
#include "app/panels/narrow.h"
#include "app/panels/row-head.h"
#include "app/panels/score-view.h"
#include "app/panels/template.h"
#include "app/session/session-live.h"
#include "app/session/session-rows.h"
#include "app/session/session-selection.h"
#include "app/settings.h"
#include "core/base/format.h"
#include "ui/controls/tooltip.h"
#include "ui/style/text-size.h"

/* As wide as the window allows: the narrower in the smallest window, the wider in a large one. */
#define NARROW 420
#define WIDE 480
#define LARGE_WINDOW 1920
#define MARGINS 24      /* left and right of what stands in it */
#define LIST_HEIGHT 220 /* at least, of the columns, where the pane lies beneath the points */

struct _CpRowPane {
  GtkWidget parent_instance;
  CpSession *session;
  GtkWidget *live_switch, *compare_switch, *compare_toggle, *effects_switch, *effects_toggle;
  GtkWidget *stack, *title_label, *changes_label, *scores, *stale_label, *rescore_label, *revert_button;
  GtkWidget *row_head, *order_drop, *filter_entry, *field_list, *compare_bar;
};

G_DEFINE_FINAL_TYPE (CpRowPane, cp_row_pane, GTK_TYPE_WIDGET)

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
  cp_tooltip_set (self->stale_label, NULL);
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
  cp_tooltip_set (self->stale_label, *unscored != '\0' ? unscored : NULL);
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

static void
row_changed (CpRowPane *self) {
  gboolean has_row = cp_session_get_row (self->session) != CP_NO_ROW;
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), has_row ? "row" : "none");
  update_scores (self);
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
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (self->scores)) != NULL)
    gtk_box_remove (GTK_BOX (self->scores), child);
  for (guint m = 0; m < MIN (cp_session_get_n_models (self->session), 2); m++)
    gtk_box_append (GTK_BOX (self->scores),
                    cp_score_view_new (m, cp_session_get_model (self->session, m)->name));
  gtk_editable_set_text (GTK_EDITABLE (self->filter_entry), "");
  say_what_cannot_rescore (self);
  row_changed (self);
}

void
cp_row_pane_set_session (CpRowPane *self, CpSession *session) {
  g_return_if_fail (CP_IS_ROW_PANE (self) && CP_IS_SESSION (session));
  self->session = session;
  cp_compare_bar_set_session (CP_COMPARE_BAR (self->compare_bar), session, GTK_SWITCH (self->compare_switch),
                              self->compare_toggle);
  cp_row_head_set_session (CP_ROW_HEAD (self->row_head), session);
  cp_field_list_set_session (CP_FIELD_LIST (self->field_list), session, GTK_SWITCH (self->effects_switch),
                             self->effects_toggle, GTK_DROP_DOWN (self->order_drop));
  cp_keep_choice (session, "columns-order", GTK_DROP_DOWN (self->order_drop));
  cp_keep_text (session, "columns-filter", GTK_EDITABLE (self->filter_entry));
  static const struct {
    const char *signal;
    void (*update) (CpRowPane *);
  } signals[] = {
      {"opened", opened},
      {"row-changed", row_changed},
      {"selection-changed", row_changed},
      {"edits-changed", update_summary},
      {"runs-changed", update_scores},
      {"thresholds-changed", update_scores},
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
filter_changed (CpRowPane *self) {
  cp_field_list_set_filter (CP_FIELD_LIST (self->field_list),
                            gtk_editable_get_text (GTK_EDITABLE (self->filter_entry)));
}

/* ---- the width ---- */

static void
follow_room (GtkWidget *widget, int room) {
  CpRowPane *self = CP_ROW_PANE (widget);
  int wider = (room - CP_SMALL_WINDOW) * (WIDE - NARROW) / (LARGE_WINDOW - CP_SMALL_WINDOW);
  int width = CLAMP (NARROW + wider, NARROW, WIDE);
  if (self->stack == NULL) /* on its way out */
    return;
  cp_text_size_request (self->stack, width, -1);
  gboolean is_beneath = room < CP_NARROW_PAGE; /* the points, as wide as the window */
  if (is_beneath)
    width = MAX (width, room);
  cp_text_size_request (self->field_list, -1, is_beneath ? LIST_HEIGHT : -1);
  cp_field_list_set_width (CP_FIELD_LIST (self->field_list), width - MARGINS);
}

/* ---- the widget ---- */

static void
cp_row_pane_dispose (GObject *object) {
  CpRowPane *self = CP_ROW_PANE (object);
  self->session = NULL;
  cp_dispose_template (GTK_WIDGET (self), CP_TYPE_ROW_PANE);
  G_OBJECT_CLASS (cp_row_pane_parent_class)->dispose (object);
}

static void
cp_row_pane_class_init (CpRowPaneClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_row_pane_dispose;
  g_type_ensure (CP_TYPE_COMPARE_BAR);
  g_type_ensure (CP_TYPE_FIELD_LIST);
  g_type_ensure (CP_TYPE_ROW_HEAD);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/counterpoint/app/row-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, stack);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, title_label);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, changes_label);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, scores);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, stale_label);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, rescore_label);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, revert_button);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, live_switch);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, compare_switch);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, compare_toggle);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, effects_switch);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, effects_toggle);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, row_head);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, order_drop);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, filter_entry);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, field_list);
  gtk_widget_class_bind_template_child (widget_class, CpRowPane, compare_bar);
}

static void
cp_row_pane_init (CpRowPane *self) {
  gtk_widget_init_template (GTK_WIDGET (self));
  cp_narrow_follow (GTK_WIDGET (self), follow_room);
  gtk_switch_set_active (GTK_SWITCH (self->live_switch), cp_settings_get_is_live ());
  g_signal_connect_object (self->live_switch, "notify::active", G_CALLBACK (live_changed), self,
                           G_CONNECT_SWAPPED);
  cp_settings_watch (G_CALLBACK (settings_changed), G_OBJECT (self));
  g_signal_connect (self->revert_button, "clicked", G_CALLBACK (revert_clicked), self);
  g_signal_connect_object (self->filter_entry, "search-changed", G_CALLBACK (filter_changed), self,
                           G_CONNECT_SWAPPED);
}
