#include "app/session/session-view.h"

#include "app/session/session-private.h"

/* The views of the panels: asked for before a document is made, handed out after one was opened. */

typedef struct {
  const char *key;
  CpViewSave save;
  CpViewRestore restore;
  GWeakRef owner;
} View;

static void
free_view (gpointer data) {
  g_weak_ref_clear (&((View *)data)->owner);
  g_free (data);
}

const json_t *
cp_session_get_view (CpSession *self, const char *key) {
  g_return_val_if_fail (CP_IS_SESSION (self), NULL);
  if (self->open == NULL)
    return NULL;
  return json_object_get (json_object_get (self->open->document, "view"), key);
}

void
cp_session_set_view (CpSession *self, const char *key, json_t *value) {
  g_return_if_fail (cp_session_is_open (self));
  json_t *view = json_object_get (self->open->document, "view");
  if (value == NULL) {
    json_object_del (view, key);
    return;
  }
  if (view == NULL) {
    view = json_object ();
    json_object_set_new (self->open->document, "view", view);
  }
  json_object_set_new (view, key, value);
}

void
cp_session_add_view (CpSession *self, const char *key, CpViewSave save, CpViewRestore restore,
                     GObject *owner) {
  g_return_if_fail (CP_IS_SESSION (self) && key != NULL && save != NULL && restore != NULL);
  if (self->views == NULL)
    self->views = g_ptr_array_new_with_free_func (free_view);
  View *view = g_new0 (View, 1);
  view->key = g_intern_string (key);
  view->save = save;
  view->restore = restore;
  g_weak_ref_init (&view->owner, owner);
  g_ptr_array_add (self->views, view);
}

/* Owners that went leave what they said last. */
void
cp_session_gather_views (CpSession *self) {
  for (guint i = self->views != NULL ? self->views->len : 0; i > 0; i--) {
    View *view = g_ptr_array_index (self->views, i - 1);
    g_autoptr (GObject) owner = g_weak_ref_get (&view->owner);
    if (owner != NULL)
      cp_session_set_view (self, view->key, view->save (owner));
    else
      g_ptr_array_remove_index (self->views, i - 1);
  }
  if (self->row != CP_NO_ROW)
    cp_session_set_view (self, "row", json_integer (self->row));
}

void
cp_session_restore_views (CpSession *self) {
  for (guint i = 0; self->views != NULL && i < self->views->len; i++) {
    View *view = g_ptr_array_index (self->views, i);
    g_autoptr (GObject) owner = g_weak_ref_get (&view->owner);
    if (owner != NULL)
      view->restore (cp_session_get_view (self, view->key), owner);
  }
}
