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

static char *
join_values (const CpSlices *slices, guint slice) {
  if (slices->n_keys == 0)
    return g_strdup ("All rows");
  GString *label = g_string_new (NULL);
  for (gsize k = 0; k < slices->n_keys; k++)
    g_string_append_printf (label, "%s%s", k > 0 ? " · " : "", slices->values[slice * slices->n_keys + k]);
  return g_string_free (label, FALSE);
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
    slices->labels[s] = join_values (slices, s);
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
