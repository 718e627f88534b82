#include "app/panels/rows-csv.h"

#include "core/table/edits.h"

typedef struct {
  CpTable *table;
  guint32 *rows; /* (nullable) (n): every row where it stands */
  gsize n;
  guint n_models;
  char **names;
  CpScores **scores;
} Rows;

static void
rows_free (gpointer data) {
  Rows *rows = data;
  cp_table_unref (rows->table);
  for (guint m = 0; m < rows->n_models; m++)
    cp_scores_unref (rows->scores[m]);
  g_free (rows->scores);
  g_strfreev (rows->names);
  g_free (rows->rows);
  g_free (rows);
}

static CpColumn *
take_scores (const Rows *rows, guint model) {
  const double *values = cp_scores_get_values (rows->scores[model]);
  gsize n_outputs = cp_scores_get_n_outputs (rows->scores[model]);
  g_autofree double *taken = g_new (double, rows->n + 1);
  for (gsize i = 0; i < rows->n; i++)
    taken[i] = values[(rows->rows != NULL ? rows->rows[i] : i) * n_outputs];
  g_autofree char *name = g_strdup_printf ("score of %s", rows->names[model]);
  return cp_column_new_number (name, taken, rows->n);
}

/* A column of the table that is called as a score wins; two models of one name give one column. */
static CpTable *
build (gpointer data) {
  const Rows *rows = data;
  g_autoptr (CpTable) taken =
      rows->rows != NULL ? cp_table_take_rows (rows->table, rows->rows, rows->n) : cp_table_ref (rows->table);
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_column_unref);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  for (gsize i = 0; i < cp_table_get_n_columns (taken); i++) {
    g_ptr_array_add (columns, cp_column_ref (cp_table_get_column (taken, i)));
    g_hash_table_add (names, (gpointer)cp_column_get_name (cp_table_get_column (taken, i)));
  }
  for (guint m = 0; m < rows->n_models; m++) {
    CpColumn *scores = take_scores (rows, m);
    if (g_hash_table_add (names, (gpointer)cp_column_get_name (scores)))
      g_ptr_array_add (columns, scores);
    else
      cp_column_unref (scores);
  }
  return cp_table_new (cp_table_get_place (rows->table), (CpColumn *const *)columns->pdata, columns->len,
                       NULL);
}

CpDataSource
cp_rows_csv_source (CpSession *session, const guint32 *chosen, gsize n) {
  Rows *rows = g_new0 (Rows, 1);
  rows->table = cp_table_ref (cp_session_get_table (session));
  rows->rows = chosen != NULL ? g_memdup2 (chosen, MAX (n, 1) * sizeof *chosen) : NULL;
  rows->n = chosen != NULL ? n : cp_table_get_n_rows (rows->table);
  rows->n_models = cp_session_get_n_models (session);
  rows->scores = g_new0 (CpScores *, rows->n_models + 1);
  rows->names = g_new0 (char *, rows->n_models + 1);
  for (guint m = 0; m < rows->n_models; m++) {
    rows->scores[m] = cp_scores_ref (cp_session_get_scores (session, m));
    rows->names[m] = g_strdup (cp_session_get_model (session, m)->name);
  }
  return (CpDataSource){.n_rows = rows->n, .build = build, .data = rows, .destroy = rows_free};
}
