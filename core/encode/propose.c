#include "core/encode/encoder-private.h"

#include "core/base/error.h"
#include "core/table/ids.h"
#include "core/table/statistics.h"

#include <math.h>

#define WIDEST_PROPOSAL 10000 /* features; more come from a column that should not be one-hot */

static void
propose_number (const CpColumn *column, gboolean is_scaled, CpInput *input) {
  double mean, deviation;
  cp_column_moments (column, &mean, &deviation);
  mean = isnan (mean) ? 0 : mean;
  if (is_scaled) {
    input->scale = CP_SCALE_STANDARD;
    input->scale_a = mean;
    input->scale_b = isnan (deviation) ? 0 : deviation;
  }
  input->missing_value = mean;
}

static void
propose_boolean (const CpColumn *column, CpInput *input) {
  gsize n_rows = cp_column_get_n_rows (column), n_present = n_rows - cp_column_get_n_missing (column),
        n_true = 0;
  const guint32 *codes = cp_column_get_codes (column);
  for (gsize row = 0; row < n_rows; row++)
    n_true += codes[row] == 1;
  input->missing_value = n_present > 0 ? (double)n_true / (double)n_present : 0;
}

static void
propose_one_hot (const CpColumn *column, CpInput *input) {
  gsize n_values = cp_column_get_n_values (column);
  input->encoding = CP_ENCODING_ONE_HOT;
  input->values = g_new0 (char *, n_values + 1);
  for (gsize code = 0; code < n_values; code++)
    input->values[code] = g_strdup (cp_column_get_value (column, code));
  input->n_values = (guint)n_values;
}

static void
append_proposal (GArray *inputs, const CpColumn *column, CpProposal how) {
  CpInput input = {.column = g_strdup (cp_column_get_name (column)), .encoding = CP_ENCODING_NUMBER};
  CpColumnType type = cp_column_get_type (column);
  if (type == CP_COLUMN_NUMBER)
    propose_number (column, (how & CP_PROPOSE_SCALED) != 0, &input);
  else if (type == CP_COLUMN_BOOLEAN)
    propose_boolean (column, &input);
  else
    propose_one_hot (column, &input);
  if ((how & CP_PROPOSE_MISSING_PASSES) != 0 && input.encoding == CP_ENCODING_NUMBER)
    input.missing = CP_MISSING_PASS;
  else if (cp_column_get_n_missing (column) > 0)
    input.missing = CP_MISSING_NUMBER;
  if (input.missing != CP_MISSING_NUMBER)
    input.missing_value = 0;
  g_array_append_val (inputs, input);
}

static gboolean
append_named (GArray *inputs, const CpTable *table, const char *const *names, CpProposal how,
              GError **error) {
  for (; *names != NULL; names++) {
    const CpColumn *column = cp_table_require_column (table, *names, "the list of features", error);
    if (column == NULL)
      return FALSE;
    if (cp_column_get_type (column) == CP_COLUMN_TEXT) {
      g_set_error (
          error, CP_ERROR, CP_ERROR_UNSUPPORTED,
          "%s: column '%s' is text, which cannot be a feature yet; leave it out or read it as a category.",
          cp_table_get_place (table), *names);
      return FALSE;
    }
    if (cp_column_get_type (column) == CP_COLUMN_CATEGORY && cp_column_get_n_values (column) == 0) {
      g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
                   "%s: column '%s' has no value in any row to make features of.", cp_table_get_place (table),
                   *names);
      return FALSE;
    }
    append_proposal (inputs, column, how);
  }
  return TRUE;
}

static gboolean
is_feature (const CpColumn *column) {
  gsize n_rows = cp_column_get_n_rows (column);
  gboolean is_empty = n_rows > 0 && cp_column_get_n_missing (column) == n_rows;
  return cp_column_get_type (column) != CP_COLUMN_TEXT && !is_empty && !cp_column_is_id (column);
}

static void
append_default (GArray *inputs, const CpTable *table, const char *const *ignored, CpProposal how) {
  for (gsize i = 0; i < cp_table_get_n_columns (table); i++) {
    const CpColumn *column = cp_table_get_column (table, i);
    gboolean is_ignored = ignored != NULL && g_strv_contains (ignored, cp_column_get_name (column));
    if (!is_ignored && is_feature (column))
      append_proposal (inputs, column, how);
  }
}

static void
set_width_error (const CpEncoder *encoder, const CpTable *table, guint n_features, GError **error) {
  g_autoptr (GString) columns = g_string_new (NULL);
  for (guint i = 0; i < cp_encoder_get_n_inputs (encoder); i++) {
    const CpInput *input = cp_encoder_get_input (encoder, i);
    g_string_append_printf (columns, "%s%s %u", i > 0 ? ", " : "", input->column,
                            input->encoding == CP_ENCODING_ONE_HOT ? input->n_values : 1);
  }
  g_set_error (
      error, CP_ERROR, CP_ERROR_MISMATCH,
      "The model takes %u features, but the columns of %s make %u (%s); name its columns or give a feature "
      "specification.",
      n_features, cp_table_get_place (table), cp_encoder_get_n_features (encoder), columns->str);
}

static gboolean
check_width (const CpEncoder *encoder, const CpTable *table, guint n_features, GError **error) {
  if (n_features > 0 && cp_encoder_get_n_features (encoder) != n_features) {
    set_width_error (encoder, table, n_features, error);
    return FALSE;
  }
  if (n_features > 0 || cp_encoder_get_n_features (encoder) <= WIDEST_PROPOSAL)
    return TRUE;
  const CpInput *widest = cp_encoder_get_input (encoder, 0);
  for (guint i = 1; i < cp_encoder_get_n_inputs (encoder); i++)
    if (cp_encoder_get_input (encoder, i)->n_values > widest->n_values)
      widest = cp_encoder_get_input (encoder, i);
  g_set_error (
      error, CP_ERROR, CP_ERROR_VALUE,
      "%s: the columns make %u features, at most %d are proposed; leave out '%s', which has %u values.",
      cp_table_get_place (table), cp_encoder_get_n_features (encoder), WIDEST_PROPOSAL, widest->column,
      widest->n_values);
  return FALSE;
}

CpEncoder *
cp_encoder_propose (const CpTable *table, const char *const *columns, const char *const *ignored,
                    guint n_features, CpProposal how, GError **error) {
  g_return_val_if_fail (table != NULL, NULL);
  g_autoptr (GArray) inputs = g_array_new (FALSE, TRUE, sizeof (CpInput));
  g_array_set_clear_func (inputs, (GDestroyNotify)cp_input_clear);
  if (columns == NULL)
    append_default (inputs, table, ignored, how);
  else if (!append_named (inputs, table, columns, how, error))
    return NULL;
  if (inputs->len == 0) {
    g_set_error (error, CP_ERROR, CP_ERROR_MISMATCH,
                 "%s: no column is left to be a feature, once the label, ids and text are taken out.",
                 cp_table_get_place (table));
    return NULL;
  }
  g_autoptr (CpEncoder) encoder = cp_encoder_take (g_steal_pointer (&inputs), NULL);
  return check_width (encoder, table, n_features, error) ? g_steal_pointer (&encoder) : NULL;
}
