#include "core/model/hdf5-file.h"

#include "core/base/error.h"
#include "core/model/hdf5-check.h"

#include <string.h>

enum { MOST_TEXT = 64 << 20, MOST_TEXTS = 1 << 16, MOST_PARTS = 4096, MOST_DEPTH = 64 };
enum { MOST_DIMS = 8, MOST_VALUES = 1 << 28, MOST_CHUNK = 1 << 24 };
/* The most that deflate makes of one byte; a dataset that claims more lies about its size. */
enum { MOST_INFLATION = 1100 };

struct _CpHdf5File {
  char *place;
  hid_t id;
};

/* libhdf5 keeps its state in globals, so its lock is one too. */
static GMutex library_lock;

void
cp_hdf5_lock (void) {
  g_mutex_lock (&library_lock);
  H5Eset_auto2 (H5E_DEFAULT, NULL, NULL);
  H5PLset_loading_state (0);
}

void
cp_hdf5_unlock (void) {
  g_mutex_unlock (&library_lock);
}

/* --- files and paths --- */

static herr_t
find_truncation (unsigned depth, const H5E_error2_t *problem, void *data) {
  if (problem->min_num == H5E_TRUNCATED)
    *(gboolean *)data = TRUE;
  return 0;
}

static gboolean
check_bytes (const char *path) {
  g_autoptr (GMappedFile) bytes = g_mapped_file_new (path, FALSE, NULL);
  return bytes != NULL &&
         cp_hdf5_check ((const guint8 *)g_mapped_file_get_contents (bytes), g_mapped_file_get_length (bytes));
}

CpHdf5File *
cp_hdf5_file_open (const char *path, GError **error) {
  if (!check_bytes (path)) {
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: is a damaged HDF5 file.", path);
    return NULL;
  }
  cp_hdf5_lock ();
  /* Locking a file fails on read-only network folders, and we only read. */
  CP_HDF5_AUTO access = H5Pcreate (H5P_FILE_ACCESS);
  H5Pset_file_locking (access, FALSE, TRUE);
  hid_t id = H5Fopen (path, H5F_ACC_RDONLY, access);
  if (id < 0) {
    gboolean is_truncated = FALSE;
    H5Ewalk2 (H5E_DEFAULT, H5E_WALK_DOWNWARD, find_truncation, &is_truncated);
    cp_hdf5_unlock ();
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: is a %s HDF5 file.", path,
                 is_truncated ? "truncated" : "damaged");
    return NULL;
  }
  CpHdf5File *file = g_new0 (CpHdf5File, 1);
  file->place = g_strdup (path);
  file->id = id;
  return file;
}

void
cp_hdf5_file_close (CpHdf5File *file) {
  H5Fclose (file->id);
  cp_hdf5_unlock ();
  g_free (file->place);
  g_free (file);
}

static void
set_damaged (const CpHdf5File *file, const char *what, GError **error) {
  g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: %s cannot be read; the file is damaged.", file->place,
               what);
}

/* Opens @name in the group @parent, which must be there itself and not by way of a link. */
static hid_t
open_child (const CpHdf5File *file, hid_t parent, const char *name, const char *path, GError **error) {
  H5L_info_t link;
  if (H5Iget_type (parent) != H5I_GROUP || H5Lexists (parent, name, H5P_DEFAULT) <= 0) {
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: '%s' is missing.", file->place, path);
    return -1;
  }
  g_autofree char *what = g_strdup_printf ("'%s'", path);
  if (H5Lget_info (parent, name, &link, H5P_DEFAULT) < 0) {
    set_damaged (file, what, error);
    return -1;
  }
  if (link.type != H5L_TYPE_HARD) {
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED, "%s: '%s' is %s link, which is not followed.",
                 file->place, path,
                 link.type == H5L_TYPE_SOFT       ? "a soft"
                 : link.type == H5L_TYPE_EXTERNAL ? "an external"
                                                  : "a user-defined");
    return -1;
  }
  hid_t child = H5Oopen (parent, name, H5P_DEFAULT);
  if (child < 0)
    set_damaged (file, what, error);
  return child;
}

static hid_t
open_object (const CpHdf5File *file, const char *path, GError **error) {
  hid_t object = H5Gopen2 (file->id, "/", H5P_DEFAULT);
  g_auto (GStrv) parts = g_strsplit (path, "/", MOST_DEPTH);
  if (object < 0)
    set_damaged (file, "its root", error);
  for (char **part = parts; *part != NULL && object >= 0; part++) {
    if (**part == '\0')
      continue;
    hid_t child = open_child (file, object, *part, path, error);
    H5Idec_ref (object);
    object = child;
  }
  return object;
}

gboolean
cp_hdf5_file_has_object (CpHdf5File *file, const char *path) {
  CP_HDF5_AUTO object = open_object (file, path, NULL);
  return object >= 0;
}

gboolean
cp_hdf5_file_has_attribute (CpHdf5File *file, const char *path, const char *name) {
  CP_HDF5_AUTO object = open_object (file, path, NULL);
  return object >= 0 && H5Aexists (object, name) > 0;
}

/* --- texts --- */

static gboolean
read_variable (hid_t attribute, hid_t type, hid_t space, gsize n, GPtrArray *out) {
  CP_HDF5_AUTO text = H5Tcopy (H5T_C_S1);
  H5Tset_size (text, H5T_VARIABLE);
  H5Tset_cset (text, H5Tget_cset (type));
  g_autofree char **cells = g_new0 (char *, n);
  if (H5Aread (attribute, text, (void *)cells) < 0)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (out, g_strdup (cells[i] != NULL ? cells[i] : ""));
  H5Dvlen_reclaim (text, space, H5P_DEFAULT, (void *)cells);
  return TRUE;
}

static gboolean
read_fixed (hid_t attribute, hid_t type, gsize n, GPtrArray *out) {
  gsize size = H5Tget_size (type);
  if (size == 0 || size > MOST_TEXT / n)
    return FALSE;
  g_autofree char *cells = g_malloc0 (n * size);
  if (H5Aread (attribute, type, cells) < 0)
    return FALSE;
  for (gsize i = 0; i < n; i++) {
    char *cell = g_strndup (cells + i * size, size); /* stops at the first NUL, which pads */
    g_ptr_array_add (out, H5Tget_strpad (type) == H5T_STR_SPACEPAD ? g_strchomp (cell) : cell);
  }
  return TRUE;
}

/* Appends the texts of the attribute @name to @out; an empty one has none, whatever its type. */
static gboolean
append_texts (const CpHdf5File *file, hid_t object, const char *name, GPtrArray *out, GError **error) {
  g_autofree char *what = g_strdup_printf ("the attribute %s", name);
  CP_HDF5_AUTO attribute = H5Aopen (object, name, H5P_DEFAULT);
  CP_HDF5_AUTO type = attribute >= 0 ? H5Aget_type (attribute) : -1;
  CP_HDF5_AUTO space = attribute >= 0 ? H5Aget_space (attribute) : -1;
  if (type < 0 || space < 0) {
    set_damaged (file, what, error);
    return FALSE;
  }
  hssize_t n = H5Sget_simple_extent_npoints (space);
  if (n == 0)
    return TRUE;
  if (H5Tget_class (type) != H5T_STRING) {
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: %s is not text.", file->place, what);
    return FALSE;
  }
  gboolean done = n > 0 && n <= MOST_TEXTS &&
                  (H5Tis_variable_str (type) > 0 ? read_variable (attribute, type, space, (gsize)n, out)
                                                 : read_fixed (attribute, type, (gsize)n, out));
  if (!done)
    set_damaged (file, what, error);
  return done;
}

static void
set_attribute_missing (const CpHdf5File *file, const char *path, const char *name, GError **error) {
  g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: the attribute %s of '/%s' is missing.", file->place,
               name, path);
}

char *
cp_hdf5_file_read_text (CpHdf5File *file, const char *path, const char *name, GError **error) {
  CP_HDF5_AUTO object = open_object (file, path, error);
  if (object < 0)
    return NULL;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  if (H5Aexists (object, name) <= 0) {
    set_attribute_missing (file, path, name, error);
    return NULL;
  }
  if (!append_texts (file, object, name, texts, error))
    return NULL;
  if (texts->len != 1) {
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: the attribute %s holds %u texts, expected one.",
                 file->place, name, texts->len);
    return NULL;
  }
  return g_strdup (texts->pdata[0]);
}

char **
cp_hdf5_file_read_texts (CpHdf5File *file, const char *path, const char *name, GError **error) {
  CP_HDF5_AUTO object = open_object (file, path, error);
  if (object < 0)
    return NULL;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  gboolean found = H5Aexists (object, name) > 0;
  if (found && !append_texts (file, object, name, texts, error))
    return NULL;
  for (guint i = 0; i < MOST_PARTS; i++) { /* too long for one attribute: NAME0, NAME1, … */
    g_autofree char *part = g_strdup_printf ("%s%u", name, i);
    if (found && i == 0 && texts->len > 0)
      break;
    if (H5Aexists (object, part) <= 0)
      break;
    found = TRUE;
    if (!append_texts (file, object, part, texts, error))
      return NULL;
  }
  if (!found) {
    set_attribute_missing (file, path, name, error);
    return NULL;
  }
  g_ptr_array_add (texts, NULL);
  return (char **)g_ptr_array_steal (texts, NULL);
}

/* --- datasets --- */

/* @open: what a length of 0 is called */
static char *
format_shape (const guint64 *dims, guint n_dims, const char *open) {
  GString *text = g_string_new (n_dims == 0 ? "a single number" : NULL);
  for (guint i = 0; i < n_dims; i++) {
    g_string_append (text, i > 0 ? " × " : "");
    if (dims[i] == 0)
      g_string_append (text, open);
    else
      g_string_append_printf (text, "%" G_GUINT64_FORMAT, dims[i]);
  }
  return g_string_free (text, FALSE);
}

/* Fills the open lengths of @dims in and returns how many values there are; 0 with @error if they do not fit.
 */
static gsize
check_shape (const CpHdf5File *file, hid_t space, const char *what, guint64 *dims, guint n_dims,
             GError **error) {
  hsize_t found[MOST_DIMS] = {0};
  int n_found = H5Sget_simple_extent_ndims (space);
  if (n_found < 0 || n_found > MOST_DIMS || H5Sget_simple_extent_dims (space, found, NULL) < 0) {
    set_damaged (file, what, error);
    return 0;
  }
  gboolean fits = (guint)n_found == n_dims;
  for (guint i = 0; fits && i < n_dims; i++)
    fits = found[i] > 0 && (dims[i] == 0 || dims[i] == found[i]);
  if (!fits) {
    guint64 shape[MOST_DIMS];
    for (guint i = 0; i < MOST_DIMS; i++)
      shape[i] = found[i];
    g_autofree char *is = format_shape (shape, (guint)n_found, "0");
    g_autofree char *expected = format_shape (dims, n_dims, "any");
    g_set_error (error, CP_ERROR, CP_ERROR_MISMATCH, "%s: %s is %s, expected %s by the configuration.",
                 file->place, what, is, expected);
    return 0;
  }
  gsize n = 1;
  for (guint i = 0; i < n_dims; i++) {
    if (found[i] > MOST_VALUES / n) {
      g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED, "%s: %s has more than %d values.", file->place,
                   what, MOST_VALUES);
      return 0;
    }
    dims[i] = found[i];
    n *= found[i];
  }
  return n;
}

static gboolean
check_filters (const CpHdf5File *file, hid_t plan, const char *what, GError **error) {
  int n = H5Pget_nfilters (plan);
  for (int i = 0; i < n; i++) {
    unsigned flags, setting;
    size_t n_settings = 0;
    char name[64] = "";
    H5Z_filter_t filter =
        H5Pget_filter2 (plan, (unsigned)i, &flags, &n_settings, &setting, sizeof name, name, NULL);
    gboolean known =
        filter == H5Z_FILTER_DEFLATE || filter == H5Z_FILTER_SHUFFLE || filter == H5Z_FILTER_FLETCHER32;
    if (known && H5Zfilter_avail (filter) > 0)
      continue;
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: %s is packed with the filter %d, expected none, gzip, shuffle or fletcher32.",
                 file->place, what, (int)filter);
    return FALSE;
  }
  return TRUE;
}

/* Whether the @n values of the dataset stand in this file, in a form that cannot run over. */
static gboolean
check_storage (const CpHdf5File *file, hid_t dataset, hid_t type, const char *what, gsize n, GError **error) {
  CP_HDF5_AUTO plan = H5Dget_create_plist (dataset);
  H5D_layout_t layout = plan >= 0 ? H5Pget_layout (plan) : H5D_LAYOUT_ERROR;
  if (layout == H5D_VIRTUAL || (layout == H5D_CONTIGUOUS && H5Pget_external_count (plan) > 0)) {
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: %s is kept outside the file, which is not followed.", file->place, what);
    return FALSE;
  }
  if (layout == H5D_CHUNKED) {
    if (!check_filters (file, plan, what, error))
      return FALSE;
    hsize_t chunk[MOST_DIMS] = {0};
    int n_dims = H5Pget_chunk (plan, MOST_DIMS, chunk);
    guint64 room = MOST_CHUNK;
    for (int i = 0; i < n_dims; i++)
      room /= MAX (chunk[i], 1);
    if (n_dims < 0 || room == 0)
      layout = H5D_LAYOUT_ERROR;
  }
  guint64 stored = H5Dget_storage_size (dataset), claimed = (guint64)n * H5Tget_size (type);
  guint64 most = layout == H5D_CHUNKED ? stored * MOST_INFLATION : stored;
  hsize_t file_size = 0;
  H5Fget_filesize (file->id, &file_size);
  if ((layout != H5D_CONTIGUOUS && layout != H5D_COMPACT && layout != H5D_CHUNKED) || stored > file_size ||
      claimed > most) {
    set_damaged (file, what, error);
    return FALSE;
  }
  return TRUE;
}

float *
cp_hdf5_file_read_floats (CpHdf5File *file, const char *path, const char *what, guint64 *dims, guint n_dims,
                          GError **error) {
  g_return_val_if_fail (n_dims <= MOST_DIMS, NULL);
  CP_HDF5_AUTO dataset = open_object (file, path, error);
  if (dataset < 0)
    return NULL;
  if (H5Iget_type (dataset) != H5I_DATASET) {
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: '%s' is not a dataset.", file->place, path);
    return NULL;
  }
  CP_HDF5_AUTO type = H5Dget_type (dataset);
  CP_HDF5_AUTO space = H5Dget_space (dataset);
  if (type < 0 || space < 0 || H5Tget_class (type) != H5T_FLOAT || H5Tget_size (type) > 16) {
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: %s does not hold floating-point numbers.",
                 file->place, what);
    return NULL;
  }
  gsize n = check_shape (file, space, what, dims, n_dims, error);
  if (n == 0 || !check_storage (file, dataset, type, what, n, error))
    return NULL;
  g_autofree float *values = g_new (float, n);
  if (H5Dread (dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0) {
    set_damaged (file, what, error);
    return NULL;
  }
  return g_steal_pointer (&values);
}
