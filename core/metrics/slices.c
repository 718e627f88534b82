#include "core/metrics/slices.h"

#include "core/metrics/slices-private.h"

static void
slices_clear (gpointer data) {
  CpSlices *slices = data;
  cp_slices_clear_rules (slices);
  g_free (slices->slice_of_row);
  g_free (slices->rows);
  g_free (slices->begins);
  g_strfreev (slices->keys);
  g_strfreev (slices->values);
  g_strfreev (slices->labels);
  g_free (slices->is_missing);
}

CpSlices *
cp_slices_ref (CpSlices *slices) {
  return g_atomic_rc_box_acquire (slices);
}

void
cp_slices_unref (CpSlices *slices) {
  g_atomic_rc_box_release_full (slices, slices_clear);
}

/* Counting sort of the rows by slice. */
static void
list_rows (CpSlices *slices) {
  slices->begins = g_new0 (gsize, (gsize)slices->n_slices + 1);
  slices->rows = g_new (guint32, slices->n_rows);
  for (gsize r = 0; r < slices->n_rows; r++)
    slices->begins[slices->slice_of_row[r] + 1]++;
  for (guint s = 0; s < slices->n_slices; s++)
    slices->begins[s + 1] += slices->begins[s];
  g_autofree gsize *next = g_memdup2 (slices->begins, (slices->n_slices + 1) * sizeof (gsize));
  for (gsize r = 0; r < slices->n_rows; r++)
    slices->rows[next[slices->slice_of_row[r]]++] = (guint32)r;
}

static void
append_quoted (GString *label, const char *value) {
  g_string_append_c (label, '"');
  for (; *value != '\0'; value++)
    g_string_append_printf (label, "%s%c", *value == '"' ? "\"" : "", *value);
  g_string_append_c (label, '"');
}

static char *
join_values (const CpSlices *slices, guint slice, gboolean is_quoted) {
  if (slices->n_keys == 0)
    return g_strdup ("All rows");
  GString *label = g_string_new (NULL);
  for (gsize k = 0; k < slices->n_keys; k++) {
    gsize cell = slice * slices->n_keys + k;
    g_string_append (label, k > 0 ? " · " : "");
    if (is_quoted && !slices->is_missing[cell])
      append_quoted (label, slices->values[cell]);
    else
      g_string_append (label, slices->values[cell]);
  }
  return g_string_free (label, FALSE);
}

/* Quotes the values of slices whose labels coincide, of all slices with @is_all. Whether there were any. */
static gboolean
quote_labels (CpSlices *slices, gboolean is_all) {
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint s = 0; s < slices->n_slices; s++) {
    guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, slices->labels[s]));
    g_hash_table_insert (counts, slices->labels[s], GUINT_TO_POINTER (n + 1));
  }
  if (g_hash_table_size (counts) == slices->n_slices)
    return FALSE;
  char **labels = g_new0 (char *, (gsize)slices->n_slices + 1);
  for (guint s = 0; s < slices->n_slices; s++) {
    gboolean is_shared = GPOINTER_TO_UINT (g_hash_table_lookup (counts, slices->labels[s])) > 1;
    labels[s] = is_all || is_shared ? join_values (slices, s, TRUE) : g_strdup (slices->labels[s]);
  }
  g_strfreev (slices->labels);
  slices->labels = labels;
  return TRUE;
}

CpSlices *
cp_slices_take (guint32 *slice_of_row, gsize n_rows, guint n_slices, char **keys, char **values,
                gboolean *is_missing) {
  CpSlices *slices = g_atomic_rc_box_new0 (CpSlices);
  slices->n_rows = n_rows;
  slices->n_keys = g_strv_length (keys);
  slices->n_slices = n_slices;
  slices->slice_of_row = slice_of_row;
  slices->keys = keys;
  slices->values = values;
  slices->is_missing = is_missing;
  slices->labels = g_new0 (char *, (gsize)n_slices + 1);
  for (guint s = 0; s < n_slices; s++)
    slices->labels[s] = join_values (slices, s, FALSE);
  if (quote_labels (slices, FALSE)) /* a value may itself read like a pair, a word like a missing cell */
    quote_labels (slices, TRUE);
  list_rows (slices);
  return slices;
}

CpSlices *
cp_slices_new (const guint32 *slice_of_row, gsize n_rows, const char *const *labels, guint n_slices) {
  for (gsize r = 0; r < n_rows; r++)
    g_return_val_if_fail (slice_of_row[r] < n_slices, NULL);
  char **keys = g_new0 (char *, 2), **values = g_new0 (char *, (gsize)n_slices + 1);
  keys[0] = g_strdup ("slice");
  for (guint s = 0; s < n_slices; s++)
    values[s] = g_strdup (labels[s]);
  return cp_slices_take (g_memdup2 (slice_of_row, n_rows * sizeof *slice_of_row), n_rows, n_slices, keys,
                         values, g_new0 (gboolean, n_slices));
}

guint
cp_slices_get_n_slices (const CpSlices *slices) {
  return slices->n_slices;
}

gsize
cp_slices_get_n_rows (const CpSlices *slices) {
  return slices->n_rows;
}

gsize
cp_slices_get_n_keys (const CpSlices *slices) {
  return slices->n_keys;
}

const char *
cp_slices_get_key (const CpSlices *slices, gsize key) {
  g_return_val_if_fail (key < slices->n_keys, NULL);
  return slices->keys[key];
}

gboolean
cp_slices_has_key (const CpSlices *slices, const char *name) {
  return g_strv_contains ((const char *const *)slices->keys, name);
}

const char *
cp_slices_get_value (const CpSlices *slices, guint slice, gsize key) {
  g_return_val_if_fail (slice < slices->n_slices && key < slices->n_keys, NULL);
  return slices->values[slice * slices->n_keys + key];
}

const char *
cp_slices_get_label (const CpSlices *slices, guint slice) {
  g_return_val_if_fail (slice < slices->n_slices, NULL);
  return slices->labels[slice];
}

gboolean
cp_slices_is_missing (const CpSlices *slices, guint slice, gsize key) {
  g_return_val_if_fail (slice < slices->n_slices && key < slices->n_keys, FALSE);
  return slices->is_missing[slice * slices->n_keys + key];
}

const guint32 *
cp_slices_get_slice_of_rows (const CpSlices *slices) {
  return slices->slice_of_row;
}

const guint32 *
cp_slices_get_rows (const CpSlices *slices, guint slice, gsize *out_n_rows) {
  g_return_val_if_fail (slice < slices->n_slices, NULL);
  *out_n_rows = slices->begins[slice + 1] - slices->begins[slice];
  return slices->rows + slices->begins[slice];
}
