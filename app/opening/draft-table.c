#include "app/opening/draft-table.h"

#include "app/opening/sources.h"
#include "core/base/error.h"
#include "core/base/format.h"
#include "core/table/ids.h"

#include <math.h>
#include <string.h>

#define MOST_VALUES 100 /* of a label */
#define MOST_CODES 50   /* distinct numbers that may be codes: one-hot or ordinal */
#define HEAD ((gsize)1 << 16)

/* ---- the values of a column ---- */

static void
count_numbers (const CpColumn *column, CpDraftColumn *out) {
  const double *numbers = cp_column_get_numbers (column);
  const gsize n_rows = cp_column_get_n_rows (column);
  double found[MOST_VALUES];
  gsize counts[MOST_VALUES];
  guint n = 0;
  for (gsize row = 0; row < n_rows; row++) {
    const double value = numbers[row];
    if (isnan (value))
      continue;
    guint at = 0; /* ascending */
    while (at < n && found[at] < value)
      at++;
    if (at < n && found[at] == value) {
      counts[at]++;
      continue;
    }
    if (n == MOST_VALUES)
      return;
    memmove (found + at + 1, found + at, (n - at) * sizeof *found);
    memmove (counts + at + 1, counts + at, (n - at) * sizeof *counts);
    found[at] = value;
    counts[at] = 1;
    n++;
  }
  out->n_values = n;
  out->values = g_new0 (char *, n + 1);
  out->counts = g_memdup2 (counts, MAX (n, 1) * sizeof *counts);
  for (guint i = 0; i < n; i++)
    out->values[i] = cp_format_double (g_malloc (CP_FORMAT_SIZE), found[i]);
}

static void
count_codes (const CpColumn *column, CpDraftColumn *out) {
  const guint32 *codes = cp_column_get_codes (column);
  const gsize n = cp_column_get_n_values (column), n_rows = cp_column_get_n_rows (column);
  if (n > MOST_VALUES)
    return;
  gsize counts[MOST_VALUES] = {0};
  for (gsize row = 0; row < n_rows; row++) {
    if (codes[row] != CP_MISSING)
      counts[codes[row]]++;
  }
  out->values = g_new0 (char *, n + 1);
  out->counts = g_new (gsize, MAX (n, 1));
  for (gsize code = 0; code < n; code++) {
    if (counts[code] == 0)
      continue;
    out->counts[out->n_values] = counts[code];
    out->values[out->n_values++] = g_strdup (cp_column_get_value (column, code));
  }
}

/* ---- the encodings of a column ---- */

/* The proposal of core, which the command line makes too. */
static void
propose (const CpTable *table, CpDraftColumn *out) {
  const char *const names[] = {out->name, NULL};
  g_autoptr (CpEncoder) encoder = cp_encoder_propose (table, names, NULL, 0, FALSE, NULL);
  if (encoder == NULL)
    return;
  g_autoptr (json_t) inputs = cp_encoder_to_json (encoder);
  out->encoding = cp_encoder_get_input (encoder, 0)->encoding;
  out->inputs[out->encoding] = json_incref (json_array_get (inputs, 0));
}

static json_t *
make_listed (const CpDraftColumn *column, CpEncoding encoding) {
  json_t *values = json_array ();
  for (guint i = 0; i < column->n_values; i++)
    json_array_append_new (values, json_string (column->values[i]));
  json_t *input = json_pack ("{s:s,s:s,s:o}", "column", column->name, "encoding",
                             encoding == CP_ENCODING_ONE_HOT ? "one-hot" : "ordinal", "values", values);
  if (column->n_missing > 0)
    json_object_set_new (input, "missing", json_integer (0));
  return input;
}

static void
add_encodings (const CpTable *table, CpDraftColumn *out) {
  propose (table, out);
  const guint most = out->type == CP_COLUMN_NUMBER ? MOST_CODES : MOST_VALUES;
  if (out->values == NULL || out->n_values == 0 || out->n_values > most)
    return;
  for (CpEncoding encoding = CP_ENCODING_ONE_HOT; encoding <= CP_ENCODING_ORDINAL; encoding++) {
    if (out->inputs[encoding] == NULL)
      out->inputs[encoding] = make_listed (out, encoding);
  }
}

static void
look_at (const CpTable *table, const CpColumn *column, CpDraftColumn *out) {
  const gsize n_rows = cp_column_get_n_rows (column);
  g_autoptr (GError) no_weight = NULL;
  const double *weights;
  out->name = cp_column_get_name (column);
  if (!cp_sources_get_weights (table, out->name, &weights, &no_weight))
    out->weight_problem = g_strdup (no_weight->message);
  out->type = cp_column_get_type (column);
  out->n_missing = cp_column_get_n_missing (column);
  if (out->type == CP_COLUMN_TEXT) {
    out->reason = "text, no feature";
    return;
  }
  if (out->type == CP_COLUMN_NUMBER)
    count_numbers (column, out);
  else
    count_codes (column, out);
  add_encodings (table, out);
  if (n_rows > 0 && out->n_missing == n_rows)
    out->reason = "empty";
  else if (cp_column_is_id (column))
    out->reason = "names each row";
  out->is_proposed = out->reason == NULL && out->inputs[out->encoding] != NULL;
}

CpDraftTable *
cp_draft_table_build (CpTable *table, GCancellable *cancellable, GError **error) {
  g_return_val_if_fail (table != NULL, NULL);
  g_autoptr (CpDraftTable) draft = g_new0 (CpDraftTable, 1);
  draft->table = cp_table_ref (table);
  draft->n_columns = (guint)cp_table_get_n_columns (table);
  draft->columns = g_new0 (CpDraftColumn, draft->n_columns);
  for (guint i = 0; i < draft->n_columns; i++) {
    if (cp_check_cancelled (cancellable, error))
      return NULL;
    look_at (table, cp_table_get_column (table, i), &draft->columns[i]);
  }
  return g_steal_pointer (&draft);
}

void
cp_draft_table_free (CpDraftTable *draft) {
  for (guint i = 0; i < draft->n_columns; i++) {
    CpDraftColumn *column = &draft->columns[i];
    g_strfreev (column->values);
    g_free (column->counts);
    g_free (column->weight_problem);
    for (guint encoding = 0; encoding < CP_DRAFT_N_ENCODINGS; encoding++)
      json_decref (column->inputs[encoding]);
  }
  g_free (draft->columns);
  cp_table_unref (draft->table);
  g_free (draft);
}

const CpDraftColumn *
cp_draft_table_find (const CpDraftTable *draft, const char *column) {
  gsize index;
  if (column == NULL || !cp_table_find_column_index (draft->table, column, &index))
    return NULL;
  return &draft->columns[index];
}

/* ---- inputs ---- */

CpEncoding
cp_draft_input_get_encoding (const json_t *input) {
  const char *name = json_string_value (json_object_get (input, "encoding"));
  for (CpEncoding encoding = 0; name != NULL && encoding <= CP_ENCODING_TOKENS; encoding++) {
    if (g_str_equal (name, cp_encoding_get_name (encoding)))
      return encoding;
  }
  return CP_ENCODING_NUMBER;
}

guint
cp_draft_input_get_width (const json_t *input) {
  const CpEncoding encoding = cp_draft_input_get_encoding (input);
  if (encoding == CP_ENCODING_ONE_HOT)
    return (guint)json_array_size (json_object_get (input, "values"));
  if (encoding == CP_ENCODING_NUMBER || encoding == CP_ENCODING_ORDINAL)
    return 1;
  g_autoptr (json_t) alone = json_pack ("[O]", input);
  g_autoptr (CpEncoder) encoder = cp_encoder_new_from_json (alone, "", NULL); /* judging says what is wrong */
  return encoder != NULL ? cp_encoder_get_n_features (encoder) : 0;
}

static void
append_ordinal (GString *text, const json_t *input) {
  const json_t *values = json_object_get (input, "values");
  const gsize n = json_array_size (values), most = 3;
  for (gsize i = 0; i < MIN (n, most); i++) {
    const char *value = json_string_value (json_array_get (values, i));
    g_string_append_printf (text, "%s%s = %" G_GSIZE_FORMAT, i > 0 ? ", " : "", value != NULL ? value : "?",
                            i);
  }
  if (n > most)
    g_string_append (text, ", …");
}

char *
cp_draft_input_describe (const json_t *input, const CpDraftColumn *column) {
  g_return_val_if_fail (input != NULL, NULL);
  GString *text = g_string_new (NULL);
  const CpEncoding encoding = cp_draft_input_get_encoding (input);
  const json_t *missing = json_object_get (input, "missing");
  if (encoding == CP_ENCODING_ONE_HOT)
    g_string_append (text, "one-hot");
  else if (encoding == CP_ENCODING_ORDINAL)
    append_ordinal (text, input);
  else if (encoding != CP_ENCODING_NUMBER)
    g_string_append (text, encoding == CP_ENCODING_TOKENS ? "words in order" : "bag of words");
  else if (column != NULL && column->type == CP_COLUMN_BOOLEAN && column->n_values == 2)
    g_string_append_printf (text, "%s = 0, %s = 1", column->values[0], column->values[1]);
  else
    g_string_append (text, json_object_get (input, "scale") != NULL ? "number, scaled" : "number");
  if (json_is_number (missing) && encoding <= CP_ENCODING_ORDINAL && encoding != CP_ENCODING_ONE_HOT) {
    g_autofree char *value = cp_format_number (json_number_value (missing), -1);
    g_string_append_printf (text, ", empty = %s", value);
  }
  return g_string_free (text, FALSE);
}

/* ---- sentences ---- */

static gboolean
is_latin (const CpTable *table) {
  for (const char *const *notice = cp_table_get_notices (table); *notice != NULL; notice++) {
    if (g_str_has_prefix (*notice, "The file is not UTF-8"))
      return TRUE;
  }
  return FALSE;
}

char *
cp_draft_table_describe (const CpTable *table) {
  g_return_val_if_fail (table != NULL, NULL);
  GString *text = g_string_new (NULL);
  const gsize n_rows = cp_table_get_n_rows (table), n_columns = cp_table_get_n_columns (table);
  g_autofree char *rows = cp_format_count ((double)n_rows);
  g_autofree char *columns = cp_format_count ((double)n_columns);
  g_string_append_printf (text, "%s row%s × %s column%s, %s.", rows, n_rows == 1 ? "" : "s", columns,
                          n_columns == 1 ? "" : "s", is_latin (table) ? "Latin-1" : "UTF-8");
  gsize n_missing = 0, n_holed = 0;
  const char *last = NULL;
  for (gsize i = 0; i < n_columns; i++) {
    const CpColumn *column = cp_table_get_column (table, i);
    if (cp_column_get_n_missing (column) == 0)
      continue;
    n_missing += cp_column_get_n_missing (column);
    last = cp_column_get_name (column);
    n_holed++;
  }
  g_autofree char *missing = cp_format_count ((double)n_missing);
  if (n_holed == 1)
    g_string_append_printf (text, " %s empty cell%s in %s.", missing, n_missing == 1 ? "" : "s", last);
  else if (n_holed > 1)
    g_string_append_printf (text, " %s empty cells in %" G_GSIZE_FORMAT " columns.", missing, n_holed);
  else
    g_string_append (text, " No empty cells.");
  return g_string_free (text, FALSE);
}

/* ---- the first rows ---- */

CpTable *
cp_draft_preview_read (const char *path, const CpCsvOptions *options, GCancellable *cancellable) {
  g_return_val_if_fail (path != NULL, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, NULL);
  g_autofree char *head = g_malloc (HEAD);
  gsize length = 0;
  if (stream == NULL ||
      !g_input_stream_read_all (G_INPUT_STREAM (stream), head, HEAD, &length, cancellable, NULL))
    return NULL;
  if (length == HEAD) { /* the last line may be cut */
    while (length > 0 && head[length - 1] != '\n')
      length--;
  }
  if (length == 0)
    return NULL;
  g_autofree char *place = g_path_get_basename (path);
  CpCsvOptions of_head = options != NULL ? *options : (CpCsvOptions){0};
  of_head.place = place;
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_steal_pointer (&head), length);
  return cp_csv_read_bytes (bytes, &of_head, NULL, cancellable, NULL);
}
