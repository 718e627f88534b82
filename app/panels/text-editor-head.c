#include "app/panels/letters.h"
#include "app/panels/text-editor-private.h"
#include "app/session/session-output.h"
#include "core/base/format.h"

/* "71 words · 3 unknown to A · 9 unknown to B" */
static void
show_counts (CpTextEditor *self) {
  GString *text = g_string_new (NULL);
  for (guint m = 0; m < 2; m++) {
    const CpTextAnswer *answer = cp_text_answers_get (self->answers, m);
    if (answer == NULL || answer->encoding == NULL)
      continue;
    g_autofree char *words = cp_format_count (answer->n_words),
                    *unknown = cp_format_count (answer->n_unknown);
    if (text->len == 0)
      g_string_append_printf (text, "%s word%s", words, answer->n_words == 1 ? "" : "s");
    g_string_append_printf (text, " · %s unknown to %s", unknown, cp_model_letter (m));
  }
  gtk_label_set_text (GTK_LABEL (self->counts), text->str);
  g_string_free (text, TRUE);
}

/* Why there are no colours, or how sure they are. */
static void
show_notice (CpTextEditor *self) {
  guint m = self->shown == CP_TEXT_B ? 1 : 0;
  const CpTextAnswer *answer = cp_text_answers_get (self->answers, m);
  g_autofree char *most = cp_format_count (CP_TEXT_MOST_WORDS), *part = cp_format_count (MOST_SHOWN);
  g_autofree char *text = NULL;
  if (answer != NULL && answer->problem != NULL)
    text = g_strdup (answer->problem);
  else if (answer != NULL && answer->n_words > CP_TEXT_MOST_WORDS)
    text = g_strdup_printf ("The text is scored, but words are explained only up to %s of them.", most);
  else if (answer != NULL && answer->encoding == NULL)
    text = g_strdup_printf ("%s does not read this text.", cp_model_letter (m));
  if (self->rest != NULL) {
    g_autofree char *before = g_steal_pointer (&text);
    text = g_strdup_printf ("%s%sThe first %s characters are shown and can be edited; all of it is scored.",
                            before != NULL ? before : "", before != NULL ? " " : "", part);
  }
  gtk_label_set_text (GTK_LABEL (self->notice), text != NULL ? text : "");
  gtk_widget_set_visible (self->notice, text != NULL);
}

static void
show_heading (CpTextEditor *self) {
  const char *tag = cp_session_get_output_name (self->session, self->output);
  gboolean is_tagged = tag != NULL && cp_session_get_n_outputs (self->session) > 1;
  static const char *const of[] = {"in A", "in B", "more in A than in B", "in A and in B"};
  static const char *const unknown[] = {"unknown to A", "unknown to B", "unknown to both",
                                        "unknown to the model"};
  g_autofree char *whole = g_strdup_printf ("Words that moved the score %s", of[self->shown]);
  gtk_label_set_text (GTK_LABEL (self->before_tag), is_tagged ? "Words that moved" : whole);
  gtk_label_set_text (GTK_LABEL (self->tag), is_tagged ? tag : "");
  gtk_widget_set_visible (self->tag, is_tagged);
  gtk_label_set_text (GTK_LABEL (self->after_tag), is_tagged ? of[self->shown] : "");
  gtk_label_set_text (GTK_LABEL (self->unknown_legend), unknown[self->shown]);
  g_autofree char *label =
      g_strdup_printf ("Text, words that moved %s %s", is_tagged ? tag : "the score", of[self->shown]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_autofree char *below = g_strdup_printf ("Text by B, words that moved %s", is_tagged ? tag : "the score");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view_below), GTK_ACCESSIBLE_PROPERTY_LABEL, below,
                                  -1);
}

void
cp_text_editor_show_head (CpTextEditor *self) {
  show_heading (self);
  show_counts (self);
  show_notice (self);
}
