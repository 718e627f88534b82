#include "core/table/csv.h"
#include "core/table/statistics.h"
#include "tests/fixture.h"
#include <math.h>

/* Other people's files, where they are there. The expected counts are those of pandas 1.5.3: read_csv with
 * dtype=str, skipinitialspace, na_values ["", "NA", "NaN", "nan", "null", "?"]; isna().sum(), nunique(),
 * to_numeric().sum(). */

typedef struct {
  const char *name;
  CpColumnType type;
  gsize n_missing, n_distinct; /* distinct: 0 where not compared */
  double sum;                  /* of the numbers; NaN where not compared */
} Expected;

#define NUMBER CP_COLUMN_NUMBER
#define CATEGORY CP_COLUMN_CATEGORY
#define BOOLEAN CP_COLUMN_BOOLEAN
#define TEXT CP_COLUMN_TEXT

/* (transfer full) (nullable): NULL when the file is absent and the test skipped */
static CpTable *
read_real (const char *name, gsize n_rows, gsize n_columns, const Expected *expected, gsize n_expected) {
  g_autofree char *path = real_path (name);
  if (path == NULL)
    return NULL;
  g_autoptr (GError) error = NULL;
  CpTable *table = cp_csv_read (path, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cp_table_get_n_rows (table), ==, n_rows);
  g_assert_cmpuint (cp_table_get_n_columns (table), ==, n_columns);
  for (gsize i = 0; i < n_expected; i++) {
    const CpColumn *column = cp_table_require_column (table, expected[i].name, "this test", &error);
    g_assert_no_error (error);
    g_auto (CpColumnStatistics) statistics;
    cp_column_statistics (column, &statistics);
    g_assert_cmpint (cp_column_get_type (column), ==, expected[i].type);
    g_assert_cmpuint (statistics.n_missing, ==, expected[i].n_missing);
    if (expected[i].n_distinct > 0)
      g_assert_cmpuint (statistics.n_distinct, ==, expected[i].n_distinct);
    if (!isnan (expected[i].sum))
      assert_close (statistics.mean * (double)(n_rows - statistics.n_missing), expected[i].sum,
                    1e-12 * fabs (expected[i].sum));
  }
  return table;
}

static void
assert_notices (const CpTable *table, const char *expected) {
  g_autofree char *notices = g_strjoinv ("\n", (char **)cp_table_get_notices (table));
  g_assert_cmpstr (notices, ==, expected);
}

static void
test_mortgage_applications (void) {
  /* interest_rate and property_value: pandas counts 593 and 573 cells "Exempt" as one distinct value more */
  static const Expected expected[] = {{"derived_sex", CATEGORY, 0, 4, NAN},
                                      {"derived_race", CATEGORY, 0, 9, NAN},
                                      {"action_taken", NUMBER, 0, 2, 12828},
                                      {"loan_amount", NUMBER, 0, 0, 14766600000},
                                      {"interest_rate", NUMBER, 13080 + 593, 391, NAN},
                                      {"property_value", NUMBER, 1745 + 573, 562, NAN},
                                      {"income", NUMBER, 2780, 1194, 4874910},
                                      {"applicant_race-3", NUMBER, 26041, 13, NAN},
                                      {"applicant_age", CATEGORY, 0, 8, NAN},
                                      {"applicant_age_above_62", BOOLEAN, 1267, 2, NAN}};
  g_autoptr (CpTable) table =
      read_real ("data/hmda-mortgage.csv", 26144, 24, expected, G_N_ELEMENTS (expected));
  if (table == NULL)
    return;
  const CpColumn *rate = cp_table_find_column (table, "interest_rate");
  gsize count;
  g_assert_cmpuint (cp_column_get_n_missing_words (rate), ==, 1);
  g_assert_cmpstr (cp_column_get_missing_word_name (rate, 0, &count), ==, "Exempt");
  g_assert_cmpuint (count, ==, 593);
  assert_notices (table, "column 'interest_rate': 593 cells 'Exempt' are kept as a missing code; --type "
                         "interest_rate=category keeps them as values.\n"
                         "column 'property_value': 573 cells 'Exempt' are kept as a missing code; --type "
                         "property_value=category keeps them as values.");
}

static void
test_census_incomes (void) {
  static const Expected expected[] = {
      {"age", NUMBER, 0, 74, 1887430},          {"workclass", CATEGORY, 2799, 8, NAN},
      {"fnlwgt", NUMBER, 0, 28523, 9263575662}, {"education", CATEGORY, 0, 16, NAN},
      {"occupation", CATEGORY, 2809, 14, NAN},  {"native-country", CATEGORY, 857, 41, NAN},
      {"income", CATEGORY, 0, 2, NAN}};
  g_autoptr (CpTable) table = read_real ("data/adult.csv", 48842, 16, expected, G_N_ELEMENTS (expected));
  if (table != NULL)
    assert_notices (table, "");
}

static void
test_recidivism (void) {
  static const Expected expected[] = {{"id", NUMBER, 0, 7214, 39686059},
                                      {"sex", CATEGORY, 0, 2, NAN},
                                      {"days_b_screening_arrest", NUMBER, 307, 423, NAN},
                                      {"c_jail_in", TEXT, 307, 6907, NAN},
                                      {"c_charge_degree", CATEGORY, 0, 2, NAN},
                                      {"c_charge_desc", CATEGORY, 29, 437, NAN},
                                      {"violent_recid", NUMBER, 7214, 0, NAN},
                                      {"vr_charge_desc", CATEGORY, 6395, 83, NAN},
                                      {"two_year_recid", NUMBER, 0, 2, NAN}};
  g_autoptr (CpTable) table = read_real ("data/compas.csv", 7214, 46, expected, G_N_ELEMENTS (expected));
  if (table != NULL)
    assert_notices (table, "");
}

static void
test_births_and_flights (void) {
  static const Expected births[] = {{"weight_pounds", NUMBER, 0, 1785, 191353.37732249187},
                                    {"is_male", CATEGORY, 0, 3, NAN}, /* True, False, Unknown */
                                    {"plurality", CATEGORY, 0, 5, NAN},
                                    {"hash", NUMBER, 0, 77, NAN}};
  g_autoptr (CpTable) a = read_real ("data/babyweight-train.csv", 26518, 6, births, G_N_ELEMENTS (births));
  static const Expected flights[] = {{"ontime", NUMBER, 0, 2, 4582},
                                     {"dep_delay", NUMBER, 0, 228, 56870},
                                     {"carrier", CATEGORY, 0, 14, NAN},
                                     {"origin", CATEGORY, 0, 253, NAN},
                                     {"date", CATEGORY, 0, 365, NAN}};
  g_autoptr (CpTable) b =
      a != NULL ? read_real ("data/flights.csv", 5640, 14, flights, G_N_ELEMENTS (flights)) : NULL;
}

static void
test_messages_in_latin_1 (void) {
  static const Expected expected[] = {{"v1", CATEGORY, 0, 2, NAN},
                                      {"v2", TEXT, 0, 5169, NAN},
                                      {"column_3", TEXT, 5522, 43, NAN},
                                      {"column_4", CATEGORY, 5560, 10, NAN},
                                      {"column_5", CATEGORY, 5566, 5, NAN}};
  g_autoptr (CpTable) table =
      read_real ("data/sms-spam-latin1.csv", 5572, 5, expected, G_N_ELEMENTS (expected));
  if (table == NULL)
    return;
  assert_notices (table, "The file is not UTF-8; it was read as Latin-1 (Windows-1252), which converted 1200 "
                         "characters.\n"
                         "3 columns without a name are called by their position, from column_3 on.");
  gsize length;
  const char *text = cp_column_get_text (cp_table_get_column (table, 1), 5, &length);
  g_assert_nonnull (g_strstr_len (text, (gssize)length, "to send, å£1.50 to rcv"));
}

static void
test_questions_with_long_texts (void) {
  static const Expected expected[] = {{"source", CATEGORY, 0, 3, NAN},
                                      {"scores", TEXT, 10, 2, NAN},
                                      {"blue", CATEGORY, 7, 5, NAN},
                                      {"text", TEXT, 0, 12, NAN}};
  g_autoptr (CpTable) table =
      read_real ("data/stackoverflow-questions.csv", 12, 7, expected, G_N_ELEMENTS (expected));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/csv-real/mortgage-applications", test_mortgage_applications);
  g_test_add_func ("/core/csv-real/census-incomes", test_census_incomes);
  g_test_add_func ("/core/csv-real/recidivism", test_recidivism);
  g_test_add_func ("/core/csv-real/births-and-flights", test_births_and_flights);
  g_test_add_func ("/core/csv-real/messages-in-latin-1", test_messages_in_latin_1);
  g_test_add_func ("/core/csv-real/questions-with-long-texts", test_questions_with_long_texts);
  return g_test_run ();
}
