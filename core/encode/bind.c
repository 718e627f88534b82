#include "core/encode/bound.h"
#include "core/encode/encoder-private.h"

#include "core/base/error.h"
#include "core/table/edits.h"

#include <math.h>
#include <string.h>

/* The listed values, to be found by text or by number. */
typedef struct {
  GHashTable *by_text;   /* text → index + 1 */
  GHashTable *by_number; /* double → index + 1 */
  double *numbers;       /* keys of by_number */
} ListedValues;

static void
listed_values_init (ListedValues *listed, const CpInput *input) {
  listed->by_text = g_hash_table_new (g_str_hash, g_str_equal);
  listed->by_number = g_hash_table_new (g_double_hash, g_double_equal);
  listed->numbers = g_new (double, input->n_values);
  for (guint i = 0; i < input->n_values; i++) {
    g_hash_table_insert (listed->by_text, input->values[i], GUINT_TO_POINTER (i + 1));
    if (!cp_parse_number (input->values[i], strlen (input->values[i]), &listed->numbers[i]))
      continue;
    listed->numbers[i] += 0.0; /* −0 hashes apart from 0 */
    if (!g_hash_table_contains (listed->by_number, &listed->numbers[i]))
      g_hash_table_insert (listed->by_number, &listed->numbers[i], GUINT_TO_POINTER (i + 1));
  }
}

static void
listed_values_clear (ListedValues *listed) {
  g_hash_table_unref (listed->by_text);
  g_hash_table_unref (listed->by_number);
  g_free (listed->numbers);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ListedValues, listed_values_clear)

/* An index of @values, or n_values where the text is not listed. */
static guint32
find_text (const ListedValues *listed, const CpInput *input, const char *text) {
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (listed->by_text, text));
  return found > 0 ? found - 1 : input->n_values;
}

static guint32
find_number (const ListedValues *listed, const CpInput *input, double number) {
  number += 0.0;
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (listed->by_number, &number));
  return found > 0 ? found - 1 : input->n_values;
}

/* A category or boolean: its dictionary is matched once. (transfer full): the listed value of each code */
static guint32 *
match_dictionary (CpBinding *binding, const ListedValues *listed) {
  const CpColumn *column = binding->column;
  binding->codes = cp_column_get_codes (column);
  binding->n_codes = (guint32)cp_column_get_n_values (column);
  guint32 *matches = g_new (guint32, binding->n_codes + 1);
  for (guint32 code = 0; code < binding->n_codes; code++)
    matches[code] = find_text (listed, binding->input, cp_column_get_value (column, code));
  return matches;
}

/* The listed value of one cell of a number or text column, n_values where it is not listed. A coded missing
 * word counts as present where it is listed. */
static guint32
match_cell (const CpBinding *binding, const ListedValues *listed, gsize row, GString *buffer) {
  const CpColumn *column = binding->column;
  gboolean is_number = cp_column_get_type (column) == CP_COLUMN_NUMBER;
  if (cp_column_is_missing (column, row)) {
    const char *word = is_number ? cp_column_get_missing_word (column, row) : NULL;
    guint32 match = word != NULL ? find_text (listed, binding->input, word) : binding->input->n_values;
    return match < binding->input->n_values ? match : CP_MISSING;
  }
  if (is_number)
    return find_number (listed, binding->input, cp_column_get_numbers (column)[row]);
  gsize length;
  const char *cell = cp_column_get_text (column, row, &length);
  g_string_truncate (buffer, 0);
  g_string_append_len (buffer, cell, (gssize)length);
  return find_text (listed, binding->input, buffer->str);
}

/* A number or text: every cell is matched and gets a code of our own. */
static guint32 *
match_cells (CpBinding *binding, const ListedValues *listed, gsize n_rows) {
  g_autoptr (GString) buffer = g_string_new (NULL);
  binding->codes = binding->own_codes = g_new (guint32, n_rows);
  for (gsize row = 0; row < n_rows; row++)
    binding->own_codes[row] = match_cell (binding, listed, row, buffer);
  binding->n_codes = binding->input->n_values + 1;
  guint32 *matches = g_new (guint32, binding->n_codes);
  for (guint32 i = 0; i < binding->n_codes; i++)
    matches[i] = i;
  return matches;
}

static void
bind_values (CpBinding *binding, gsize n_rows) {
  const CpInput *input = binding->input;
  CpColumnType type = cp_column_get_type (binding->column);
  g_auto (ListedValues) listed = {0};
  listed_values_init (&listed, input);
  g_autofree guint32 *matches = type == CP_COLUMN_CATEGORY || type == CP_COLUMN_BOOLEAN
                                    ? match_dictionary (binding, &listed)
                                    : match_cells (binding, &listed, n_rows);
  binding->missing_level = input->missing == CP_MISSING_NUMBER ? (float)input->missing_value : NAN;
  if (input->encoding == CP_ENCODING_ONE_HOT) {
    binding->targets = g_new (gint32, binding->n_codes + 1);
    for (guint32 code = 0; code < binding->n_codes; code++)
      binding->targets[code] = matches[code] < input->n_values ? (gint32)matches[code] : CP_TARGET_NONE;
  } else {
    binding->levels = g_new (float, binding->n_codes + 1);
    for (guint32 code = 0; code < binding->n_codes; code++)
      binding->levels[code] = matches[code] < input->n_values ? (float)matches[code] : binding->missing_level;
  }
}

static gboolean
bind_number (const CpEncoder *encoder, guint index, CpBinding *binding, const CpTable *table,
             GError **error) {
  const CpInput *input = binding->input;
  CpColumnType type = cp_column_get_type (binding->column);
  if (type != CP_COLUMN_NUMBER && type != CP_COLUMN_BOOLEAN) {
    g_autofree char *place = cp_encoder_dup_input_place (encoder, index);
    g_set_error (
        error, CP_ERROR, CP_ERROR_MISMATCH,
        "%s: column '%s' is a %s column, which %s takes as a number; expected a number or boolean column.",
        cp_table_get_place (table), input->column, cp_column_type_get_name (type), place);
    return FALSE;
  }
  binding->missing_level =
      input->missing == CP_MISSING_NUMBER ? cp_input_scale (input, input->missing_value) : NAN;
  if (type == CP_COLUMN_NUMBER) {
    binding->numbers = cp_column_get_numbers (binding->column);
    return TRUE;
  }
  binding->codes = cp_column_get_codes (binding->column);
  binding->n_codes = 2;
  binding->levels = g_new (float, 2);
  binding->levels[0] = cp_input_scale (input, 0);
  binding->levels[1] = cp_input_scale (input, 1);
  return TRUE;
}

static gboolean
bind_input (CpBoundEncoder *bound, guint index, const CpTable *table, GError **error) {
  const CpEncoder *encoder = bound->encoder;
  CpBinding *binding = &bound->bindings[index];
  binding->input = cp_encoder_get_input (encoder, index);
  binding->feature = cp_encoder_get_first_feature (encoder, index);
  g_autofree char *place = cp_encoder_dup_input_place (encoder, index);
  CpColumn *column = cp_table_require_column (table, binding->input->column, place, error);
  if (column == NULL)
    return FALSE;
  binding->column = cp_column_ref (column);
  if (binding->input->text != NULL) {
    bound->has_text = TRUE;
    return TRUE;
  }
  if (binding->input->encoding == CP_ENCODING_NUMBER)
    return bind_number (encoder, index, binding, table, error);
  bound->has_one_hot |= binding->input->encoding == CP_ENCODING_ONE_HOT;
  bind_values (binding, bound->n_rows);
  return TRUE;
}

CpBoundEncoder *
cp_encoder_bind (CpEncoder *encoder, const CpTable *table, GError **error) {
  g_return_val_if_fail (encoder != NULL && table != NULL, NULL);
  guint n_inputs = cp_encoder_get_n_inputs (encoder);
  g_autoptr (CpBoundEncoder) bound = g_malloc0 (sizeof (CpBoundEncoder) + n_inputs * sizeof (CpBinding));
  bound->encoder = cp_encoder_ref (encoder);
  bound->place = g_strdup (cp_table_get_place (table));
  bound->n_rows = cp_table_get_n_rows (table);
  bound->n_features = cp_encoder_get_n_features (encoder);
  for (guint i = 0; i < n_inputs; i++) {
    bound->n_bindings = i + 1;
    if (!bind_input (bound, i, table, error))
      return NULL;
  }
  return g_steal_pointer (&bound);
}

void
cp_bound_encoder_free (CpBoundEncoder *bound) {
  if (bound == NULL)
    return;
  for (guint i = 0; i < bound->n_bindings; i++) {
    g_clear_pointer (&bound->bindings[i].column, cp_column_unref);
    g_free (bound->bindings[i].own_codes);
    g_free (bound->bindings[i].targets);
    g_free (bound->bindings[i].levels);
  }
  cp_encoder_unref (bound->encoder);
  g_free (bound->place);
  g_free (bound);
}
