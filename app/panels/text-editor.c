#include "app/panels/text-editor-private.h"

#include "app/panels/flip-bar.h"
#include "app/panels/swap-dialog.h"
#include "app/panels/template.h"
#include "app/panels/text-marks.h"
#include "app/session/session-output.h"
#include "ui/controls/badge.h"
#include "ui/controls/wrap.h"

#include <math.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (CpTextEditor, cp_text_editor, GTK_TYPE_WIDGET)

static GtkTextBuffer *
get_buffer (CpTextEditor *self) {
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
}

/* ---- changing the text ---- */

void
cp_text_editor_edit (CpTextEditor *self, const char *text) {
  const CpField *field = cp_text_answers_get_field (self->answers);
  g_autoptr (GError) error = NULL;
  if (field == NULL || cp_session_get_row (self->session) == CP_NO_ROW)
    return;
  if (!cp_session_edit (self->session, field, text, &error))
    cp_session_tell (self->session, error);
}

static void
text_changed (CpTextEditor *self) {
  GtkTextIter from, to;
  if (self->is_showing)
    return;
  gtk_text_buffer_get_bounds (get_buffer (self), &from, &to);
  g_autofree char *shown = gtk_text_buffer_get_text (get_buffer (self), &from, &to, TRUE);
  g_autofree char *text = g_strconcat (shown, self->rest, NULL);
  cp_card_hide (self->card);
  cp_text_editor_edit (self, text);
}

void
cp_text_editor_insert (CpTextEditor *self, const char *word) {
  g_return_if_fail (CP_IS_TEXT_EDITOR (self) && word != NULL);
  GtkTextBuffer *buffer = get_buffer (self);
  GtkTextIter at;
  gtk_text_buffer_get_iter_at_mark (buffer, &at, gtk_text_buffer_get_insert (buffer));
  while (!gtk_text_iter_is_end (&at) && !g_unichar_isspace (gtk_text_iter_get_char (&at)))
    gtk_text_iter_forward_char (&at);
  gboolean is_first = gtk_text_iter_is_start (&at);
  g_autofree char *text = is_first ? g_strconcat (word, " ", NULL) : g_strconcat (" ", word, NULL);
  gtk_text_buffer_insert (buffer, &at, text, -1);
}

void
cp_text_editor_show_word (CpTextEditor *self, const char *word) {
  g_return_if_fail (CP_IS_TEXT_EDITOR (self) && word != NULL);
  g_autofree char *text = cp_text_answers_dup_text (self->answers);
  for (guint i = 0; self->items != NULL && i < self->items->len; i++) {
    const CpTextItem *item = g_ptr_array_index (self->items, i);
    if (!g_str_equal (item->word, word) || item->spans->len == 0)
      continue;
    GtkTextIter at;
    gsize begin = MIN (g_array_index (item->spans, CpSpan, 0).begin, strlen (text));
    gtk_text_buffer_get_iter_at_offset (get_buffer (self), &at,
                                        (int)g_utf8_pointer_to_offset (text, text + begin));
    gtk_text_buffer_place_cursor (get_buffer (self), &at);
    gtk_text_view_scroll_to_iter (GTK_TEXT_VIEW (self->view), &at, 0.1, FALSE, 0, 0);
    gtk_widget_grab_focus (self->view);
    return;
  }
}

/* ---- showing ---- */

/* (transfer full): the part of the text that is shown */
static char *
dup_shown (CpTextEditor *self) {
  GtkTextIter from, to;
  gtk_text_buffer_get_bounds (get_buffer (self), &from, &to);
  return gtk_text_buffer_get_text (get_buffer (self), &from, &to, TRUE);
}

static void
mark_view (CpTextEditor *self, GtkWidget *view, CpTextShown shown, const char *text) {
  g_autoptr (GArray) marks = cp_text_marks_new (self->items, shown, text);
  cp_word_view_set_marks (CP_WORD_VIEW (view), (const CpWordMark *)(gpointer)marks->data, marks->len);
}

static void
mark_words (CpTextEditor *self) {
  g_autofree char *text = dup_shown (self);
  gboolean is_both = self->shown == CP_TEXT_BOTH;
  mark_view (self, self->view, is_both ? CP_TEXT_A : self->shown, text);
  if (is_both)
    mark_view (self, self->view_below, CP_TEXT_B, text);
}

/* The words that would flip the decision are struck out where they stand. */
static void
strike_words (CpTextEditor *self) {
  const CpTextFlip *flip = cp_flip_bar_get_flip (CP_FLIP_BAR (self->flip));
  g_autofree char *text = dup_shown (self);
  g_autoptr (GArray) marks = g_array_new (FALSE, TRUE, sizeof (CpWordMark));
  gsize length = strlen (text);
  for (guint i = 0; flip != NULL && i < flip->words->len; i++) {
    const GArray *spans = ((CpTextFlipWord *)g_ptr_array_index (flip->words, i))->spans;
    for (guint s = 0; s < spans->len; s++) {
      CpSpan span = g_array_index (spans, CpSpan, s);
      CpWordMark mark = {.begin = (guint)span.begin, .end = (guint)span.end, .word = i};
      if (span.end <= length)
        g_array_append_val (marks, mark);
    }
  }
  cp_text_marks_count (marks, text);
  GtkWidget *const views[] = {self->view, self->view_below};
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    cp_word_view_strike (CP_WORD_VIEW (views[i]), (const CpWordMark *)(gpointer)marks->data, marks->len);
}

/* Whether what is shown and the rest make up @text already: the edit was this view's own. */
static gboolean
is_shown (CpTextEditor *self, const char *text) {
  g_autofree char *shown = dup_shown (self);
  return g_str_has_prefix (text, shown) &&
         g_str_equal (text + strlen (shown), self->rest != NULL ? self->rest : "");
}

/* Sets the text, of a long one its beginning; the rest is kept. */
static void
split_text (CpTextEditor *self, const char *text) {
  const char *end = text + strlen (text);
  if (end - text > MOST_SHOWN && g_utf8_strlen (text, end - text) > MOST_SHOWN)
    end = g_utf8_offset_to_pointer (text, MOST_SHOWN);
  g_free (self->rest);
  self->rest = *end != '\0' ? g_strdup (end) : NULL;
  cp_word_view_set_marks (CP_WORD_VIEW (self->view), NULL, 0);
  cp_word_view_set_marks (CP_WORD_VIEW (self->view_below), NULL, 0);
  gtk_text_buffer_set_text (get_buffer (self), text, (int)(end - text));
}

static void
show_text (CpTextEditor *self) {
  g_autofree char *text = cp_text_answers_dup_text (self->answers);
  if (is_shown (self, text))
    return;
  GtkTextIter at;
  gtk_text_buffer_get_iter_at_mark (get_buffer (self), &at, gtk_text_buffer_get_insert (get_buffer (self)));
  int caret = gtk_text_iter_get_offset (&at);
  self->is_showing = TRUE;
  split_text (self, text);
  gtk_text_buffer_get_iter_at_offset (get_buffer (self), &at,
                                      MIN (caret, gtk_text_buffer_get_char_count (get_buffer (self))));
  gtk_text_buffer_place_cursor (get_buffer (self), &at);
  self->is_showing = FALSE;
}

/* ---- the text by B, which follows ---- */

static void
follow_insert (GtkTextBuffer *buffer, GtkTextIter *at, const char *text, int length, CpTextEditor *self) {
  GtkTextBuffer *below = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view_below));
  GtkTextIter there;
  gtk_text_buffer_get_iter_at_offset (below, &there, gtk_text_iter_get_offset (at));
  gtk_text_buffer_insert (below, &there, text, length);
}

static void
follow_delete (GtkTextBuffer *buffer, GtkTextIter *from, GtkTextIter *to, CpTextEditor *self) {
  GtkTextBuffer *below = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view_below));
  GtkTextIter begin, end;
  gtk_text_buffer_get_iter_at_offset (below, &begin, gtk_text_iter_get_offset (from));
  gtk_text_buffer_get_iter_at_offset (below, &end, gtk_text_iter_get_offset (to));
  gtk_text_buffer_delete (below, &begin, &end);
}

static void
scrolled (GtkAdjustment *adjustment, CpTextEditor *self) {
  GtkAdjustment *a = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled)),
                *b = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled_below));
  if (self->shown == CP_TEXT_BOTH)
    gtk_adjustment_set_value (adjustment == a ? b : a, gtk_adjustment_get_value (adjustment));
}

static void
show_below (CpTextEditor *self) {
  gboolean is_both = self->shown == CP_TEXT_BOTH;
  gtk_widget_set_visible (self->below, is_both);
  gtk_widget_set_visible (self->badge, is_both);
  if (is_both)
    scrolled (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled)), self);
}

/* An answer of another text than that of now is never marked: the next one is on its way. */
static gboolean
is_of_now (CpTextEditor *self, const CpTextAnswer *answer) {
  const CpRowHistory *history = cp_session_get_history (self->session);
  return answer != NULL && history != NULL && answer->state == cp_row_history_get_current (history);
}

static void
show_answers (CpTextEditor *self) {
  if (cp_text_answers_get_field (self->answers) == NULL || !cp_session_is_open (self->session))
    return;
  cp_text_editor_show_head (self);
  const CpTextAnswer *a = cp_text_answers_get (self->answers, 0), *b = cp_text_answers_get (self->answers, 1);
  if (a != NULL && !is_of_now (self, a))
    return;
  show_text (self);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  self->items = cp_text_items_new (a, b, self->output, FALSE);
  self->asked = -1;
  mark_words (self);
}

void
cp_text_editor_look (CpTextEditor *self, guint output, CpTextShown shown) {
  g_return_if_fail (CP_IS_TEXT_EDITOR (self));
  gboolean is_same = output == self->output && shown == self->shown;
  self->output = output;
  self->shown = shown;
  if (!is_same)
    cp_flip_bar_close (CP_FLIP_BAR (self->flip));
  show_below (self);
  show_answers (self);
}

void
cp_text_editor_find_flip (CpTextEditor *self) {
  g_return_if_fail (CP_IS_TEXT_EDITOR (self));
  cp_flip_bar_ask (CP_FLIP_BAR (self->flip), self->shown == CP_TEXT_B ? 1 : 0, self->output);
}

static void
swap_clicked (CpTextEditor *self) {
  gtk_window_present (GTK_WINDOW (cp_swap_dialog_new (GTK_WIDGET (self), self->session, self->output)));
}

void
cp_text_editor_set_session (CpTextEditor *self, CpSession *session) {
  g_return_if_fail (CP_IS_TEXT_EDITOR (self) && CP_IS_SESSION (session));
  self->session = session;
  self->answers = cp_session_get_text_answers (session);
  cp_flip_bar_set_session (CP_FLIP_BAR (self->flip), session);
  g_signal_connect_object (self->answers, "changed", G_CALLBACK (show_answers), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "edits-changed", G_CALLBACK (show_text), self, G_CONNECT_SWAPPED);
}

/* ---- the type ---- */

static void
cp_text_editor_dispose (GObject *object) {
  CpTextEditor *self = CP_TEXT_EDITOR (object);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->rest, g_free);
  g_clear_pointer (&self->chosen, g_array_unref);
  cp_dispose_template (GTK_WIDGET (object), CP_TYPE_TEXT_EDITOR);
  G_OBJECT_CLASS (cp_text_editor_parent_class)->dispose (object);
}

static void
cp_text_editor_class_init (CpTextEditorClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_text_editor_dispose;
  g_type_ensure (CP_TYPE_WORD_VIEW);
  g_type_ensure (CP_TYPE_FLIP_BAR);
  g_type_ensure (CP_TYPE_WRAP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/counterpoint/app/text-editor.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, CpTextEditor, box);
  gtk_widget_class_bind_template_child (widget_class, CpTextEditor, before_tag);
  gtk_widget_class_bind_template_child (widget_class, CpTextEditor, tag);
  gtk_widget_class_bind_template_child (widget_class, CpTextEditor, after_tag);
  gtk_widget_class_bind_template_child (widget_class, CpTextEditor, unknown_legend);
  gtk_widget_class_bind_template_child (widget_class, CpTextEditor, notice);
  gtk_widget_class_bind_template_child (widget_class, CpTextEditor, overlay);
  gtk_widget_class_bind_template_child (widget_class, CpTextEditor, view);
  gtk_widget_class_bind_template_child (widget_class, CpTextEditor, scrolled);
  gtk_widget_class_bind_template_child (widget_class, CpTextEditor, above);
  gtk_widget_class_bind_template_child (widget_class, CpTextEditor, below);
  gtk_widget_class_bind_template_child (widget_class, CpTextEditor, view_below);
  gtk_widget_class_bind_template_child (widget_class, CpTextEditor, scrolled_below);
  gtk_widget_class_bind_template_child (widget_class, CpTextEditor, flip);
  gtk_widget_class_bind_template_child (widget_class, CpTextEditor, counts);
  gtk_widget_class_bind_template_child (widget_class, CpTextEditor, popover);
  gtk_widget_class_bind_template_child (widget_class, CpTextEditor, popover_title);
  gtk_widget_class_bind_template_child (widget_class, CpTextEditor, replacement);
  gtk_widget_class_bind_template_child (widget_class, CpTextEditor, replace);
  gtk_widget_class_bind_template_child (widget_class, CpTextEditor, remove);
  gtk_widget_class_bind_template_callback (widget_class, swap_clicked);
  gtk_widget_class_bind_template_callback (widget_class, cp_text_editor_find_flip);
}

static GtkWidget *
add_badge (GtkWidget *half, const char *letter) {
  GtkWidget *badge = cp_badge_new (letter);
  gtk_widget_set_valign (badge, GTK_ALIGN_START);
  gtk_widget_set_margin_start (badge, 12);
  gtk_widget_set_margin_top (badge, 9);
  gtk_box_prepend (GTK_BOX (half), badge);
  return badge;
}

static void
watch_view (CpTextEditor *self, GtkWidget *scrolled_window) {
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled_window)),
                           "value-changed", G_CALLBACK (scrolled), self, 0);
}

static void
cp_text_editor_init (CpTextEditor *self) {
  self->asked = -1;
  self->without[0] = self->without[1] = NAN;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->badge = add_badge (self->above, "A");
  add_badge (self->below, "B");
  gtk_widget_set_visible (self->badge, FALSE);              /* both texts are in sight only on request */
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self)); /* its layout places it */
  /* before the buffer's own handlers, while the places are still those of the text before */
  g_signal_connect_object (get_buffer (self), "insert-text", G_CALLBACK (follow_insert), self, 0);
  g_signal_connect_object (get_buffer (self), "delete-range", G_CALLBACK (follow_delete), self, 0);
  g_signal_connect_object (get_buffer (self), "changed", G_CALLBACK (text_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->flip, "changed", G_CALLBACK (strike_words), self, G_CONNECT_SWAPPED);
  cp_text_editor_watch_words (self);
  watch_view (self, self->scrolled);
  watch_view (self, self->scrolled_below);
}
