#include "app/explain/explain-focus.h"

#include "app/session/session-output.h"
#include "app/session/session-view.h"

struct _CpExplainFocus {
  GObject parent_instance;
  CpSession *session; /* not owned: it owns this */
  guint output;
  char *column; /* (nullable) */
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CpExplainFocus, cp_explain_focus, G_TYPE_OBJECT)

static void
opened (CpExplainFocus *self) {
  self->output = cp_session_get_output (self->session);
  g_clear_pointer (&self->column, g_free);
  g_signal_emit (self, signals[CHANGED], 0);
}

guint
cp_explain_focus_get_output (CpExplainFocus *self) {
  g_return_val_if_fail (CP_IS_EXPLAIN_FOCUS (self), 0);
  return self->output;
}

void
cp_explain_focus_set_output (CpExplainFocus *self, guint output) {
  g_return_if_fail (CP_IS_EXPLAIN_FOCUS (self) && output < cp_session_get_n_outputs (self->session));
  if (self->output == output)
    return;
  self->output = output;
  g_signal_emit (self, signals[CHANGED], 0);
}

const char *
cp_explain_focus_get_column (CpExplainFocus *self) {
  g_return_val_if_fail (CP_IS_EXPLAIN_FOCUS (self), NULL);
  return self->column;
}

void
cp_explain_focus_set_column (CpExplainFocus *self, const char *column) {
  g_return_if_fail (CP_IS_EXPLAIN_FOCUS (self));
  if (g_strcmp0 (self->column, column) == 0)
    return;
  char *copy = g_strdup (column); /* it may be the one kept */
  g_free (self->column);
  self->column = copy;
  g_signal_emit (self, signals[CHANGED], 0);
}

static json_t *
save_view (gpointer data) {
  CpExplainFocus *self = data;
  json_t *value = json_pack ("{s:I}", "output", (json_int_t)self->output);
  if (self->column != NULL)
    json_object_set_new (value, "column", json_string (self->column));
  return value;
}

static void
restore_view (const json_t *value, gpointer data) {
  CpExplainFocus *self = data;
  const json_t *output = json_object_get (value, "output");
  guint n = cp_session_get_n_outputs (self->session), shown = cp_session_get_output (self->session);
  if (json_is_integer (output) && json_integer_value (output) >= 0 && json_integer_value (output) < n)
    shown = (guint)json_integer_value (output);
  if (shown < n)
    cp_explain_focus_set_output (self, shown);
  cp_explain_focus_set_column (self, json_string_value (json_object_get (value, "column")));
}

static void
cp_explain_focus_finalize (GObject *object) {
  g_free (CP_EXPLAIN_FOCUS (object)->column);
  G_OBJECT_CLASS (cp_explain_focus_parent_class)->finalize (object);
}

static void
cp_explain_focus_class_init (CpExplainFocusClass *class) {
  G_OBJECT_CLASS (class)->finalize = cp_explain_focus_finalize;
  signals[CHANGED] =
      g_signal_new ("changed", CP_TYPE_EXPLAIN_FOCUS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cp_explain_focus_init (CpExplainFocus *self) {
}

CpExplainFocus *
cp_session_get_explain_focus (CpSession *session) {
  g_return_val_if_fail (CP_IS_SESSION (session), NULL);
  CpExplainFocus *self = g_object_get_data (G_OBJECT (session), "cp-explain-focus");
  if (self != NULL)
    return self;
  self = g_object_new (CP_TYPE_EXPLAIN_FOCUS, NULL);
  self->session = session;
  self->output = cp_session_is_open (session) ? cp_session_get_output (session) : 0;
  g_object_set_data_full (G_OBJECT (session), "cp-explain-focus", self, g_object_unref);
  g_signal_connect_object (session, "opened", G_CALLBACK (opened), self, G_CONNECT_SWAPPED);
  cp_session_add_view (session, "explain-focus", save_view, restore_view, G_OBJECT (self));
  return self;
}
