#include "core/explain/minimal-change.h"

#include "core/base/error.h"
#include "core/explain/flip.h"
#include "core/explain/immutable.h"
#include "core/model/output-model.h"
#include "core/model/scores.h"
#include "core/table/edits.h"
#include "tests/fixture.h"
#include "tests/random-network.h"

#include <string.h>

enum { N_ROWS = 60, N_NUMBERS = 3 };

/* Three columns of the numbers 0 to 9, a category of three values and a one-hot group of two: what a network
 * of 8 features reads. */
static CpTable *
draw_table (CpRandom *random) {
  CpColumn *columns[6];
  double numbers[N_ROWS], other[N_ROWS];
  const char *const names[] = {"a", "b", "c"}, *const words[] = {"low", "mid", "top"};
  for (guint c = 0; c < N_NUMBERS; c++) {
    for (guint i = 0; i < N_ROWS; i++)
      numbers[i] = i < 10 ? i : (double)cp_random_below (random, 10);
    columns[c] = cp_column_new_number (names[c], numbers, N_ROWS);
  }
  guint32 codes[N_ROWS];
  for (guint i = 0; i < N_ROWS; i++) {
    codes[i] = i < 3 ? i : (guint32)cp_random_below (random, 3);
    numbers[i] = i < 2 ? i : (double)cp_random_below (random, 2);
    other[i] = 1 - numbers[i];
  }
  columns[3] = cp_column_new_category ("grade", codes, N_ROWS, words, 3);
  columns[4] = cp_column_new_number ("sex_F", numbers, N_ROWS);
  columns[5] = cp_column_new_number ("sex_M", other, N_ROWS);
  CpTable *table = cp_table_new ("t.csv", columns, 6, NULL);
  for (guint i = 0; i < 6; i++)
    cp_column_unref (columns[i]);
  return table;
}

typedef struct {
  CpTable *table, *row;
  CpModel *model;
  CpEncoder *encoder;
  CpDistance *distance;
  CpFlip flip;
  CpSlices *slices;   /* (nullable): by the grade */
  double *thresholds; /* with @slices */
} Case;

static void
case_clear (Case *self) {
  cp_table_unref (self->table);
  cp_table_unref (self->row);
  cp_model_unref (self->model);
  cp_encoder_unref (self->encoder);
  cp_distance_unref (self->distance);
  g_clear_pointer (&self->slices, cp_slices_unref);
  g_free (self->thresholds);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_clear)

static double
score (const Case *self, const CpTable *row) {
  g_autoptr (GError) error = NULL;
  g_autoptr (CpScores) scores = cp_scores_build (self->model, self->encoder, row, NULL, NULL, &error);
  g_assert_no_error (error);
  return cp_scores_get_values (scores)[0];
}

static int
compare_doubles (gconstpointer a, gconstpointer b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

static double
get_threshold (const Case *self, const char *word) {
  for (guint s = 0; s < cp_slices_get_n_slices (self->slices); s++)
    if (g_str_equal (cp_slices_get_label (self->slices, s), word))
      return self->thresholds[s];
  g_assert_not_reached ();
}

static CpEncoder *
make_encoder (CpTable *table) {
  g_autoptr (GError) error = NULL;
  CpEncoder *encoder = cp_encoder_propose (table, NULL, NULL, 8, CP_PROPOSE_SCALED, &error);
  g_assert_no_error (error);
  return encoder;
}

/* @share: of the table's scores that lie below the threshold */
static Case
draw_case (CpRandom *random, double share) {
  Case self = {.table = draw_table (random)};
  CpModel *whole = draw_small_network (random, 8);
  self.model = cp_model_take_output (whole, 0);
  cp_model_unref (whole);
  self.encoder = make_encoder (self.table);
  self.distance = cp_distance_build (self.table, NULL, NULL, NULL, 0, NULL);
  guint32 row = (guint32)cp_random_below (random, N_ROWS);
  self.row = cp_table_take_rows (self.table, &row, 1);
  g_autoptr (CpScores) scores = cp_scores_build (self.model, self.encoder, self.table, NULL, NULL, NULL);
  double sorted[N_ROWS];
  memcpy (sorted, cp_scores_get_values (scores), sizeof sorted);
  double own = sorted[row];
  qsort (sorted, N_ROWS, sizeof *sorted, compare_doubles);
  self.flip = (CpFlip){FALSE, own, sorted[(guint)(share * (N_ROWS - 1))]};
  if (self.model->task == CP_TASK_REGRESSION)
    self.flip = (CpFlip){TRUE, own, fabs (self.flip.threshold - own)};
  return self;
}

static GPtrArray *
find (const Case *self, guint k, const char *const *immutable, const CpRange *ranges, gsize n_ranges) {
  g_autoptr (GError) error = NULL;
  CpMinimalQuery query = {.model = self->model,
                          .encoder = self->encoder,
                          .table = self->table,
                          .distance = self->distance,
                          .threshold = self->flip.threshold,
                          .slices = self->slices,
                          .thresholds = self->thresholds,
                          .otherwise = 0.5,
                          .immutable = immutable,
                          .ranges = ranges,
                          .n_ranges = n_ranges,
                          .k = k};
  GPtrArray *changes = cp_minimal_changes_find (&query, self->row, NULL, NULL, &error);
  g_assert_no_error (error);
  return changes;
}

/* --- the twin: every value of every column, every pair --- */

enum { N_COLUMNS = 5 };
static const guint n_values[N_COLUMNS] = {10, 10, 10, 3, 2};

static CpTable *
set (const CpTable *row, guint column, guint value) {
  static const char *const words[] = {"low", "mid", "top"};
  g_autofree char *number = g_strdup_printf ("%u", value);
  if (column < 4)
    return cp_table_set_cell (row, 0, column, column < 3 ? number : words[value], NULL);
  g_autoptr (CpTable) first = cp_table_set_cell (row, 0, 4, value == 0 ? "1" : "0", NULL);
  return cp_table_set_cell (first, 0, 5, value == 0 ? "0" : "1", NULL);
}

/* By the threshold of its word. */
static gboolean
twin_flips (const Case *self, const CpTable *row) {
  double its = score (self, row), own = self->flip.own;
  if (self->slices == NULL)
    return cp_flip_happens (&self->flip, its);
  g_autofree char *word = cp_column_dup_cell (cp_table_get_column (row, 3), 0);
  g_autofree char *own_word = cp_column_dup_cell (cp_table_get_column (self->row, 3), 0);
  return (its >= get_threshold (self, word)) != (own >= get_threshold (self, own_word));
}

/* The least number of columns up to 2 (0: none) and the least distance among as few. */
static guint
twin_find (const Case *self, double *out_distance) {
  double best[2] = {INFINITY, INFINITY};
  for (guint a = 0; a < N_COLUMNS; a++) {
    for (guint va = 0; va < n_values[a]; va++) {
      g_autoptr (CpTable) one = set (self->row, a, va);
      if (twin_flips (self, one))
        best[0] = fmin (best[0], cp_distance_between (self->distance, self->row, one, CP_NORM_L1));
      for (guint b = a + 1; b < N_COLUMNS; b++) {
        for (guint vb = 0; vb < n_values[b]; vb++) {
          g_autoptr (CpTable) two = set (one, b, vb);
          if (twin_flips (self, two))
            best[1] = fmin (best[1], cp_distance_between (self->distance, self->row, two, CP_NORM_L1));
        }
      }
    }
  }
  *out_distance = isfinite (best[0]) ? best[0] : best[1];
  return isfinite (best[0]) ? 1 : isfinite (best[1]) ? 2 : 0;
}

static void
test_twin (void) {
  CpRandom random;
  cp_random_init (&random, 11);
  guint counts[4] = {0};
  for (guint round = 0; round < 60; round++) {
    g_auto (Case) self = draw_case (&random, round % 2 == 0 ? 0.02 : 0.98);
    g_autoptr (GPtrArray) changes = find (&self, 1, NULL, NULL, 0);
    double distance;
    guint n_columns = twin_find (&self, &distance);
    counts[changes->len == 0 ? 3 : n_columns]++;
    if (n_columns == 0)
      continue;
    g_assert_cmpuint (changes->len, ==, 1);
    const CpMinimalChange *change = g_ptr_array_index (changes, 0);
    g_assert_cmpuint (change->changes->len, ==, n_columns);
    assert_close (change->distance, distance, 1e-9);
  }
  g_test_message ("no pair %u, one column %u, two %u, none at all %u", counts[0], counts[1], counts[2],
                  counts[3]);
  g_assert_cmpuint (counts[1], >, 5);
  g_assert_cmpuint (counts[2], >, 5);
}

/* A change may move the row to a slice with another threshold, which then decides: here the column of words
 * alone may turn a decision without moving the score, and a score that moves may stay as it was decided. */
static void
test_slices (void) {
  CpRandom random;
  cp_random_init (&random, 23);
  guint n_moved = 0, n_found = 0;
  for (guint round = 0; round < 60; round++) {
    g_auto (Case) self = draw_case (&random, 0.5);
    if (self.flip.is_regression)
      continue;
    const CpSliceKey key = {.column = cp_column_get_name (cp_table_get_column (self.table, 3))};
    self.slices = cp_slices_build (self.table, &key, 1, NULL);
    self.thresholds = g_new (double, 4);
    for (guint s = 0; s < cp_slices_get_n_slices (self.slices); s++)
      self.thresholds[s] = self.flip.threshold + 0.3 * (cp_random_uniform (&random) - 0.5);
    g_autofree char *word = cp_column_dup_cell (cp_table_get_column (self.row, 3), 0);
    self.flip.threshold = get_threshold (&self, word);
    g_autoptr (GPtrArray) changes = find (&self, 3, NULL, NULL, 0);
    double distance;
    guint n_columns = twin_find (&self, &distance);
    n_found += n_columns > 0;
    for (guint i = 0; i < changes->len; i++) {
      const CpMinimalChange *change = g_ptr_array_index (changes, i);
      g_assert_true (twin_flips (&self, change->row));
      n_moved += !cp_flip_happens (&self.flip, change->score); /* by the row's own threshold it is none */
    }
    if (n_columns == 0)
      continue;
    const CpMinimalChange *first = g_ptr_array_index (changes, 0);
    g_assert_cmpuint (first->changes->len, ==, n_columns);
    assert_close (first->distance, distance, 1e-9);
  }
  g_assert_cmpuint (n_found, >, 20);
  g_assert_cmpuint (n_moved, >, 5);
}

static void
test_several (void) {
  CpRandom random;
  cp_random_init (&random, 5);
  guint n_many = 0;
  for (guint round = 0; round < 40; round++) {
    g_auto (Case) self = draw_case (&random, 0.9);
    g_autoptr (GPtrArray) changes = find (&self, 4, NULL, NULL, 0), again = find (&self, 4, NULL, NULL, 0);
    n_many += changes->len > 1;
    g_assert_cmpuint (changes->len, ==, again->len);
    for (guint i = 0; i < changes->len; i++) {
      const CpMinimalChange *change = g_ptr_array_index (changes, i), *same = g_ptr_array_index (again, i);
      g_assert_true (cp_flip_happens (&self.flip, score (&self, change->row)));
      g_assert_cmpfloat (score (&self, change->row), ==, change->score);
      g_assert_cmpfloat (change->distance, ==, same->distance);
      const CpMinimalChange *first = g_ptr_array_index (changes, 0);
      g_assert_cmpuint (first->changes->len, <=, change->changes->len);
      for (guint j = 0; j < i; j++) { /* other columns each time */
        const CpMinimalChange *other = g_ptr_array_index (changes, j);
        gboolean is_same = other->changes->len == change->changes->len;
        for (guint c = 0; is_same && c < change->changes->len; c++)
          is_same = g_str_equal (((CpDifference *)g_ptr_array_index (other->changes, c))->column,
                                 ((CpDifference *)g_ptr_array_index (change->changes, c))->column);
        g_assert_false (is_same);
      }
    }
  }
  g_assert_cmpuint (n_many, >, 10);
}

static gboolean
changes_column (const CpMinimalChange *change, const char *column) {
  for (guint i = 0; i < change->changes->len; i++)
    if (g_str_equal (((CpDifference *)g_ptr_array_index (change->changes, i))->column, column))
      return TRUE;
  return FALSE;
}

static void
test_held_columns (void) {
  static const char *const held[] = {"a", "sex_M", NULL}, *const all[] = {"a",     "b",   "c",
                                                                          "grade", "sex", NULL};
  static const CpRange ranges[] = {{"b", 2.5, 6}};
  CpRandom random;
  cp_random_init (&random, 6);
  for (guint round = 0; round < 20; round++) {
    g_auto (Case) self = draw_case (&random, 0.7);
    g_autoptr (GPtrArray) changes = find (&self, 3, held, ranges, 1), none = find (&self, 3, all, NULL, 0);
    g_assert_cmpuint (none->len, ==, 0);
    for (guint i = 0; i < changes->len; i++) {
      const CpMinimalChange *change = g_ptr_array_index (changes, i);
      g_assert_false (changes_column (change, "a"));
      g_assert_false (changes_column (change, "sex"));
      double b = cp_column_get_numbers (cp_table_get_column (change->row, 1))[0];
      g_assert_true (!changes_column (change, "b") || (b >= 2.5 && b <= 6));
    }
  }
}

/* score = sigmoid (x), x written with one decimal from 0 to 100: at 0.5 the row at 80 must fall below the
 * bias of 37.25: to 37.2, the nearest number with one decimal on the other side, which no row holds. */
static void
test_refined (void) {
  double numbers[41];
  for (guint i = 0; i < 41; i++)
    numbers[i] = i * 2.5;
  CpColumn *column = cp_column_new_number ("x", numbers, 41);
  g_autoptr (CpTable) table = cp_table_new ("t.csv", &column, 1, NULL);
  CpNetworkBuilder *builder = cp_network_builder_new ("line", 1);
  static const float one = 1, bias = -37.25f;
  cp_network_builder_dense (builder, "dense", 1, &one, &bias, CP_ACTIVATION_SIGMOID, 0);
  static const char *const names[] = {"x", NULL};
  guint32 row = 32;
  Case self = {.table = table,
               .row = cp_table_take_rows (table, &row, 1),
               .model = cp_network_builder_end (builder, NULL),
               .encoder = cp_encoder_propose (table, names, NULL, 1, CP_PROPOSE_PLAIN, NULL),
               .distance = cp_distance_build (table, NULL, NULL, NULL, 0, NULL),
               .flip = {FALSE, 1, 0.5}};
  g_autoptr (GPtrArray) changes = find (&self, 1, NULL, NULL, 0);
  const CpMinimalChange *change = g_ptr_array_index (changes, 0);
  const CpDifference *difference = g_ptr_array_index (change->changes, 0);
  g_assert_cmpstr (difference->from, ==, "80");
  g_assert_cmpstr (difference->to, ==, "37.2");
  static const CpRange range = {"x", 36.9, INFINITY}, narrow = {"x", 60, 90};
  g_autoptr (GPtrArray) within = find (&self, 1, NULL, &range, 1), none = find (&self, 1, NULL, &narrow, 1);
  g_assert_cmpuint (within->len, ==, 1);
  g_assert_cmpuint (none->len, ==, 0);
  cp_column_unref (column);
  cp_table_unref (self.row);
  cp_model_unref (self.model);
  cp_encoder_unref (self.encoder);
  cp_distance_unref (self.distance);
}

/* score >= 0.5 where a + b + c >= 26.5: from 0, 0, 0 only 9, 9, 9 will do. */
static void
test_three (void) {
  CpRandom random;
  cp_random_init (&random, 8);
  g_auto (Case) self = {.table = draw_table (&random)};
  CpNetworkBuilder *builder = cp_network_builder_new ("sum", 8);
  static const float weights[8] = {1, 1, 1}, bias = -26.5f;
  cp_network_builder_dense (builder, "dense", 1, weights, &bias, CP_ACTIVATION_SIGMOID, 0);
  self.model = cp_network_builder_end (builder, NULL);
  self.encoder = cp_encoder_propose (self.table, NULL, NULL, 8, CP_PROPOSE_PLAIN, NULL);
  self.distance = cp_distance_build (self.table, NULL, NULL, NULL, 0, NULL);
  guint32 row = 0; /* a, b and c are 0 there */
  self.row = cp_table_take_rows (self.table, &row, 1);
  self.flip = (CpFlip){FALSE, 0, 0.5};
  g_autoptr (GPtrArray) changes = find (&self, 2, NULL, NULL, 0);
  g_assert_cmpuint (changes->len, ==, 1);
  const CpMinimalChange *change = g_ptr_array_index (changes, 0);
  g_assert_cmpuint (change->changes->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpstr (((CpDifference *)g_ptr_array_index (change->changes, i))->to, ==, "9");
}

static void
refuse (const Case *self, const char *const *immutable, const CpRange *range, const char *message) {
  g_autoptr (GError) error = NULL;
  CpMinimalQuery query = {
      self->model, self->encoder, self->table, self->distance, 0.5, immutable, range, range != NULL, 0, 1, 0};
  g_assert_null (cp_minimal_changes_find (&query, self->row, NULL, NULL, &error));
  assert_message (error, message);
}

static void
test_refusals (void) {
  CpRandom random;
  cp_random_init (&random, 2);
  g_auto (Case) self = draw_case (&random, 0.5);
  static const char *const unknown[] = {"grad", NULL};
  refuse (&self, unknown, NULL, "t.csv: no column 'grad', which --immutable asks for; did you mean 'grade'?");
  refuse (&self, NULL, &(CpRange){"grade", 0, 1},
          "--range grade: expected a column of numbers; it is of type category.");
  refuse (&self, NULL, &(CpRange){"a", 2, 1}, "--range a: expected a least value below the greatest.");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_cancellable_cancel (cancellable);
  g_autoptr (GError) error = NULL;
  CpMinimalQuery query = {self.model, self.encoder, self.table, self.distance, 0.5, NULL, NULL, 0, 0, 1, 0};
  g_assert_null (cp_minimal_changes_find (&query, self.row, NULL, cancellable, &error));
  g_assert_error (error, CP_ERROR, CP_ERROR_CANCELLED);
  g_autoptr (CpModel) column = cp_model_new_column ("a");
  query.model = column;
  g_autoptr (GError) of_column = NULL;
  g_assert_null (cp_minimal_changes_find (&query, self.row, NULL, NULL, &of_column));
  g_assert_nonnull (
      strstr (of_column->message, "its scores stand in the table; an edited row cannot be scored"));
}

/* Rows of the table that differ in a held column are out of reach; those that agree keep their distance. */
static void
test_excluded_rows (void) {
  CpRandom random;
  cp_random_init (&random, 4);
  g_auto (Case) self = draw_case (&random, 0.5);
  g_autoptr (GPtrArray) one_hot = cp_one_hot_groups_find (self.table);
  static const char *const held[] = {"grade", "sex", "b", NULL};
  g_autofree gboolean *is_held = cp_immutable_find (self.table, one_hot, held, NULL);
  double distances[N_ROWS], before[N_ROWS];
  g_assert_true (cp_distance_to_all (self.distance, self.row, CP_NORM_L1, distances, NULL, NULL));
  memcpy (before, distances, sizeof before);
  gsize n = cp_immutable_exclude (self.table, self.row, is_held, distances), n_same = 0;
  for (guint32 i = 0; i < N_ROWS; i++) {
    g_autoptr (CpTable) row = cp_table_take_rows (self.table, &i, 1);
    gboolean is_same = TRUE;
    for (guint c = 0; c < 6; c++) {
      g_autofree char *a = cp_column_dup_cell (cp_table_get_column (row, c), 0);
      g_autofree char *b = cp_column_dup_cell (cp_table_get_column (self.row, c), 0);
      is_same &= c == 0 || c == 2 || strcmp (a, b) == 0;
    }
    n_same += is_same;
    g_assert_cmpfloat (distances[i], ==, is_same ? before[i] : INFINITY);
  }
  g_assert_cmpuint (n, ==, n_same);
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/explain/minimal-change/one-and-two-columns-agree-with-every-value-and-pair",
                   test_twin);
  g_test_add_func ("/core/explain/minimal-change/several-are-of-other-columns-and-flip", test_several);
  g_test_add_func ("/core/explain/minimal-change/a-changed-row-is-decided-by-the-slice-it-lies-in",
                   test_slices);
  g_test_add_func ("/core/explain/minimal-change/held-columns-and-ranges-are-respected", test_held_columns);
  g_test_add_func ("/core/explain/minimal-change/a-number-goes-no-farther-than-it-must", test_refined);
  g_test_add_func ("/core/explain/minimal-change/three-columns-where-two-are-not-enough", test_three);
  g_test_add_func ("/core/explain/minimal-change/what-cannot-be-asked-is-refused", test_refusals);
  g_test_add_func ("/core/explain/immutable/rows-that-differ-are-out-of-reach", test_excluded_rows);
  return g_test_run ();
}
