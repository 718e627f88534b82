#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/opening/file-kind.h"
#include "core/base/error.h"
#include "core/base/format.h"
#include "core/report/session-file.h"
#include "core/table/groups.h"
#include "core/table/statistics.h"

#include <math.h>
#include <string.h>

static json_t *
describe_column (const CpColumn *column) {
  g_auto (CpColumnStatistics) s = {0};
  cp_column_statistics (column, &s);
  json_t *json = json_pack ("{s:s,s:s,s:I,s:I}", "name", cp_column_get_name (column), "type",
                            cp_column_type_get_name (cp_column_get_type (column)), "missing",
                            (json_int_t)s.n_missing, "distinct", (json_int_t)s.n_distinct);
  const struct {
    const char *key;
    double value;
  } numbers[] = {{"mean", s.mean},     {"std", s.std}, {"min", s.min}, {"q1", s.q1},
                 {"median", s.median}, {"q3", s.q3},   {"max", s.max}};
  gboolean is_number = cp_column_get_type (column) == CP_COLUMN_NUMBER;
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    json_object_set_new (json, numbers[i].key, cp_json_number (is_number ? numbers[i].value : NAN));
  json_object_set_new (json, "zeros", is_number ? json_integer ((json_int_t)s.n_zeros) : json_null ());
  json_object_set_new (json, "top", s.top != NULL ? json_string (s.top) : json_null ());
  json_object_set_new (json, "top_count", json_integer ((json_int_t)s.top_count));
  gsize n_words = cp_column_get_n_missing_words (column);
  if (n_words > 0) {
    json_t *words = json_object ();
    for (gsize i = 0; i < n_words; i++) {
      gsize count;
      const char *word = cp_column_get_missing_word_name (column, i, &count);
      json_object_set_new (words, word, json_integer ((json_int_t)count));
    }
    json_object_set_new (json, "missing_codes", words);
  }
  return json;
}

static json_t *
describe_groups (const CpTable *table) {
  g_autoptr (GPtrArray) groups = cp_one_hot_groups_find (table);
  json_t *json = json_array ();
  for (guint i = 0; i < groups->len; i++) {
    const CpOneHotGroup *group = g_ptr_array_index (groups, i);
    json_t *columns = json_array (), *values = json_array ();
    for (guint j = 0; j < group->n_values; j++) {
      json_array_append_new (
          columns, json_string (cp_column_get_name (cp_table_get_column (table, group->columns[j]))));
      json_array_append_new (values, json_string (group->values[j]));
    }
    json_array_append_new (
        json, json_pack ("{s:s,s:o,s:o}", "name", group->name, "columns", columns, "values", values));
  }
  return json;
}

static json_t *
describe_table (const CpCliOptions *options, const char *path, GError **error) {
  g_autoptr (CpTable) table = NULL;
  CpSources source = *options->sources;
  source.data = (char *)path;
  table = cp_sources_read_table (&source, NULL, options->cancellable, error);
  if (table == NULL)
    return NULL;
  json_t *columns = json_array (), *notices = json_array ();
  for (gsize i = 0; i < cp_table_get_n_columns (table); i++)
    json_array_append_new (columns, describe_column (cp_table_get_column (table, i)));
  for (const char *const *notice = cp_table_get_notices (table); *notice != NULL; notice++)
    json_array_append_new (notices, json_string (*notice));
  return json_pack ("{s:s,s:I,s:o,s:o,s:o}", "file", path, "rows", (json_int_t)cp_table_get_n_rows (table),
                    "columns", columns, "one_hot_groups", describe_groups (table), "notices", notices);
}

static json_t *
describe_model (const char *path, GError **error) {
  g_autoptr (CpModel) model = cp_model_load (path, error);
  return model != NULL ? cp_model_describe (model) : NULL;
}

static json_t *
describe_file (const CpCliOptions *options, const char *path, GError **error) {
  switch (cp_file_kind_guess (path)) {
  case CP_FILE_MODEL:
    return describe_model (path, error);
  case CP_FILE_SESSION:
    return cp_session_file_read (path, error);
  case CP_FILE_TABLE:
    return describe_table (options, path, error);
  }
  g_return_val_if_reached (NULL);
}

static double
number_at (const json_t *json, const char *key) {
  const json_t *value = json_object_get (json, key);
  return json_is_number (value) ? json_number_value (value) : NAN;
}

static void
append_table (const json_t *json, CpCliFormat format, GString *out) {
  static const char *const header[] = {"column", "type",  "missing", "distinct",  "mean",
                                       "std",    "min",   "q1",      "median",    "q3",
                                       "max",    "zeros", "top",     "top count", NULL};
  static const char *const statistics[] = {"mean", "std", "min", "q1", "median", "q3", "max"};
  g_autoptr (CpCliRows) rows = cp_cli_rows_new (header);
  gsize i;
  json_t *column;
  json_array_foreach (json_object_get (json, "columns"), i, column) {
    cp_cli_rows_add_text (rows, json_string_value (json_object_get (column, "name")));
    cp_cli_rows_add_text (rows, json_string_value (json_object_get (column, "type")));
    double missing = number_at (column, "missing"), distinct = number_at (column, "distinct");
    cp_cli_rows_add_number (rows, missing, cp_format_count (missing));
    cp_cli_rows_add_number (rows, distinct, cp_format_count (distinct));
    for (guint j = 0; j < G_N_ELEMENTS (statistics); j++) {
      double value = number_at (column, statistics[j]);
      cp_cli_rows_add_number (rows, value, cp_format_number (value, -1));
    }
    double zeros = number_at (column, "zeros"), top_count = number_at (column, "top_count");
    cp_cli_rows_add_number (rows, zeros, cp_format_count (zeros));
    const char *top = json_string_value (json_object_get (column, "top"));
    g_autofree char *shown = NULL;
    if (format == CP_CLI_TABLE && top != NULL && g_utf8_strlen (top, -1) > 30) {
      g_autofree char *start = g_utf8_substring (top, 0, 29);
      shown = g_strconcat (start, "…", NULL);
    }
    cp_cli_rows_add_text (rows, shown != NULL ? shown : top != NULL ? top : "");
    cp_cli_rows_add_number (rows, top_count, cp_format_count (top_count));
  }
  if (format == CP_CLI_TABLE) {
    double n_columns = (double)json_array_size (json_object_get (json, "columns"));
    g_autofree char *n_rows = cp_format_counted (number_at (json, "rows"), "row");
    g_autofree char *columns = cp_format_counted (n_columns, "column");
    g_string_append_printf (out, "%s: %s, %s\n", json_string_value (json_object_get (json, "file")), n_rows,
                            columns);
  }
  cp_cli_rows_append (rows, format, out);
  if (format != CP_CLI_TABLE)
    return;
  json_t *group, *notice;
  json_array_foreach (json_object_get (json, "one_hot_groups"), i, group) {
    g_autofree char *columns =
        cp_format_counted ((double)json_array_size (json_object_get (group, "columns")), "column");
    g_string_append_printf (out, "one-hot group %s of %s\n",
                            json_string_value (json_object_get (group, "name")), columns);
  }
  json_array_foreach (json_object_get (json, "notices"), i, notice)
    g_string_append_printf (out, "note: %s\n", json_string_value (notice));
}

static char *
dup_shape (const json_t *shape) {
  if (!json_is_array (shape))
    return g_strdup ("");
  GString *text = g_string_new (NULL);
  gsize i;
  json_t *size;
  json_array_foreach ((json_t *)shape, i, size) {
    g_autofree char *part = cp_json_dump (size, FALSE);
    g_string_append_printf (text, "%s%s", i > 0 ? " × " : "", part);
  }
  return g_string_free (text, FALSE);
}

static void
append_model (const json_t *json, CpCliFormat format, GString *out) {
  static const char *const header[] = {"layer", "kind", "name", "shape", NULL};
  g_autoptr (CpCliRows) rows = cp_cli_rows_new (header);
  gsize i;
  json_t *layer;
  json_array_foreach (json_object_get (json, "layers"), i, layer) {
    cp_cli_rows_add_number (rows, (double)i, cp_format_count ((double)i));
    cp_cli_rows_add_text (rows, json_string_value (json_object_get (layer, "kind")));
    cp_cli_rows_add_text (rows, json_string_value (json_object_get (layer, "name")));
    g_autofree char *shape = dup_shape (json_object_get (layer, "shape"));
    cp_cli_rows_add_text (rows, shape);
  }
  if (format == CP_CLI_TABLE) {
    double width = 0;
    json_t *input;
    json_array_foreach (json_object_get (json, "inputs"), i, input)
      width += number_at (input, "width");
    double n_outputs = (double)json_array_size (json_object_get (json, "outputs"));
    g_autofree char *inputs = cp_format_counted (width, "input");
    g_autofree char *outputs = cp_format_counted (n_outputs, "output");
    g_autofree char *parameters = cp_format_counted (number_at (json, "parameters"), "parameter");
    g_string_append_printf (out, "%s: %s, %s, %s, %s, %s\n",
                            json_string_value (json_object_get (json, "file")),
                            json_string_value (json_object_get (json, "format")),
                            json_string_value (json_object_get (json, "task")), inputs, outputs, parameters);
  }
  cp_cli_rows_append (rows, format, out);
}

static void
append_text (const json_t *json, CpCliFormat format, GString *out) {
  if (json_object_get (json, "columns") != NULL) {
    append_table (json, format, out);
  } else if (json_object_get (json, "layers") != NULL) {
    append_model (json, format, out);
  } else {
    g_autofree char *text = cp_json_dump (json, TRUE);
    g_string_append (out, text);
  }
}

int
cp_command_inspect (int argc, char **argv) {
  int status;
  g_autoptr (CpCliOptions) options =
      cp_cli_options_parse (argc, argv, "describe tables and models", "FILE…", NULL, &status);
  if (options == NULL)
    return status;
  if (options->arguments[0] == NULL && options->sources->data == NULL)
    return cp_cli_misuse ("inspect", "expected at least one FILE.");
  g_autoptr (json_t) all = json_array ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree const char **files = g_new0 (const char *, g_strv_length (options->arguments) + 2);
  gsize n_files = 0;
  if (options->sources->data != NULL)
    files[n_files++] = options->sources->data;
  for (char **argument = options->arguments; *argument != NULL; argument++)
    files[n_files++] = *argument;
  for (gsize i = 0; i < n_files; i++) {
    g_autoptr (GError) error = NULL;
    json_t *json = describe_file (options, files[i], &error);
    if (json == NULL)
      return cp_cli_fail (error);
    json_array_append_new (all, json);
    if (i > 0 && options->format != CP_CLI_JSON)
      g_string_append_c (text, '\n');
    append_text (json, options->format, text);
  }
  if (options->format == CP_CLI_JSON)
    return cp_cli_write_json (options, n_files == 1 ? json_array_get (all, 0) : all);
  return cp_cli_write (options, text->str, text->len);
}
