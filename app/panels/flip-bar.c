#include "app/panels/flip-bar.h"

#include "app/panels/letters.h"
#include "app/session/session-output.h"
#include "core/base/error.h"
#include "core/base/format.h"
#include "core/model/output-model.h"

#include <math.h>

struct _CpFlipBar {
  GtkWidget parent_instance;
  CpSession *session;
  CpTextAnswers *answers;
  guint model, output;
  gboolean is_asked;
  CpTextFlip *flip; /* (nullable) */
  GtkWidget *box, *sentence, *swaps, *adopt;
};

G_DEFINE_FINAL_TYPE (CpFlipBar, cp_flip_bar, GTK_TYPE_WIDGET)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* ---- on a worker ---- */

typedef struct {
  CpModel *model;
  CpEncoder *encoder;
  CpTable *state;
  char *column;
  double threshold;
  gboolean swaps;
  CpSlices *slices; /* (nullable): of another output, whose threshold is one for all */
  double *thresholds;
} Request;

static void
request_free (gpointer data) {
  Request *request = data;
  cp_model_unref (request->model);
  cp_encoder_unref (request->encoder);
  cp_table_unref (request->state);
  g_clear_pointer (&request->slices, cp_slices_unref);
  g_free (request->thresholds);
  g_free (request->column);
  g_free (request);
}

static void
flip_free (gpointer data) {
  cp_text_flip_free (data);
}

static gpointer
find_on_worker (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  const Request *request = data;
  CpTextFlipQuery query = {.model = request->model,
                           .encoder = request->encoder,
                           .column = request->column,
                           .threshold = request->threshold,
                           .swaps = request->swaps,
                           .slices = request->slices,
                           .thresholds = request->thresholds,
                           .otherwise = CP_DEFAULT_THRESHOLD};
  cp_progress_report (progress, -1, "Looking for the fewest words");
  return cp_text_flip_find (&query, request->state, cancellable, error);
}

/* ---- the sentence ---- */

/* "“plot” out, “legend” → “csv”" */
static char *
dup_changes (const CpTextFlip *flip) {
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < flip->words->len; i++) {
    const CpTextFlipWord *word = g_ptr_array_index (flip->words, i);
    g_string_append_printf (text, "%s“%s”", i > 0 ? ", " : "", word->word);
    if (word->to != NULL)
      g_string_append_printf (text, " → “%s”", word->to);
  }
  return g_string_free (text, FALSE);
}

/* "matplotlib": what the decision is about */
static char *
dup_subject (CpFlipBar *self) {
  const char *name = cp_session_get_output_name (self->session, self->output);
  const char *positive = cp_session_get_positive (self->session);
  if (name != NULL && cp_session_get_n_outputs (self->session) > 1)
    return g_strdup (name);
  return g_strdup (positive != NULL ? positive : "its decision");
}

static void
show_flip (CpFlipBar *self) {
  g_autofree char *subject = dup_subject (self), *text = NULL;
  const char *letter = cp_model_letter (self->model);
  gboolean swaps = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->swaps));
  if (self->flip == NULL) {
    text = g_strdup ("Looking for the fewest words…");
  } else if (!self->flip->flips) {
    text = g_strdup_printf ("Whichever words are taken out%s, %s decides %s the same.",
                            swaps ? " or swapped" : "", letter, subject);
  } else {
    g_autofree char *changes = dup_changes (self->flip), *score = cp_format_score (self->flip->score);
    text = g_strdup_printf ("%s %s: %s scores %s and decides %s otherwise. %s", swaps ? "Change" : "Without",
                            changes, letter, score, subject,
                            self->flip->is_exact ? "No fewer words do." : "Fewer words may do.");
  }
  gtk_label_set_text (GTK_LABEL (self->sentence), text);
  gtk_widget_set_tooltip_text (self->sentence, text);
  gtk_widget_set_sensitive (self->adopt, self->flip != NULL && self->flip->flips);
}

static void
set_flip (CpFlipBar *self, CpTextFlip *flip) {
  g_clear_pointer (&self->flip, cp_text_flip_free);
  self->flip = flip;
  show_flip (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* ---- asking ---- */

static void
finish (gpointer result, const GError *error, gpointer owner) {
  CpFlipBar *self = owner;
  if (result != NULL) {
    set_flip (self, result);
    return;
  }
  if (!g_error_matches (error, CP_ERROR, CP_ERROR_CANCELLED))
    cp_session_tell (self->session, error);
  cp_flip_bar_close (self);
}

static const CpJobKind flip_kind = {.kind = "text-flip",
                                    .run = find_on_worker,
                                    .free_data = request_free,
                                    .free_result = flip_free,
                                    .done = finish};

static double
get_threshold (CpFlipBar *self) {
  gboolean is_own = self->output == cp_session_get_output (self->session);
  CpTable *state = cp_row_history_get_current (cp_session_get_history (self->session));
  return is_own ? cp_session_get_state_threshold (self->session, self->model, state)
                : cp_session_get_output_threshold (self->session, self->model, self->output);
}

/* A text that is a slice key, too, changes the slice with its words. */
static void
take_slices (CpFlipBar *self, Request *request) {
  if (self->output != cp_session_get_output (self->session))
    return;
  request->slices = cp_slices_ref (cp_session_get_slices (self->session));
  guint n = cp_slices_get_n_slices (request->slices);
  request->thresholds = g_new (double, n + 1);
  for (guint s = 0; s < n; s++)
    request->thresholds[s] = cp_session_get_threshold (self->session, self->model, s);
}

static void
start (CpFlipBar *self) {
  const CpRowHistory *history = cp_session_get_history (self->session);
  const CpField *field = cp_text_answers_get_field (self->answers);
  CpEncoder *encoder = cp_session_get_encoder (self->session, self->model);
  if (history == NULL || field == NULL || encoder == NULL)
    return;
  Request *request = g_new0 (Request, 1);
  request->model =
      cp_model_take_output (cp_session_get_whole_model (self->session, self->model), self->output);
  request->encoder = cp_encoder_ref (encoder);
  request->state = cp_table_ref (cp_row_history_get_current (history));
  request->column = g_strdup (field->name);
  request->threshold = get_threshold (self);
  take_slices (self, request);
  request->swaps = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->swaps));
  self->is_asked = TRUE;
  set_flip (self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  cp_jobs_start (cp_session_get_jobs (self->session), &flip_kind, request, self);
}

void
cp_flip_bar_ask (CpFlipBar *self, guint model, guint output) {
  g_return_if_fail (CP_IS_FLIP_BAR (self));
  self->model = model;
  self->output = output;
  start (self);
}

void
cp_flip_bar_close (CpFlipBar *self) {
  g_return_if_fail (CP_IS_FLIP_BAR (self));
  if (!self->is_asked)
    return;
  self->is_asked = FALSE;
  cp_jobs_cancel (cp_session_get_jobs (self->session), &flip_kind);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  set_flip (self, NULL);
}

const CpTextFlip *
cp_flip_bar_get_flip (CpFlipBar *self) {
  g_return_val_if_fail (CP_IS_FLIP_BAR (self), NULL);
  return self->flip;
}

static void
adopt (CpFlipBar *self) {
  g_autofree char *text = g_strdup (self->flip->text); /* the edit closes the bar */
  g_autoptr (GError) error = NULL;
  if (!cp_session_edit (self->session, cp_text_answers_get_field (self->answers), text, &error))
    cp_session_tell (self->session, error);
}

static void
swaps_toggled (CpFlipBar *self) {
  if (self->is_asked)
    start (self);
}

void
cp_flip_bar_set_session (CpFlipBar *self, CpSession *session) {
  static const char *const stale[] = {"opened", "row-changed", "edits-changed", "thresholds-changed"};
  g_return_if_fail (CP_IS_FLIP_BAR (self) && CP_IS_SESSION (session));
  self->session = session;
  self->answers = cp_session_get_text_answers (session);
  for (guint i = 0; i < G_N_ELEMENTS (stale); i++)
    g_signal_connect_object (session, stale[i], G_CALLBACK (cp_flip_bar_close), self, G_CONNECT_SWAPPED);
}

/* ---- the type ---- */

static void
cp_flip_bar_dispose (GObject *object) {
  CpFlipBar *self = CP_FLIP_BAR (object);
  if (self->is_asked)
    cp_jobs_cancel (cp_session_get_jobs (self->session), &flip_kind);
  self->is_asked = FALSE;
  g_clear_pointer (&self->flip, cp_text_flip_free);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cp_flip_bar_parent_class)->dispose (object);
}

static void
cp_flip_bar_class_init (CpFlipBarClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_flip_bar_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_GROUP);
  signals[CHANGED] =
      g_signal_new ("changed", CP_TYPE_FLIP_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cp_flip_bar_init (CpFlipBar *self) {
  GtkWidget *close = gtk_button_new_from_icon_name ("window-close-symbolic");
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->sentence = gtk_label_new ("");
  self->swaps = gtk_check_button_new_with_label ("Swap, too");
  self->adopt = gtk_button_new_with_label ("Adopt");
  gtk_label_set_xalign (GTK_LABEL (self->sentence), 0);
  gtk_label_set_wrap (GTK_LABEL (self->sentence), TRUE);
  gtk_label_set_lines (GTK_LABEL (self->sentence), 3);
  gtk_label_set_ellipsize (GTK_LABEL (self->sentence), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->sentence, TRUE);
  gtk_widget_set_tooltip_text (self->swaps, "Words may also be put for others of the model's vocabulary");
  gtk_widget_set_tooltip_text (self->adopt, "Change the text so; undo takes it back");
  gtk_widget_set_tooltip_text (close, "Close");
  gtk_accessible_update_property (GTK_ACCESSIBLE (close), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Close the fewest words", -1);
  gtk_widget_add_css_class (close, "flat");
  gtk_widget_add_css_class (self->box, "cp-flip-bar");
  GtkWidget *const parts[] = {self->sentence, self->swaps, self->adopt, close};
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    gtk_widget_set_valign (parts[i], GTK_ALIGN_CENTER);
    gtk_box_append (GTK_BOX (self->box), parts[i]);
  }
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_connect_object (self->swaps, "toggled", G_CALLBACK (swaps_toggled), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->adopt, "clicked", G_CALLBACK (adopt), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (close, "clicked", G_CALLBACK (cp_flip_bar_close), self, G_CONNECT_SWAPPED);
}
