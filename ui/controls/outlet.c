#include "ui/controls/outlet.h"

#include "core/base/format.h"
#include "core/table/csv-write.h"

#define NAME_MOST 80 /* characters of a title that go into the name of a file */

G_DEFINE_INTERFACE (CpOutlet, cp_outlet, GTK_TYPE_WIDGET)

static void
cp_outlet_default_init (CpOutletInterface *interface) {
}

/* --- parcels --- */

void
cp_data_source_clear (CpDataSource *source) {
  if (source->destroy != NULL)
    source->destroy (source->data);
  *source = (CpDataSource){0};
}

static CpTable *
ref_table (gpointer data) {
  return cp_table_ref (data);
}

CpDataSource
cp_data_source_of_table (CpTable *table) {
  return (CpDataSource){cp_table_get_n_rows (table), ref_table, cp_table_ref (table),
                        (GDestroyNotify)cp_table_unref};
}

void
cp_parcel_free (CpParcel *parcel) {
  if (parcel->destroy != NULL)
    parcel->destroy (parcel->data);
  g_free (parcel->name);
  g_free (parcel->what);
  g_free (parcel);
}

/* (transfer full): a title as the name of a file: no character that some file system refuses */
static char *
dup_file_name (const char *title, const char *suffix) {
  g_autofree char *short_title = g_utf8_substring (title, 0, MIN (g_utf8_strlen (title, -1), NAME_MOST));
  g_strdelimit (short_title, "/\\:*?\"<>|\n\t", '-');
  g_strstrip (short_title);
  return g_strdup_printf ("%s.%s", *short_title != '\0' ? short_title : "chart", suffix);
}

static GBytes *
make_csv (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  CpDataSource *source = data;
  cp_progress_report (progress, -1, "Taking rows");
  g_autoptr (CpTable) table = source->build (source->data);
  GString *text = cp_csv_write_long (table, ',', progress, cancellable, error);
  return text != NULL ? g_string_free_to_bytes (text) : NULL;
}

static void
free_source (gpointer data) {
  cp_data_source_clear (data);
  g_free (data);
}

CpParcel *
cp_parcel_new_csv (const char *title, CpDataSource *source) {
  g_return_val_if_fail (title != NULL && source != NULL && source->build != NULL, NULL);
  CpParcel *parcel = g_new0 (CpParcel, 1);
  g_autofree char *rows = cp_format_count ((double)source->n_rows);
  parcel->name = dup_file_name (title, "csv");
  parcel->what = g_strdup_printf ("%s %s", rows, source->n_rows == 1 ? "row" : "rows");
  parcel->is_large = source->n_rows >= CP_PARCEL_LARGE;
  parcel->make = make_csv;
  parcel->data = g_memdup2 (source, sizeof *source);
  parcel->destroy = free_source;
  *source = (CpDataSource){0};
  return parcel;
}

static GBytes *
make_bytes (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  return g_bytes_ref (data);
}

CpParcel *
cp_parcel_new_bytes (const char *title, const char *suffix, GBytes *bytes) {
  g_return_val_if_fail (title != NULL && suffix != NULL && bytes != NULL, NULL);
  CpParcel *parcel = g_new0 (CpParcel, 1);
  parcel->name = dup_file_name (title, suffix);
  parcel->what = g_strdup ("the picture");
  parcel->make = make_bytes;
  parcel->data = bytes;
  parcel->destroy = (GDestroyNotify)g_bytes_unref;
  return parcel;
}

/* --- the way out --- */

CpOutlet *
cp_outlet_find (GtkWidget *from) {
  g_return_val_if_fail (GTK_IS_WIDGET (from), NULL);
  GtkRoot *root = gtk_widget_get_root (from);
  return CP_IS_OUTLET (root) ? CP_OUTLET (root) : NULL;
}

void
cp_outlet_copy (GtkWidget *from, CpParcel *parcel) {
  g_return_if_fail (GTK_IS_WIDGET (from) && parcel != NULL);
  CpOutlet *outlet = cp_outlet_find (from);
  if (outlet != NULL) {
    CP_OUTLET_GET_IFACE (outlet)->copy (outlet, parcel);
    return;
  }
  g_autoptr (CpParcel) owned = parcel;
  g_autoptr (GBytes) bytes = owned->make (owned->data, NULL, NULL, NULL);
  if (bytes == NULL)
    return;
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (from), text);
}

void
cp_outlet_save (GtkWidget *from, CpParcel *parcel) {
  g_return_if_fail (GTK_IS_WIDGET (from) && parcel != NULL);
  CpOutlet *outlet = cp_outlet_find (from);
  if (outlet != NULL)
    CP_OUTLET_GET_IFACE (outlet)->save (outlet, parcel);
  else
    cp_parcel_free (parcel);
}

void
cp_outlet_say (GtkWidget *from, const char *text) {
  g_return_if_fail (GTK_IS_WIDGET (from) && text != NULL);
  CpOutlet *outlet = cp_outlet_find (from);
  if (outlet != NULL)
    CP_OUTLET_GET_IFACE (outlet)->say (outlet, text);
}
