#include "core/explain/distance-private.h"

#include "core/base/error.h"
#include "core/base/parallel.h"

#include <math.h>
#include <string.h>

#define BLOCK_ROWS 1024          /* a block of distances stays in the first-level cache */
#define UNKNOWN (CP_MISSING - 1) /* the code of a value the table does not hold */

/* What one row holds in one column. */
typedef struct {
  double number;    /* numbers: the cell, NaN where missing */
  guint64 bits;     /* numbers: its bits, for a missing cell holds its word there */
  guint32 code;     /* else: in the column's dictionary, UNKNOWN or CP_MISSING */
  const char *word; /* else: (nullable): NULL where missing */
} Cell;

static const char *const norm_names[] = {"l1", "l2"};

const char *
cp_norm_get_name (CpNorm norm) {
  g_return_val_if_fail (norm < G_N_ELEMENTS (norm_names), NULL);
  return norm_names[norm];
}

gboolean
cp_norm_parse (const char *name, CpNorm *out_norm) {
  for (guint i = 0; i < G_N_ELEMENTS (norm_names); i++) {
    if (strcmp (norm_names[i], name) == 0) {
      *out_norm = (CpNorm)i;
      return TRUE;
    }
  }
  return FALSE;
}

gsize
cp_distance_get_n_rows (const CpDistance *distance) {
  return distance->n_rows;
}

guint
cp_distance_get_n_columns (const CpDistance *distance) {
  return distance->terms->len;
}

const char *
cp_distance_get_column_name (const CpDistance *distance, guint index) {
  g_return_val_if_fail (index < distance->terms->len, NULL);
  return cp_distance_term_get_name (&g_array_index (distance->terms, CpDistanceTerm, index));
}

/* --- one row against another --- */

/* An edited row may have a dictionary of its own, so categories meet as words. */
static Cell
read_cell (const CpDistanceTerm *term, const CpTable *row) {
  Cell cell = {NAN, 0, CP_MISSING, NULL};
  if (term->group != NULL) {
    guint32 code = cp_one_hot_group_get_code (term->group, row, 0);
    cell.word = code != CP_MISSING ? term->group->values[code] : NULL;
  } else {
    const CpColumn *column = cp_table_get_column (row, term->index);
    if (cp_column_get_type (column) == CP_COLUMN_NUMBER) {
      cell.number = cp_column_get_numbers (column)[0];
      memcpy (&cell.bits, &cell.number, sizeof cell.bits);
      return cell;
    }
    guint32 code = cp_column_get_codes (column)[0];
    cell.word = code != CP_MISSING ? cp_column_get_value (column, code) : NULL;
  }
  if (cell.word != NULL && !cp_column_find_value (term->column, cell.word, &cell.code))
    cell.code = UNKNOWN;
  return cell;
}

/* d of the definition */
static double
compare_cells (const CpDistanceTerm *term, const Cell *a, const Cell *b) {
  if (cp_column_get_type (term->column) != CP_COLUMN_NUMBER) {
    if (a->word == NULL || b->word == NULL)
      return a->word == b->word ? 0 : 1;
    return strcmp (a->word, b->word) == 0 ? 0 : term->scale;
  }
  if (isnan (a->number) || isnan (b->number))
    return a->bits == b->bits ? 0 : 1;
  return fabs (a->number - b->number) * term->scale;
}

static gboolean
fits (const CpDistance *distance, const CpTable *row) {
  const CpDistanceTerm *last = &g_array_index (distance->terms, CpDistanceTerm, distance->terms->len - 1);
  return cp_table_get_n_rows (row) == 1 && last->index < cp_table_get_n_columns (row);
}

double
cp_distance_between (const CpDistance *distance, const CpTable *a, const CpTable *b, CpNorm norm) {
  g_return_val_if_fail (fits (distance, a) && fits (distance, b), NAN);
  double sum = 0;
  for (guint i = 0; i < distance->terms->len; i++) {
    const CpDistanceTerm *term = &g_array_index (distance->terms, CpDistanceTerm, i);
    Cell cell_a = read_cell (term, a), cell_b = read_cell (term, b);
    double d = compare_cells (term, &cell_a, &cell_b);
    sum += term->weight * (norm == CP_NORM_L2 ? d * d : d);
  }
  return norm == CP_NORM_L2 ? sqrt (sum) : sum;
}

static void
difference_free (gpointer data) {
  CpDifference *difference = data;
  g_free (difference->column);
  g_free (difference->from);
  g_free (difference->to);
  g_free (difference);
}

static char *
dup_shown (const CpDistanceTerm *term, const Cell *cell, const CpTable *row) {
  return term->group != NULL ? g_strdup (cell->word != NULL ? cell->word : "")
                             : cp_column_dup_cell (cp_table_get_column (row, term->index), 0);
}

static gboolean
are_equal (const Cell *a, const Cell *b) {
  gboolean is_missing = isnan (a->number) || isnan (b->number);
  return g_strcmp0 (a->word, b->word) == 0 && (is_missing ? a->bits == b->bits : a->number == b->number);
}

GPtrArray *
cp_distance_list_differences (const CpDistance *distance, const CpTable *from, const CpTable *to) {
  g_return_val_if_fail (fits (distance, from) && fits (distance, to), NULL);
  GPtrArray *differences = g_ptr_array_new_with_free_func (difference_free);
  for (guint i = 0; i < distance->terms->len; i++) {
    const CpDistanceTerm *term = &g_array_index (distance->terms, CpDistanceTerm, i);
    Cell a = read_cell (term, from), b = read_cell (term, to);
    if (are_equal (&a, &b))
      continue;
    CpDifference *difference = g_new (CpDifference, 1);
    difference->column = g_strdup (cp_distance_term_get_name (term));
    difference->from = dup_shown (term, &a, from);
    difference->to = dup_shown (term, &b, to);
    difference->part = compare_cells (term, &a, &b);
    g_ptr_array_add (differences, difference);
  }
  return differences;
}

/* --- one row against all --- */

typedef struct {
  const CpDistance *distance;
  const Cell *cells; /* (n_terms): of the row */
  CpNorm norm;
  double *out;
} Job;

/* The loops do what compare_cells() does, without a branch, so that they become vector code. Missing cells
 * are replaced in a loop of their own: the compiler moves no division out of a condition. */
static void
add_numbers (const CpDistanceTerm *term, const Cell *cell, CpNorm norm, gsize begin, gsize n,
             double *restrict out) {
  const double *restrict values = cp_column_get_numbers (term->column) + begin;
  double number = cell->number, scale = term->scale, weight = term->weight;
  double parts[BLOCK_ROWS];
  if (isnan (number)) {
    guint64 missing = cell->bits;
    for (gsize i = 0; i < n; i++) {
      guint64 bits;
      memcpy (&bits, &values[i], sizeof bits);
      out[i] += bits == missing ? 0 : weight;
    }
    return;
  }
  for (gsize i = 0; i < n; i++) {
    double d = fabs (values[i] - number) * scale;
    parts[i] = weight * (norm == CP_NORM_L2 ? d * d : d);
  }
  for (gsize i = 0; i < n; i++)
    out[i] += isnan (parts[i]) ? weight : parts[i];
}

static void
add_codes (const CpDistanceTerm *term, const Cell *cell, CpNorm norm, gsize begin, gsize n,
           double *restrict out) {
  const guint32 *restrict codes = cp_column_get_codes (term->column) + begin;
  guint32 code = cell->code;
  double missing = term->weight, other = missing;
  if (code != CP_MISSING)
    other *= norm == CP_NORM_L2 ? term->scale * term->scale : term->scale;
  for (gsize i = 0; i < n; i++) {
    double unequal = codes[i] == CP_MISSING ? missing : other;
    out[i] += codes[i] == code ? 0 : unequal;
  }
}

static void
measure_rows (gsize begin, gsize end, guint worker, gpointer data) {
  const Job *job = data;
  double *out = job->out + begin;
  gsize n = end - begin;
  memset (out, 0, n * sizeof *out);
  for (guint i = 0; i < job->distance->terms->len; i++) {
    const CpDistanceTerm *term = &g_array_index (job->distance->terms, CpDistanceTerm, i);
    if (term->weight == 0)
      continue;
    if (cp_column_get_type (term->column) == CP_COLUMN_NUMBER)
      add_numbers (term, &job->cells[i], job->norm, begin, n, out);
    else
      add_codes (term, &job->cells[i], job->norm, begin, n, out);
  }
  if (job->norm == CP_NORM_L2)
    for (gsize i = 0; i < n; i++)
      out[i] = sqrt (out[i]);
}

gboolean
cp_distance_to_all (const CpDistance *distance, const CpTable *row, CpNorm norm, double *out,
                    GCancellable *cancellable, GError **error) {
  g_return_val_if_fail (fits (distance, row), FALSE);
  g_autofree Cell *cells = g_new (Cell, distance->terms->len);
  for (guint i = 0; i < distance->terms->len; i++)
    cells[i] = read_cell (&g_array_index (distance->terms, CpDistanceTerm, i), row);
  Job job = {distance, cells, norm, out};
  return cp_parallel_for (distance->n_rows, BLOCK_ROWS, measure_rows, &job, cancellable) ||
         !cp_check_cancelled (cancellable, error);
}
