#include "app/opener.h"

#include "app/file-kind.h"

struct _CpOpener {
  GObject parent_instance;
  CpSession *session;
  CpSources *waiting; /* NULL while nothing waits */
};

G_DEFINE_FINAL_TYPE (CpOpener, cp_opener, G_TYPE_OBJECT)

static guint waiting_signal;

static CpSources *
ensure_waiting (CpOpener *self) {
  if (self->waiting == NULL)
    self->waiting = cp_sources_new ();
  return self->waiting;
}

static void
tell_waiting (CpOpener *self) {
  g_autoptr (GString) text = g_string_new (NULL);
  GPtrArray *models = self->waiting->models;
  for (guint i = 0; i < models->len; i++) {
    const CpModelSource *model = g_ptr_array_index (models, i);
    g_autofree char *name = g_path_get_basename (model->where);
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", name);
  }
  g_string_append (text, models->len > 1 ? " are ready; now open the table they score."
                                         : " is ready; now open the table it scores.");
  g_signal_emit (self, waiting_signal, 0, text->str);
}

static void
open_or_wait (CpOpener *self) {
  if (self->waiting->data != NULL)
    cp_session_open_sources (self->session, g_steal_pointer (&self->waiting));
  else
    tell_waiting (self);
}

static void
take_path (CpOpener *self, const char *path, CpFileKind kind) {
  CpSources *waiting = ensure_waiting (self);
  if (kind == CP_FILE_MODEL) {
    cp_sources_add_model (waiting, NULL, path, NULL);
  } else {
    g_free (waiting->data);
    waiting->data = g_strdup (path);
  }
}

/* New models are about the table and the question that are open. */
static void
join_open_table (CpOpener *self) {
  CpSources *waiting = ensure_waiting (self);
  if (waiting->data != NULL || !cp_session_is_open (self->session))
    return;
  const CpSources *open = cp_session_get_sources (self->session);
  waiting->data = g_strdup (open->data);
  waiting->label = g_strdup (cp_session_get_label (self->session));
  waiting->positive = g_strdup (cp_session_get_positive (self->session));
  waiting->weight = g_strdup (open->weight);
}

void
cp_opener_open_paths (CpOpener *self, const char *const *paths) {
  g_return_if_fail (CP_IS_OPENER (self) && paths != NULL);
  for (guint i = 0; paths[i] != NULL; i++) {
    CpFileKind kind = cp_file_kind_guess (paths[i]);
    if (kind == CP_FILE_SESSION) {
      cp_session_open_file (self->session, paths[i]);
      return;
    }
    take_path (self, paths[i], kind);
  }
  join_open_table (self);
  open_or_wait (self);
}

void
cp_opener_open_models (CpOpener *self, const char *const *paths) {
  g_return_if_fail (CP_IS_OPENER (self) && paths != NULL);
  for (guint i = 0; paths[i] != NULL; i++)
    take_path (self, paths[i], CP_FILE_MODEL);
  join_open_table (self);
  open_or_wait (self);
}

void
cp_opener_open_sources (CpOpener *self, CpSources *sources) {
  g_return_if_fail (CP_IS_OPENER (self) && sources != NULL);
  cp_opener_forget (self);
  self->waiting = sources;
  open_or_wait (self);
}

void
cp_opener_forget (CpOpener *self) {
  g_return_if_fail (CP_IS_OPENER (self));
  g_clear_pointer (&self->waiting, cp_sources_free);
}

static void
cp_opener_dispose (GObject *object) {
  CpOpener *self = CP_OPENER (object);
  g_clear_pointer (&self->waiting, cp_sources_free);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (cp_opener_parent_class)->dispose (object);
}

static void
cp_opener_class_init (CpOpenerClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_opener_dispose;
  waiting_signal = g_signal_new ("waiting", CP_TYPE_OPENER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
cp_opener_init (CpOpener *self) {
}

CpOpener *
cp_opener_new (CpSession *session) {
  g_return_val_if_fail (CP_IS_SESSION (session), NULL);
  CpOpener *self = g_object_new (CP_TYPE_OPENER, NULL);
  self->session = g_object_ref (session);
  return self;
}
