#include "app/panels/text-editor-private.h"
#include "app/panels/word-card.h"
#include "app/session/session-output.h"

#include <math.h>

/* Where the pointer or the caret is: the text by A, or that by B below it. */
static CpWordView *
get_pointed (CpTextEditor *self) {
  CpWordView *below = CP_WORD_VIEW (self->view_below);
  gboolean is_below = self->shown == CP_TEXT_BOTH && cp_word_view_get_mark (below) != NULL;
  return is_below ? below : CP_WORD_VIEW (self->view);
}

static const CpTextItem *
get_item (CpTextEditor *self) {
  const CpWordMark *mark = cp_word_view_get_mark (get_pointed (self));
  return mark != NULL && self->items != NULL && mark->word < self->items->len
             ? g_ptr_array_index (self->items, mark->word)
             : NULL;
}

/* ---- the card ---- */

static void
show_card (CpTextEditor *self) {
  const CpTextItem *item = get_item (self);
  if (item == NULL || gtk_widget_get_visible (self->popover)) {
    cp_card_hide (self->card);
    return;
  }
  g_autofree char *lines = cp_word_card_describe (self->answers, item, self->without);
  cp_card_show_lines (self->card, lines);
  gtk_accessible_update_property (GTK_ACCESSIBLE (get_pointed (self)), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  lines, -1);
  gtk_widget_queue_allocate (self->overlay);
}

static void
scored_without (double *const *scores, gpointer data) {
  CpTextEditor *self = data;
  for (guint m = 0; m < MIN (cp_session_get_n_models (self->session), 2); m++)
    self->without[m] = scores[m] != NULL ? scores[m][self->output] : NAN;
  show_card (self);
}

static void
word_changed (CpTextEditor *self) {
  const CpWordMark *mark = cp_word_view_get_mark (get_pointed (self));
  const CpTextItem *item = get_item (self);
  int asked = item != NULL ? (int)mark->word : -1;
  if (asked != self->asked) {
    self->asked = asked;
    self->without[0] = self->without[1] = NAN;
    cp_text_answers_forget_other (self->answers);
    g_autofree char *text = item != NULL ? cp_text_answers_dup_text (self->answers) : NULL;
    if (item != NULL && (item->is_known[0] || item->is_known[1]))
      cp_text_answers_score_other (self->answers, cp_text_replace (text, item->spans, NULL), scored_without,
                                   self);
  }
  show_card (self);
}

/* Under the word, above it where there is no room. */
static gboolean
place_card (GtkOverlay *overlay, GtkWidget *child, GdkRectangle *out, CpTextEditor *self) {
  CpWordView *view = get_pointed (self);
  const CpWordMark *mark = cp_word_view_get_mark (view);
  if (child != GTK_WIDGET (self->card) || mark == NULL)
    return FALSE;
  GdkRectangle place;
  double x, y;
  GtkRequisition size;
  cp_word_view_get_place (view, mark, &place);
  gtk_widget_translate_coordinates (GTK_WIDGET (view), GTK_WIDGET (overlay), place.x, place.y, &x, &y);
  gtk_widget_get_preferred_size (child, NULL, &size);
  int width = gtk_widget_get_width (GTK_WIDGET (overlay)),
      height = gtk_widget_get_height (GTK_WIDGET (overlay));
  int below = (int)y + place.height + 12;
  *out = (GdkRectangle){CLAMP ((int)x, 6, MAX (width - size.width - 6, 6)),
                        below + size.height <= height ? below : MAX ((int)y - size.height - 8, 0), size.width,
                        size.height};
  return TRUE;
}

/* ---- the menu of a word ---- */

/* The menu takes focus and pointer away from the word, so its places were kept when the menu opened. */
static void
change_word (CpTextEditor *self, const char *replacement) {
  if (self->chosen == NULL)
    return;
  g_autofree char *text = cp_text_answers_dup_text (self->answers);
  g_autofree char *changed = cp_text_replace (text, self->chosen, replacement);
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  cp_text_editor_edit (self, changed);
  gtk_widget_grab_focus (self->view);
}

static void
remove_word (CpTextEditor *self) {
  change_word (self, NULL);
}

static void
replace_word (CpTextEditor *self) {
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->replacement));
  if (*text != '\0')
    change_word (self, text);
}

static void
word_activated (CpTextEditor *self) {
  CpWordView *view = get_pointed (self);
  const CpWordMark *mark = cp_word_view_get_mark (view);
  const CpTextItem *item = get_item (self);
  if (item == NULL)
    return;
  GdkRectangle place;
  double x, y;
  cp_word_view_get_place (view, mark, &place);
  gtk_widget_translate_coordinates (GTK_WIDGET (view), GTK_WIDGET (self), place.x, place.y, &x, &y);
  place.x = (int)x;
  place.y = (int)y;
  g_autofree char *title = item->spans->len == 1
                               ? g_strdup (item->word)
                               : g_strdup_printf ("%s, in %u places", item->word, item->spans->len);
  g_clear_pointer (&self->chosen, g_array_unref);
  self->chosen = g_array_ref (item->spans);
  gtk_label_set_text (GTK_LABEL (self->popover_title), title);
  gtk_editable_set_text (GTK_EDITABLE (self->replacement), "");
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &place);
  cp_card_hide (self->card);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
popover_closed (CpTextEditor *self) {
  cp_word_view_forget_pointer (CP_WORD_VIEW (self->view));
  cp_word_view_forget_pointer (CP_WORD_VIEW (self->view_below));
}

void
cp_text_editor_watch_words (CpTextEditor *self) {
  GtkWidget *const views[] = {self->view, self->view_below};
  self->card = CP_CARD (cp_card_new ());
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), GTK_WIDGET (self->card));
  gtk_widget_set_visible (GTK_WIDGET (self->card), FALSE);
  g_signal_connect (self->overlay, "get-child-position", G_CALLBACK (place_card), self);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++) {
    g_signal_connect_object (views[i], "word-changed", G_CALLBACK (word_changed), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (views[i], "word-activated", G_CALLBACK (word_activated), self,
                             G_CONNECT_SWAPPED);
  }
  g_signal_connect_object (self->popover, "closed", G_CALLBACK (popover_closed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->remove, "clicked", G_CALLBACK (remove_word), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->replace, "clicked", G_CALLBACK (replace_word), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->replacement, "activate", G_CALLBACK (replace_word), self, G_CONNECT_SWAPPED);
}
