#include "app/window/window-private.h"

#include "app/files.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "ui/controls/toast.h"

#include <string.h>

/* The way out of the window: charts and tables hand over parcels; here they are made (large ones by a job
 * with its progress and Stop), put on the clipboard or written whole, and a word is said about it. */

#define LONG_TEXT ((gsize)1 << 20)

typedef struct {
  CpParcel *parcel;
  char *path; /* (nullable): to the clipboard */
} Delivery;

static void
delivery_free (gpointer data) {
  Delivery *delivery = data;
  cp_parcel_free (delivery->parcel);
  g_free (delivery->path);
  g_free (delivery);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Delivery, delivery_free)

/* What comes back: the bytes, and what to say about them. */
typedef struct {
  GBytes *bytes;
  char *said;
  gboolean is_copy;
} Delivered;

static void
delivered_free (gpointer data) {
  Delivered *delivered = data;
  g_bytes_unref (delivered->bytes);
  g_free (delivered->said);
  g_free (delivered);
}

static gpointer
deliver (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  const Delivery *delivery = data;
  g_autoptr (GBytes) bytes = delivery->parcel->make (delivery->parcel->data, progress, cancellable, error);
  if (bytes == NULL || cp_check_cancelled (cancellable, error))
    return NULL;
  if (delivery->path != NULL &&
      !cp_write_file (delivery->path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error))
    return NULL;
  g_autofree char *name = delivery->path != NULL ? g_path_get_basename (delivery->path) : NULL;
  Delivered *delivered = g_new0 (Delivered, 1);
  delivered->bytes = g_steal_pointer (&bytes);
  delivered->is_copy = delivery->path == NULL;
  delivered->said = delivered->is_copy ? g_strdup_printf ("Copied %s", delivery->parcel->what)
                                       : g_strdup_printf ("Saved %s", name);
  return delivered;
}

/* A million rows are not copied once more on the main loop: they are handed over as they are. */
static void
put_on_clipboard (CpWindow *self, GBytes *bytes) {
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  if (length < LONG_TEXT) {
    g_autofree char *copy = g_strndup (text, length);
    gdk_clipboard_set_text (clipboard, copy);
    return;
  }
  g_autoptr (GdkContentProvider) content =
      gdk_content_provider_new_for_bytes ("text/plain;charset=utf-8", bytes);
  gdk_clipboard_set_content (clipboard, content);
}

static void
delivered (gpointer result, const GError *error, gpointer owner) {
  CpWindow *self = owner;
  if (result == NULL) {
    if (!g_error_matches (error, CP_ERROR, CP_ERROR_CANCELLED))
      cp_session_tell (self->session, error);
    return;
  }
  Delivered *done = result;
  if (done->is_copy)
    put_on_clipboard (self, done->bytes);
  cp_toast_show (CP_TOAST (self->toast), done->said);
  delivered_free (done);
}

static const CpJobKind delivery_kind = {
    .kind = "delivery",
    .run = deliver,
    .free_data = delivery_free,
    .free_result = delivered_free,
    .done = delivered,
};

/* @parcel: (transfer full); @path: (nullable) */
static void
start (CpWindow *self, CpParcel *parcel, const char *path) {
  Delivery *delivery = g_new0 (Delivery, 1);
  delivery->parcel = parcel;
  delivery->path = g_strdup (path);
  if (parcel->is_large) {
    cp_jobs_start (cp_session_get_jobs (self->session), &delivery_kind, delivery, self);
    return;
  }
  g_autoptr (Delivery) owned = delivery;
  g_autoptr (GError) error = NULL;
  gpointer result = deliver (owned, NULL, NULL, &error);
  delivered (result, error, self);
}

static void
copy (CpOutlet *outlet, CpParcel *parcel) {
  start (CP_WINDOW (outlet), parcel, NULL);
}

static void
place_chosen (const char *path, gpointer data) {
  CpWindow *self = data;
  CpParcel *parcel = g_steal_pointer (&self->parcel);
  if (parcel != NULL)
    start (self, parcel, path);
}

static void
save (CpOutlet *outlet, CpParcel *parcel) {
  CpWindow *self = CP_WINDOW (outlet);
  g_clear_pointer (&self->parcel, cp_parcel_free);
  self->parcel = parcel;
  const char *suffix = strrchr (parcel->name, '.');
  gboolean is_csv = g_strcmp0 (suffix, ".csv") == 0;
  cp_files_save (GTK_WINDOW (self), is_csv ? "Save the data" : "Save the picture", parcel->name, place_chosen,
                 self);
}

static void
say (CpOutlet *outlet, const char *text) {
  cp_toast_show (CP_TOAST (CP_WINDOW (outlet)->toast), text);
}

void
cp_window_outlet_init (CpOutletInterface *interface) {
  interface->copy = copy;
  interface->save = save;
  interface->say = say;
}
