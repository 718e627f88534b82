#include "app/panels/text-page.h"

#include "app/explain/text-items.h"
#include "app/panels/keep.h"
#include "app/panels/letters.h"
#include "app/panels/narrow.h"
#include "app/panels/tag-scores.h"
#include "app/panels/template.h"
#include "app/panels/text-editor.h"
#include "app/panels/text-summary.h"
#include "app/session/session-output.h"
#include "app/session/session-selection.h"
#include "app/session/session-view.h"
#include "core/base/format.h"
#include "ui/controls/wrap.h"
#include "ui/words/word-bars.h"

#include <math.h>

#define MOST_SHOWN 10 /* words of each list */

struct _CpTextPage {
  GtkWidget parent_instance;
  CpSession *session;
  CpTextAnswers *answers;
  guint output;
  CpTextShown shown;
  gboolean is_filling, wants;
  GtkWidget *question_spin, *tag_label, *tag_choice, *model_label, *models, *model_a, *model_b,
      *model_difference, *model_both, *method_choice, *editor, *scores, *raised, *lowered, *absent, *lists,
      *halves, *summary;
};

G_DEFINE_FINAL_TYPE (CpTextPage, cp_text_page, GTK_TYPE_WIDGET)

gboolean
cp_text_page_is_of_use (CpSession *session) {
  g_return_val_if_fail (CP_IS_SESSION (session), FALSE);
  return cp_session_is_open (session) &&
         cp_text_answers_get_field (cp_session_get_text_answers (session)) != NULL;
}

/* ---- the lists ---- */

static int
compare_effects (gconstpointer a, gconstpointer b) {
  double difference = fabs (((const CpWordBar *)b)->value) - fabs (((const CpWordBar *)a)->value);
  return difference > 0 ? 1 : difference < 0 ? -1 : 0;
}

/* (transfer full): of CpWordBar, names borrowed; @sign: −1 or 1, 0 for both */
static GArray *
take_largest (GPtrArray *items, CpTextShown shown, int sign, double *out_largest) {
  GArray *effects = g_array_new (FALSE, FALSE, sizeof (CpWordBar));
  for (guint i = 0; i < items->len; i++) {
    const CpTextItem *item = g_ptr_array_index (items, i);
    CpWordBar effect = {item->word, cp_text_item_get_value (item, shown),
                        cp_text_item_get_error (item, shown)};
    *out_largest = MAX (*out_largest, fabs (effect.value));
    if (fabs (effect.value) >= 0.0005 && (sign == 0 || (effect.value > 0) == (sign > 0)))
      g_array_append_val (effects, effect);
  }
  g_array_sort (effects, compare_effects);
  g_array_set_size (effects, MIN (effects->len, MOST_SHOWN));
  return effects;
}

static void
fill_list (GtkWidget *list, GPtrArray *items, CpTextShown shown, int sign, double longest,
           const char *caption, const char *empty) {
  double largest = 0;
  g_autoptr (GArray) effects = take_largest (items, shown, sign, &largest);
  cp_word_bars_set (CP_WORD_BARS (list), (const CpWordBar *)(gpointer)effects->data, effects->len, longest,
                    caption, empty);
}

/* "exact", or how it was sampled: never more than is known. */
static const char *
say_method (const CpTextAnswer *answer) {
  const char *method = answer != NULL && answer->answer != NULL ? answer->answer->method : NULL;
  return method == NULL                        ? "not known yet"
         : answer->is_quick                    ? "being refined"
         : g_str_equal (method, "permutation") ? "sampled"
         : g_str_equal (method, "exact") || g_str_equal (method, "linear") || g_str_equal (method, "tree")
             ? "exact"
             : method;
}

/* (transfer full): what the figures of the lists are */
static char *
dup_caption (CpTextPage *self) {
  if (self->shown == CP_TEXT_DIFFERENCE)
    return g_strdup ("Effect in A minus effect in B");
  guint model = self->shown == CP_TEXT_B ? 1 : 0;
  gboolean is_against = cp_text_answers_get_game (self->answers) == CP_TEXT_AGAINST;
  return g_strdup_printf ("Shapley value in %s, %s, %s", cp_model_letter (model),
                          is_against ? "against 100 texts" : "words present",
                          say_method (cp_text_answers_get (self->answers, model)));
}

static void
show_lists (CpTextPage *self) {
  const CpTextAnswer *a = cp_text_answers_get (self->answers, 0), *b = cp_text_answers_get (self->answers, 1);
  g_autoptr (GPtrArray) present = cp_text_items_new (a, b, self->output, FALSE);
  double longest = 0;
  g_array_unref (take_largest (present, self->shown, 0, &longest));
  g_autofree char *caption = dup_caption (self);
  fill_list (self->raised, present, self->shown, 1, longest, caption, "No word raised it.");
  fill_list (self->lowered, present, self->shown, -1, longest, caption, "No word lowered it.");
  const CpTextAnswer *missing_a = cp_text_answers_get_absent (self->answers, 0);
  g_autoptr (GPtrArray) absent =
      cp_text_items_new (missing_a, cp_text_answers_get_absent (self->answers, 1), self->output, TRUE);
  fill_list (self->absent, absent, self->shown, 0, 0, "What their absence did, against 100 texts",
             missing_a == NULL ? "Being worked out." : "No absent word mattered.");
}

static void
item_activated (GtkWidget *list, guint item, CpTextPage *self) {
  const char *word = cp_word_bars_get (CP_WORD_BARS (list), item)->name;
  g_autofree char *copy = g_strdup (word); /* the list changes with the text */
  if (list == self->absent)
    cp_text_editor_insert (CP_TEXT_EDITOR (self->editor), copy);
  else
    cp_text_editor_show_word (CP_TEXT_EDITOR (self->editor), copy);
}

/* ---- the toolbar ---- */

static void
show_answers (CpTextPage *self) {
  if (!cp_text_page_is_of_use (self->session))
    return;
  show_lists (self);
}

static void
look (CpTextPage *self) {
  cp_text_editor_look (CP_TEXT_EDITOR (self->editor), self->output, self->shown);
  cp_tag_scores_look (CP_TAG_SCORES (self->scores), self->output);
  cp_text_summary_look (CP_TEXT_SUMMARY (self->summary), self->output);
  show_answers (self);
}

static void
choose_tag (CpTextPage *self, guint output) {
  self->output = output;
  self->is_filling = TRUE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->tag_choice), output);
  self->is_filling = FALSE;
  look (self);
}

static void
tag_selected (CpTextPage *self) {
  guint output = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->tag_choice));
  if (!self->is_filling && output != GTK_INVALID_LIST_POSITION)
    choose_tag (self, output);
}

static void
tag_chosen (CpTextPage *self, guint output) {
  choose_tag (self, output);
}

static void
model_toggled (GtkToggleButton *button, CpTextPage *self) {
  if (self->is_filling || !gtk_toggle_button_get_active (button))
    return;
  self->shown = GTK_WIDGET (button) == self->model_b            ? CP_TEXT_B
                : GTK_WIDGET (button) == self->model_difference ? CP_TEXT_DIFFERENCE
                : GTK_WIDGET (button) == self->model_both       ? CP_TEXT_BOTH
                                                                : CP_TEXT_A;
  look (self);
}

static void
method_selected (CpTextPage *self) {
  guint game = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->method_choice));
  if (!self->is_filling && game <= CP_TEXT_AGAINST)
    cp_text_answers_set_game (self->answers, game);
}

static void
question_changed (CpTextPage *self) {
  if (!self->is_filling && cp_session_is_open (self->session))
    cp_session_select_row (self->session,
                           (guint32)gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->question_spin)));
}

static void
row_changed (CpTextPage *self) {
  guint32 row = cp_session_get_row (self->session);
  self->is_filling = TRUE;
  if (row != CP_NO_ROW)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->question_spin), row);
  self->is_filling = FALSE;
}

/* ---- another session ---- */

static void
fill_tags (CpTextPage *self) {
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint n = cp_session_get_n_outputs (self->session);
  for (guint o = 0; o < n; o++) {
    const char *name = cp_session_get_output_name (self->session, o);
    gtk_string_list_append (names, name != NULL ? name : "Score");
  }
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->tag_choice), G_LIST_MODEL (names));
  gtk_widget_set_visible (self->tag_choice, n > 1);
  gtk_widget_set_visible (self->tag_label, n > 1);
  self->output = MIN (self->output, MAX (n, 1) - 1);
}

static void
opened (CpTextPage *self) {
  if (!cp_text_page_is_of_use (self->session))
    return;
  gsize n_rows = cp_table_get_n_rows (cp_session_get_table (self->session));
  gboolean has_b = cp_session_get_n_models (self->session) > 1;
  self->is_filling = TRUE;
  gtk_spin_button_set_range (GTK_SPIN_BUTTON (self->question_spin), 0, (double)MAX (n_rows, 1) - 1);
  fill_tags (self);
  gtk_widget_set_visible (self->models, has_b);
  gtk_widget_set_visible (self->model_label, has_b);
  if (!has_b)
    self->shown = CP_TEXT_A;
  self->is_filling = FALSE;
  row_changed (self);
  choose_tag (self, self->output);
}

static json_t *
save_view (gpointer data) {
  CpTextPage *self = data;
  if (!cp_text_page_is_of_use (self->session))
    return NULL;
  return json_pack ("{s:i,s:i,s:i}", "output", (int)self->output, "model", (int)self->shown, "game",
                    (int)cp_text_answers_get_game (self->answers));
}

static guint
get_number (const json_t *value, const char *key, guint end) {
  json_int_t number = json_integer_value (json_object_get (value, key));
  return number >= 0 && number < end ? (guint)number : 0;
}

static void
restore_view (const json_t *value, gpointer data) {
  CpTextPage *self = data;
  if (!cp_text_page_is_of_use (self->session))
    return;
  GtkWidget *const toggles[] = {self->model_a, self->model_b, self->model_difference, self->model_both};
  self->shown =
      cp_session_get_n_models (self->session) > 1 ? get_number (value, "model", CP_TEXT_N_SHOWN) : 0;
  self->is_filling = TRUE;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (toggles[self->shown]), TRUE);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->method_choice), get_number (value, "game", 2));
  self->is_filling = FALSE;
  method_selected (self);
  guint output = cp_session_get_output (self->session);
  if (json_object_get (value, "output") != NULL)
    output = get_number (value, "output", cp_session_get_n_outputs (self->session));
  choose_tag (self, output);
}

/* ---- the type ---- */

static void
cp_text_page_map (GtkWidget *widget) {
  CpTextPage *self = CP_TEXT_PAGE (widget);
  GTK_WIDGET_CLASS (cp_text_page_parent_class)->map (widget);
  if (!self->wants)
    cp_text_answers_want (self->answers);
  self->wants = TRUE;
}

static void
cp_text_page_unmap (GtkWidget *widget) {
  CpTextPage *self = CP_TEXT_PAGE (widget);
  if (self->wants)
    cp_text_answers_unwant (self->answers);
  self->wants = FALSE;
  GTK_WIDGET_CLASS (cp_text_page_parent_class)->unmap (widget);
}

static void
cp_text_page_dispose (GObject *object) {
  cp_dispose_template (GTK_WIDGET (object), CP_TYPE_TEXT_PAGE);
  G_OBJECT_CLASS (cp_text_page_parent_class)->dispose (object);
}

static void
cp_text_page_class_init (CpTextPageClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_text_page_dispose;
  widget_class->map = cp_text_page_map;
  widget_class->unmap = cp_text_page_unmap;
  g_type_ensure (CP_TYPE_WRAP);
  g_type_ensure (CP_TYPE_TEXT_EDITOR);
  g_type_ensure (CP_TYPE_TAG_SCORES);
  g_type_ensure (CP_TYPE_TEXT_SUMMARY);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/counterpoint/app/text-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CpTextPage, question_spin);
  gtk_widget_class_bind_template_child (widget_class, CpTextPage, tag_label);
  gtk_widget_class_bind_template_child (widget_class, CpTextPage, tag_choice);
  gtk_widget_class_bind_template_child (widget_class, CpTextPage, model_label);
  gtk_widget_class_bind_template_child (widget_class, CpTextPage, models);
  gtk_widget_class_bind_template_child (widget_class, CpTextPage, model_a);
  gtk_widget_class_bind_template_child (widget_class, CpTextPage, model_b);
  gtk_widget_class_bind_template_child (widget_class, CpTextPage, model_difference);
  gtk_widget_class_bind_template_child (widget_class, CpTextPage, model_both);
  gtk_widget_class_bind_template_child (widget_class, CpTextPage, method_choice);
  gtk_widget_class_bind_template_child (widget_class, CpTextPage, editor);
  gtk_widget_class_bind_template_child (widget_class, CpTextPage, scores);
  gtk_widget_class_bind_template_child (widget_class, CpTextPage, summary);
  gtk_widget_class_bind_template_child (widget_class, CpTextPage, lists);
  gtk_widget_class_bind_template_child (widget_class, CpTextPage, halves);
  gtk_widget_class_bind_template_callback (widget_class, tag_selected);
  gtk_widget_class_bind_template_callback (widget_class, method_selected);
  gtk_widget_class_bind_template_callback (widget_class, question_changed);
  gtk_widget_class_bind_template_callback (widget_class, model_toggled);
  gtk_widget_class_bind_template_callback (widget_class, tag_chosen);
}

static GtkWidget *
add_list (CpTextPage *self, CpWrap *lists, const char *title, gboolean is_absent, const char *hint) {
  GtkWidget *list = cp_word_bars_new (title, is_absent);
  cp_word_bars_set_hint (CP_WORD_BARS (list), hint);
  gtk_widget_set_hexpand (list, TRUE);
  gtk_widget_add_css_class (list, "cp-text-list");
  g_signal_connect (list, "item-activated", G_CALLBACK (item_activated), self);
  if (gtk_widget_get_first_child (GTK_WIDGET (lists)) != NULL)
    gtk_widget_add_css_class (list, "cp-beside");
  cp_wrap_append (lists, list);
  return list;
}

static void
cp_text_page_init (CpTextPage *self) {
  gtk_widget_init_template (GTK_WIDGET (self));
  CpWrap *lists = CP_WRAP (self->lists);
  cp_wrap_set_beside_from (CP_WRAP (self->halves), CP_NARROW_PAGE);
  self->raised = add_list (self, lists, "Raised the score most", FALSE, "Click to find it in the text.");
  self->lowered = add_list (self, lists, "Lowered the score most", FALSE, "Click to find it in the text.");
  self->absent =
      add_list (self, lists, "Absent words that mattered", TRUE, "Click to insert it at the caret.");
}

GtkWidget *
cp_text_page_new (CpSession *session) {
  g_return_val_if_fail (CP_IS_SESSION (session), NULL);
  CpTextPage *self = g_object_new (CP_TYPE_TEXT_PAGE, NULL);
  self->session = session;
  self->answers = cp_session_get_text_answers (session);
  cp_text_editor_set_session (CP_TEXT_EDITOR (self->editor), session);
  cp_tag_scores_set_session (CP_TAG_SCORES (self->scores), session);
  cp_text_summary_set_session (CP_TEXT_SUMMARY (self->summary), session);
  cp_session_add_view (session, "text", save_view, restore_view, G_OBJECT (self));
  cp_keep_twin (session, "text-raised-table", self->raised);
  cp_keep_twin (session, "text-lowered-table", self->lowered);
  cp_keep_twin (session, "text-absent-table", self->absent);
  g_signal_connect_object (session, "opened", G_CALLBACK (opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "row-changed", G_CALLBACK (row_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->answers, "changed", G_CALLBACK (show_answers), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
