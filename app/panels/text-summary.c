#include "app/panels/text-summary.h"

#include "app/panels/keep.h"
#include "app/panels/letters.h"
#include "app/session/session-output.h"
#include "app/session/session-rows.h"
#include "app/session/session-scope.h"
#include "core/base/format.h"
#include "core/explain/global.h"
#include "ui/words/effect-stacks.h"

#include <math.h>

#define MOST_ROWS 1000
#define MOST_OUTPUTS 12 /* stacks; a model of more outputs shows its first */
#define RAISING 4       /* words of a stack that raise, */
#define LOWERING 2      /* and that lower */
#define LEAST_TEXTS 10  /* that hold a word shown: fewer say nothing about many */
#define LOOK_MS 200     /* how often the main loop looks for a better answer */

/* Where the worker leaves what it knows by now; the newest answer replaces one that was not fetched. */
typedef struct {
  GMutex lock;
  CpGlobal *latest; /* (nullable) */
} Box;

struct _CpTextSummary {
  GtkWidget parent_instance;
  CpSession *session;
  CpTextAnswers *answers;
  guint output, model;
  gboolean is_stopped;
  CpGlobal *globals[2]; /* (nullable) */
  Box *box;             /* (nullable): of the running job */
  guint look_source;
  GtkWidget *body, *models, *toggles[2], *chart, *reason;
};

G_DEFINE_FINAL_TYPE (CpTextSummary, cp_text_summary, GTK_TYPE_WIDGET)

static void
box_clear (gpointer data) {
  Box *box = data;
  g_clear_pointer (&box->latest, cp_global_unref);
  g_mutex_clear (&box->lock);
}

static void
box_unref (Box *box) {
  g_atomic_rc_box_release_full (box, box_clear);
}

static void
box_put (CpGlobal *so_far, gpointer data) {
  Box *box = data;
  g_mutex_lock (&box->lock);
  g_clear_pointer (&box->latest, cp_global_unref);
  box->latest = so_far;
  g_mutex_unlock (&box->lock);
}

/* ---- on a worker ---- */

typedef struct {
  CpModel *model;
  CpEncoder *encoder;
  CpTable *table;
  GArray *absent; /* guint32: deleted rows */
  GPtrArray *one_hot;
  guint32 *rows;
  gsize n_rows;
  Box *box;
} Request;

static void
request_free (gpointer data) {
  Request *request = data;
  cp_model_unref (request->model);
  cp_encoder_unref (request->encoder);
  cp_table_unref (request->table);
  g_array_unref (request->absent);
  g_ptr_array_unref (request->one_hot);
  g_free (request->rows);
  box_unref (request->box);
  g_free (request);
}

static gpointer
explain_on_worker (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  Request *request = data;
  CpBackgroundChoice choice = {.kind = CP_BACKGROUND_DEFAULT, .without = request->absent};
  g_autoptr (CpFeatureGroups) groups =
      cp_feature_groups_new (request->encoder, request->table, request->one_hot);
  g_autoptr (CpBackground) background =
      cp_background_choice_make (&choice, request->encoder, request->table, cancellable, error);
  if (background == NULL)
    return NULL;
  CpGlobalRequest asked = {.model = request->model,
                           .encoder = request->encoder,
                           .groups = groups,
                           .table = request->table,
                           .background = background,
                           .options = {.method = CP_EXPLAIN_AUTO, .space = CP_SPACE_PROBABILITY},
                           .rows = request->rows,
                           .n_rows = request->n_rows};
  return cp_global_explain (&asked, box_put, request->box, progress, cancellable, error);
}

/* ---- showing ---- */

/* The input that is the text, and its first feature; NULL where this model reads it otherwise than as a bag.
 */
static const CpInput *
find_bag (CpTextSummary *self, guint model, guint *out_feature) {
  CpEncoder *encoder =
      model < cp_session_get_n_models (self->session) ? cp_session_get_encoder (self->session, model) : NULL;
  const CpField *field = cp_text_answers_get_field (self->answers);
  for (guint f = 0; encoder != NULL && field != NULL && f < cp_encoder_get_n_features (encoder); f++) {
    const CpInput *input = cp_encoder_get_input (encoder, cp_encoder_get_feature_input (encoder, f));
    if (input->text == NULL || !g_str_equal (input->column, field->name))
      continue;
    *out_feature = f;
    return cp_text_encoding_is_sequence (input->text) ? NULL : input;
  }
  return NULL;
}

static int
compare_segments (gconstpointer a, gconstpointer b) {
  double difference = fabs (((const CpEffectSegment *)b)->value) - fabs (((const CpEffectSegment *)a)->value);
  return difference > 0 ? 1 : difference < 0 ? -1 : 0;
}

/* Adds the largest of one sign to @segments; names are the vocabulary's. The mean is over the texts that hold
 * the word: over all of them, words that stand everywhere would win by that alone. */
static void
add_largest (GArray *segments, const CpGlobal *global, const CpInput *input, guint first, guint output,
             int sign, guint most) {
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (CpEffectSegment));
  for (guint w = 0; w < cp_text_encoding_get_width (input->text); w++) {
    const char *word = cp_text_encoding_get_word (input->text, w);
    gsize count = global->feature_counts[first + w];
    gsize cell = (gsize)output * global->n_features + first + w;
    CpEffectSegment segment = {output, (char *)word, global->feature_mean_present[cell], (guint)count};
    if (word != NULL && count >= LEAST_TEXTS && segment.value * sign > 0)
      g_array_append_val (all, segment);
  }
  g_array_sort (all, compare_segments);
  g_array_append_vals (segments, all->data, MIN (all->len, most));
}

static void
show_chart (CpTextSummary *self) {
  const CpGlobal *global = self->globals[self->model];
  guint first = 0, n = MIN (cp_session_get_n_outputs (self->session), MOST_OUTPUTS);
  const CpInput *input = find_bag (self, self->model, &first);
  gtk_widget_set_visible (self->chart, input != NULL);
  gtk_widget_set_visible (self->reason, input == NULL);
  if (input == NULL)
    return;
  cp_chart_set_title (CP_CHART (self->chart),
                      n > 1 ? "Most influential words per tag" : "Most influential words");
  g_autofree const char **names = g_new0 (const char *, n + 1);
  g_autoptr (GArray) segments = g_array_new (FALSE, FALSE, sizeof (CpEffectSegment));
  for (guint o = 0; o < n; o++) {
    const char *name = cp_session_get_output_name (self->session, o);
    const char *positive = cp_session_get_positive (self->session);
    names[o] = name != NULL && n > 1 ? name : positive != NULL ? positive : "Score";
    if (global == NULL)
      continue;
    add_largest (segments, global, input, first, o, 1, RAISING);
    add_largest (segments, global, input, first, o, -1, LOWERING);
  }
  g_autofree char *rows = cp_format_count (global != NULL ? (double)global->n_rows : 0);
  g_autofree char *axis = global == NULL
                              ? g_strdup (self->is_stopped ? "Stopped" : "Being worked out")
                              : g_strdup_printf ("Mean effect in %s where the word stands, of %s texts, %s",
                                                 cp_model_letter (self->model), rows, global->method);
  /* one bar in the middle of a high pane would be far from its title */
  gtk_widget_set_valign (self->chart, n > 1 ? GTK_ALIGN_FILL : GTK_ALIGN_START);
  cp_effect_stacks_set (CP_EFFECT_STACKS (self->chart), names,
                        (const CpEffectSegment *)(gpointer)segments->data, segments->len, self->output, axis);
}

static void
take (CpTextSummary *self, CpGlobal *global) {
  g_clear_pointer (&self->globals[self->model], cp_global_unref);
  self->globals[self->model] = global;
  show_chart (self);
}

static gboolean
look_in_box (gpointer data) {
  CpTextSummary *self = data;
  g_mutex_lock (&self->box->lock);
  CpGlobal *latest = g_steal_pointer (&self->box->latest);
  g_mutex_unlock (&self->box->lock);
  if (latest != NULL)
    take (self, latest);
  return G_SOURCE_CONTINUE;
}

static void
stop_looking (CpTextSummary *self) {
  g_clear_handle_id (&self->look_source, g_source_remove);
  g_clear_pointer (&self->box, box_unref);
}

static void
finish (gpointer result, const GError *error, gpointer owner) {
  CpTextSummary *self = owner;
  stop_looking (self);
  self->is_stopped = result == NULL;
  if (result != NULL)
    take (self, result);
  else
    show_chart (self);
}

static const CpJobKind summary_kind = {.kind = "text-summary",
                                       .run = explain_on_worker,
                                       .free_data = request_free,
                                       .free_result = (GDestroyNotify)cp_global_unref,
                                       .done = finish};

/* ---- working ---- */

static void
start (CpTextSummary *self) {
  guint first;
  gsize n_scope;
  CpJobs *jobs = cp_session_get_jobs (self->session);
  cp_jobs_cancel (jobs, &summary_kind);
  stop_looking (self);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || find_bag (self, self->model, &first) == NULL)
    return;
  CpModel *model = cp_session_get_whole_model (self->session, self->model);
  if (!cp_explain_can (model, CP_EXPLAIN_EXACT, NULL))
    return;
  const guint32 *scope = cp_session_get_scope (self->session, &n_scope);
  Request *request = g_new0 (Request, 1);
  request->table = cp_table_ref (cp_session_get_table (self->session));
  request->absent = cp_session_dup_absent (self->session);
  request->rows = cp_global_choose_rows (cp_table_get_n_rows (request->table), scope, n_scope, MOST_ROWS, 0,
                                         &request->n_rows);
  request->model = cp_model_ref (model);
  request->encoder = cp_encoder_ref (cp_session_get_encoder (self->session, self->model));
  request->one_hot = g_ptr_array_ref (cp_session_get_one_hot_groups (self->session));
  request->box = g_atomic_rc_box_new0 (Box);
  g_mutex_init (&request->box->lock);
  self->box = g_atomic_rc_box_acquire (request->box);
  self->look_source = g_timeout_add (LOOK_MS, look_in_box, self);
  self->is_stopped = FALSE;
  cp_jobs_start (jobs, &summary_kind, request, self);
}

static void
ensure (CpTextSummary *self) {
  if (cp_session_is_open (self->session) && self->globals[self->model] == NULL && self->box == NULL)
    start (self);
}

static void
forget (CpTextSummary *self) {
  cp_jobs_cancel (cp_session_get_jobs (self->session), &summary_kind);
  stop_looking (self);
  for (guint m = 0; m < G_N_ELEMENTS (self->globals); m++)
    g_clear_pointer (&self->globals[m], cp_global_unref);
  gboolean has_b = cp_session_get_n_models (self->session) > 1;
  gtk_widget_set_visible (self->models, has_b);
  if (!has_b)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->toggles[0]), TRUE);
  if (!cp_session_is_open (self->session))
    return;
  show_chart (self);
  ensure (self);
}

static void
toggled (GtkToggleButton *button, CpTextSummary *self) {
  guint model = GTK_WIDGET (button) == self->toggles[1];
  if (!gtk_toggle_button_get_active (button) || model == self->model || self->session == NULL)
    return;
  self->model = model;
  cp_jobs_cancel (cp_session_get_jobs (self->session), &summary_kind);
  stop_looking (self);
  if (!cp_session_is_open (self->session))
    return;
  show_chart (self);
  const CpGlobal *global = self->globals[model];
  if (global == NULL || !global->is_last)
    start (self);
}

static json_t *
save_model (gpointer data) {
  return json_integer (CP_TEXT_SUMMARY (data)->model);
}

static void
restore_model (const json_t *value, gpointer data) {
  CpTextSummary *self = data;
  gboolean is_b = json_integer_value (value) == 1 && cp_session_get_n_models (self->session) > 1;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->toggles[is_b]), TRUE);
}

void
cp_text_summary_look (CpTextSummary *self, guint output) {
  g_return_if_fail (CP_IS_TEXT_SUMMARY (self));
  self->output = output;
  if (cp_session_is_open (self->session))
    show_chart (self);
}

void
cp_text_summary_set_session (CpTextSummary *self, CpSession *session) {
  g_return_if_fail (CP_IS_TEXT_SUMMARY (self) && CP_IS_SESSION (session));
  self->session = session;
  self->answers = cp_session_get_text_answers (session);
  g_signal_connect_object (session, "opened", G_CALLBACK (forget), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "scope-changed", G_CALLBACK (forget), self, G_CONNECT_SWAPPED);
  cp_session_add_view (session, "text-summary", save_model, restore_model, G_OBJECT (self));
  cp_keep_twin (session, "text-summary-table", self->chart);
}

/* ---- the type ---- */

static void
cp_text_summary_map (GtkWidget *widget) {
  GTK_WIDGET_CLASS (cp_text_summary_parent_class)->map (widget);
  if (CP_TEXT_SUMMARY (widget)->session != NULL)
    ensure (CP_TEXT_SUMMARY (widget));
}

static void
cp_text_summary_dispose (GObject *object) {
  CpTextSummary *self = CP_TEXT_SUMMARY (object);
  if (self->box != NULL && self->session != NULL)
    cp_jobs_cancel (cp_session_get_jobs (self->session), &summary_kind);
  stop_looking (self);
  for (guint m = 0; m < G_N_ELEMENTS (self->globals); m++)
    g_clear_pointer (&self->globals[m], cp_global_unref);
  g_clear_pointer (&self->body, gtk_widget_unparent);
  G_OBJECT_CLASS (cp_text_summary_parent_class)->dispose (object);
}

static void
cp_text_summary_class_init (CpTextSummaryClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_text_summary_dispose;
  GTK_WIDGET_CLASS (class)->map = cp_text_summary_map;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
make_models (CpTextSummary *self) {
  self->models = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->models, "linked");
  gtk_widget_add_css_class (self->models, "cp-text-summary");
  gtk_widget_set_halign (self->models, GTK_ALIGN_END);
  gtk_widget_set_valign (self->models, GTK_ALIGN_START);
  for (guint m = 0; m < G_N_ELEMENTS (self->toggles); m++) {
    g_autofree char *label = g_strdup_printf ("Influential words of %s", cp_model_letter (m));
    self->toggles[m] = gtk_toggle_button_new_with_label (cp_model_letter (m));
    gtk_widget_add_css_class (self->toggles[m], "cp-small");
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggles[m]), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                    -1);
    g_signal_connect (self->toggles[m], "toggled", G_CALLBACK (toggled), self);
    gtk_box_append (GTK_BOX (self->models), self->toggles[m]);
  }
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (self->toggles[1]), GTK_TOGGLE_BUTTON (self->toggles[0]));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->toggles[0]), TRUE);
  return self->models;
}

static void
cp_text_summary_init (CpTextSummary *self) {
  self->body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->body, GTK_WIDGET (self));
  GtkWidget *overlay = gtk_overlay_new (); /* the toggles stand in the row of the chart's title */
  self->chart = cp_effect_stacks_new ("Most influential words");
  gtk_widget_set_vexpand (self->chart, TRUE);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), self->chart);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), make_models (self));
  gtk_box_append (GTK_BOX (self->body), overlay);
  self->reason =
      gtk_label_new ("This model reads words in their order, so a word has no mean effect of its own.");
  gtk_label_set_wrap (GTK_LABEL (self->reason), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->reason), 0);
  gtk_widget_add_css_class (self->reason, "cp-empty");
  gtk_widget_set_visible (self->reason, FALSE);
  gtk_box_append (GTK_BOX (self->body), self->reason);
}
