#include "core/explain/background-choice.h"

#include "core/base/error.h"
#include "core/base/format.h"
#include "core/base/random.h"
#include "core/table/csv.h"
#include "core/table/edits.h"

#include <string.h>

enum { DEFAULT_ROWS = 100, MOST_ROWS = 100000, KMEANS_ROWS = 20000 };

static gboolean
parse_count (const char *text, guint *out, GError **error) {
  guint64 n;
  if (!g_ascii_string_to_unsigned (text, 10, 1, MOST_ROWS, &n, NULL)) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
                 "a background of %s rows: expected a whole number from 1 to %d.", text, MOST_ROWS);
    return FALSE;
  }
  *out = (guint)n;
  return TRUE;
}

gboolean
cp_background_choice_parse (const char *text, CpBackgroundChoice *out, GError **error) {
  const char *const kmeans = "kmeans:";
  out->path = NULL;
  if (g_str_equal (text, "zero")) {
    out->kind = CP_BACKGROUND_ZERO;
    return TRUE;
  }
  if (g_str_has_prefix (text, kmeans)) {
    out->kind = CP_BACKGROUND_KMEANS;
    return parse_count (text + strlen (kmeans), &out->n, error);
  }
  if (*text != '\0' && strspn (text, "0123456789") == strlen (text)) {
    out->kind = CP_BACKGROUND_SAMPLE;
    return parse_count (text, &out->n, error);
  }
  out->kind = CP_BACKGROUND_FILE;
  out->path = text;
  return TRUE;
}

/* How many rows there are to draw from. */
static gsize
count_rows (const CpBackgroundChoice *choice, const CpTable *table) {
  return cp_table_get_n_rows (table) - (choice->without != NULL ? choice->without->len : 0);
}

/* (transfer full) (nullable): @n rows of the table, encoded, in its order */
static CpMatrix *
draw_rows (const CpBackgroundChoice *choice, CpEncoder *encoder, const CpTable *table, gsize n,
           GCancellable *cancellable, GError **error) {
  gsize n_rows = count_rows (choice, table);
  n = MIN (n, n_rows);
  g_autofree guint32 *rows = g_new (guint32, n + 1);
  CpRandom random;
  cp_random_init (&random, choice->seed);
  cp_random_choose (&random, n_rows, n, rows);
  guint n_passed = 0; /* of the rows left out */
  for (gsize i = 0; choice->without != NULL && i < n; i++) {
    while (n_passed < choice->without->len &&
           g_array_index (choice->without, guint32, n_passed) <= rows[i] + n_passed)
      n_passed++;
    rows[i] += n_passed;
  }
  g_autoptr (CpTable) drawn = cp_table_take_rows (table, rows, n);
  return cp_encoder_apply (encoder, drawn, cancellable, error);
}

/* Takes the words out of the rows; FALSE where nothing but words was in them. */
static gboolean
leave_out_words (const CpEncoder *encoder, CpMatrix *rows) {
  gsize width = cp_matrix_get_n_columns (rows), n_rows = cp_matrix_get_n_rows (rows);
  gboolean has_other = FALSE;
  for (guint f = 0; f < width; f++) {
    gboolean is_word =
        cp_encoder_get_input (encoder, cp_encoder_get_feature_input (encoder, f))->text != NULL;
    has_other = has_other || !is_word;
    for (gsize row = 0; is_word && row < n_rows; row++)
      cp_matrix_edit_values (rows)[row * width + f] = 0;
  }
  return has_other;
}

static char *
name_rows (gsize n, gsize n_rows, guint64 seed) {
  g_autofree char *count = cp_format_count ((double)MIN (n, n_rows));
  if (n >= n_rows)
    return n_rows == 1 ? g_strdup ("1 row") : g_strdup_printf ("all %s rows", count);
  return g_strdup_printf ("%s %s, seed %" G_GUINT64_FORMAT, count, n == 1 ? "row" : "rows", seed);
}

static CpBackground *
make_sample (const CpBackgroundChoice *choice, CpEncoder *encoder, const CpTable *table,
             GCancellable *cancellable, GError **error) {
  gsize n = choice->n > 0 ? choice->n : DEFAULT_ROWS;
  g_autoptr (CpMatrix) rows = draw_rows (choice, encoder, table, n, cancellable, error);
  if (rows == NULL)
    return NULL;
  if (choice->kind == CP_BACKGROUND_DEFAULT && !leave_out_words (encoder, rows))
    return cp_background_zero (cp_encoder_get_n_features (encoder));
  g_autofree char *name = name_rows (n, count_rows (choice, table), choice->seed);
  return cp_background_new (rows, NULL, name, error);
}

static CpBackground *
read_file (const CpBackgroundChoice *choice, CpEncoder *encoder, GCancellable *cancellable, GError **error) {
  CpCsvOptions options = {0};
  g_autoptr (CpTable) table = cp_csv_read (choice->path, &options, NULL, cancellable, error);
  if (table == NULL)
    return NULL;
  if (cp_table_get_n_rows (table) > MOST_ROWS) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
                 "%s: %zu rows are too many for a background, expected at most %d.",
                 cp_table_get_place (table), cp_table_get_n_rows (table), MOST_ROWS);
    return NULL;
  }
  g_autoptr (CpMatrix) rows = cp_encoder_apply (encoder, table, cancellable, error);
  return rows != NULL ? cp_background_new (rows, NULL, cp_table_get_place (table), error) : NULL;
}

CpBackground *
cp_background_choice_make (const CpBackgroundChoice *choice, CpEncoder *encoder, const CpTable *table,
                           GCancellable *cancellable, GError **error) {
  g_return_val_if_fail (choice != NULL && encoder != NULL && table != NULL, NULL);
  if (choice->kind == CP_BACKGROUND_ZERO)
    return cp_background_zero (cp_encoder_get_n_features (encoder));
  if (choice->kind == CP_BACKGROUND_FILE)
    return read_file (choice, encoder, cancellable, error);
  if (count_rows (choice, table) == 0) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "%s: has no rows to draw a background from.",
                 cp_table_get_place (table));
    return NULL;
  }
  if (choice->kind != CP_BACKGROUND_KMEANS)
    return make_sample (choice, encoder, table, cancellable, error);
  g_autoptr (CpMatrix) rows = draw_rows (choice, encoder, table, KMEANS_ROWS, cancellable, error);
  return rows != NULL ? cp_background_kmeans (rows, choice->n, choice->seed, cancellable, error) : NULL;
}
