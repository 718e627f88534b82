#include "app/cli/output.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/format.h"
#include "core/table/csv.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

struct _CpCliRows {
  gsize n_columns;
  GPtrArray *screen; /* cells as shown, the header first */
  GPtrArray *file;   /* the same as written to CSV */
  GArray *is_number; /* gboolean per cell: aligned right */
};

static void
add_cell (CpCliRows *rows, char *screen, char *file, gboolean is_number) {
  g_ptr_array_add (rows->screen, screen);
  g_ptr_array_add (rows->file, file);
  g_array_append_val (rows->is_number, is_number);
}

CpCliRows *
cp_cli_rows_new (const char *const *header) {
  CpCliRows *rows = g_new0 (CpCliRows, 1);
  rows->n_columns = g_strv_length ((char **)header);
  rows->screen = g_ptr_array_new_with_free_func (g_free);
  rows->file = g_ptr_array_new_with_free_func (g_free);
  rows->is_number = g_array_new (FALSE, FALSE, sizeof (gboolean));
  for (; *header != NULL; header++)
    add_cell (rows, g_strdup (*header), g_strdup (*header), FALSE);
  return rows;
}

void
cp_cli_rows_free (CpCliRows *rows) {
  g_ptr_array_unref (rows->screen);
  g_ptr_array_unref (rows->file);
  g_array_unref (rows->is_number);
  g_free (rows);
}

void
cp_cli_rows_add_text (CpCliRows *rows, const char *text) {
  add_cell (rows, g_strdup (text), g_strdup (text), FALSE);
}

void
cp_cli_rows_add_number (CpCliRows *rows, double value, char *screen) {
  char file[CP_FORMAT_SIZE] = "";
  if (isfinite (value))
    cp_format_double (file, value);
  add_cell (rows, screen, g_strdup (file), TRUE);
}

static gsize
width_of (const char *text) {
  return (gsize)g_utf8_strlen (text, -1);
}

/* A column is aligned right when its first row holds a number. */
static gboolean
is_right (const CpCliRows *rows, gsize column) {
  gsize below = rows->n_columns + column;
  return below < rows->is_number->len && g_array_index (rows->is_number, gboolean, below);
}

static void
append_table (const CpCliRows *rows, GString *out) {
  gsize n_cells = rows->screen->len;
  g_autofree gsize *widths = g_new0 (gsize, rows->n_columns + 1);
  for (gsize i = 0; i < n_cells; i++)
    widths[i % rows->n_columns] =
        MAX (widths[i % rows->n_columns], width_of (g_ptr_array_index (rows->screen, i)));
  for (gsize i = 0; i < n_cells; i++) {
    gsize column = i % rows->n_columns;
    const char *text = g_ptr_array_index (rows->screen, i);
    gboolean is_last = column + 1 == rows->n_columns;
    int padding = (int)(widths[column] - width_of (text));
    if (is_right (rows, column))
      g_string_append_printf (out, "%*s%s", padding, "", text);
    else if (is_last)
      g_string_append (out, text);
    else
      g_string_append_printf (out, "%s%*s", text, padding, "");
    g_string_append (out, is_last ? "\n" : "  ");
  }
}

static void
append_csv (const CpCliRows *rows, GString *out) {
  for (gsize i = 0; i < rows->file->len; i++) {
    cp_csv_append_field (out, g_ptr_array_index (rows->file, i), ',');
    g_string_append_c (out, (i + 1) % rows->n_columns == 0 ? '\n' : ',');
  }
}

void
cp_cli_rows_append (const CpCliRows *rows, CpCliFormat format, GString *out) {
  if (format == CP_CLI_CSV)
    append_csv (rows, out);
  else
    append_table (rows, out);
}

int
cp_cli_write (const CpCliOptions *options, const char *text, gsize length) {
  g_autoptr (GError) error = NULL;
  if (cp_check_cancelled (options->cancellable, &error))
    return cp_cli_fail (error);
  if (options->output != NULL) {
    if (!cp_write_file (options->output, text, length, &error))
      return cp_cli_fail (error);
    return 0;
  }
  if (fwrite (text, 1, length, stdout) != length || fflush (stdout) != 0) {
    fprintf (stderr, "counterpoint: standard output: cannot be written: %s.\n", g_strerror (errno));
    return 1;
  }
  return 0;
}

int
cp_cli_write_rows (const CpCliOptions *options, const CpCliRows *rows) {
  g_autoptr (GString) out = g_string_new (NULL);
  cp_cli_rows_append (rows, options->format, out);
  return cp_cli_write (options, out->str, out->len);
}

int
cp_cli_write_json (const CpCliOptions *options, const json_t *json) {
  g_autofree char *text = cp_json_dump (json, TRUE);
  return cp_cli_write (options, text, strlen (text));
}
