#include "core/table/groups.h"

#include "core/table/csv.h"
#include "tests/fixture.h"
#include <string.h>

static CpTable *
read_text (const char *text) {
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  CpTable *table = cp_csv_read_bytes (bytes, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return table;
}

/* The groups as "name=value,value;…" */
static void
assert_groups (const char *text, const char *expected) {
  g_autoptr (CpTable) table = read_text (text);
  g_autoptr (GPtrArray) groups = cp_one_hot_groups_find (table);
  g_autoptr (GString) found = g_string_new (NULL);
  for (guint i = 0; i < groups->len; i++) {
    const CpOneHotGroup *group = groups->pdata[i];
    g_autofree char *values = g_strjoinv (",", group->values);
    g_assert_cmpuint (g_strv_length (group->values), ==, group->n_values);
    g_string_append_printf (found, "%s%s=%s", i > 0 ? ";" : "", group->name, values);
  }
  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_columns_of_one_prefix_are_a_group (void) {
  assert_groups ("age,sex_Female,sex_Male\n30,0,1\n40,1,0\n50,0,0\n", "sex=Female,Male");
}

static void
test_values_may_hold_separators (void) {
  assert_groups ("race_Black or African,race_Black_other,race_White\n1,0,0\n0,1,0\n0,0,1\n",
                 "race=Black or African,Black_other,White");
  assert_groups ("job=a-b,job=c-d,x\n1,0,5\n0,1,6\n", "job=a-b,c-d");
}

static void
test_a_prefix_within_a_prefix_is_told_apart (void) {
  assert_groups (
      "applicant_sex_F,applicant_sex_M,applicant_race_B,applicant_race_W\n1,0,1,0\n0,1,0,1\n1,0,0,1\n",
      "applicant_sex=F,M;applicant_race=B,W");
}

static void
test_columns_that_may_both_be_one_are_no_group (void) {
  assert_groups ("is_female,is_old\n1,1\n0,1\n1,0\n", "");
}

static void
test_columns_with_other_numbers_are_left_out (void) {
  /* as HMDA has them: applicant_race-1 … -3 hold codes up to 44 */
  assert_groups ("applicant_race-1,applicant_race-2\n5,21\n3,\n", "");
  assert_groups ("education_num,education_BA,education_MA\n13,1,0\n14,0,1\n", "education=BA,MA");
}

static void
test_a_column_without_a_one_is_left_out (void) {
  assert_groups ("c_a,c_b,c_none\n1,0,0\n0,1,0\n", "c=a,b");
  assert_groups ("c_a,c_b\n1,0\n1,0\n", "");
}

static void
test_booleans_are_taken_too (void) {
  assert_groups ("s_x,s_y\ntrue,false\nfalse,true\n", "s=x,y");
}

static void
test_codes_columns_and_edits_agree (void) {
  g_autoptr (CpTable) table = read_text ("sex_M,age,sex_F\n1,5,0\n0,6,1\n0,7,0\n,8,0\n");
  g_autoptr (GPtrArray) groups = cp_one_hot_groups_find (table);
  const CpOneHotGroup *group = groups->pdata[0];
  const guint32 expected[] = {0, 1, CP_MISSING, CP_MISSING};
  for (gsize row = 0; row < 4; row++)
    g_assert_cmpuint (cp_one_hot_group_get_code (group, table, row), ==, expected[row]);

  g_autoptr (CpColumn) column = cp_one_hot_group_to_column (group, table);
  g_assert_cmpstr (cp_column_get_name (column), ==, "sex");
  g_autofree char *first = cp_column_dup_cell (column, 0), *second = cp_column_dup_cell (column, 1);
  g_assert_cmpstr (first, ==, "M");
  g_assert_cmpstr (second, ==, "F");
  g_assert_cmpuint (cp_column_get_n_missing (column), ==, 2);

  for (gsize row = 0; row < 4; row++)
    for (guint32 code = 0; code < 3; code++) {
      guint32 wanted = code < 2 ? code : CP_MISSING;
      g_autoptr (CpTable) edited = cp_one_hot_group_set (group, table, row, wanted);
      g_assert_cmpuint (cp_one_hot_group_get_code (group, edited, row), ==, wanted);
      g_assert_true (cp_table_get_column (edited, 1) == cp_table_get_column (table, 1));
      for (gsize other = 0; other < 4; other++)
        if (other != row)
          g_assert_cmpuint (cp_one_hot_group_get_code (group, edited, other), ==, expected[other]);
    }
  g_autoptr (CpTable) same = cp_one_hot_group_set (group, table, 0, 0);
  g_assert_true (cp_table_get_column (same, 0) == cp_table_get_column (table, 0));
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/groups/columns-of-one-prefix-are-a-group", test_columns_of_one_prefix_are_a_group);
  g_test_add_func ("/core/groups/values-may-hold-separators", test_values_may_hold_separators);
  g_test_add_func ("/core/groups/a-prefix-within-a-prefix-is-told-apart",
                   test_a_prefix_within_a_prefix_is_told_apart);
  g_test_add_func ("/core/groups/columns-that-may-both-be-one-are-no-group",
                   test_columns_that_may_both_be_one_are_no_group);
  g_test_add_func ("/core/groups/columns-with-other-numbers-are-left-out",
                   test_columns_with_other_numbers_are_left_out);
  g_test_add_func ("/core/groups/a-column-without-a-one-is-left-out",
                   test_a_column_without_a_one_is_left_out);
  g_test_add_func ("/core/groups/booleans-are-taken-too", test_booleans_are_taken_too);
  g_test_add_func ("/core/groups/codes-columns-and-edits-agree", test_codes_columns_and_edits_agree);
  return g_test_run ();
}
