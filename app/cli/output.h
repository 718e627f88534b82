#pragma once
#include "app/cli/options.h"
#include "core/base/json.h"

/* How a subcommand answers: a JSON value, or rows of cells that are printed as an aligned table or as CSV. */
G_BEGIN_DECLS

typedef struct _CpCliRows CpCliRows;
CpCliRows *cp_cli_rows_new (const char *const *header); /* NULL-terminated */
void cp_cli_rows_free (CpCliRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpCliRows, cp_cli_rows_free)

/* Cells are added left to right; a full row starts the next. */
void cp_cli_rows_add_text (CpCliRows *rows, const char *text);
/* @screen: (transfer full): the cell in a table; in CSV it is the shortest text of @value, empty when NaN */
void cp_cli_rows_add_number (CpCliRows *rows, double value, char *screen);

/* Appends the rows to @out in the options' format (table or csv). */
void cp_cli_rows_append (const CpCliRows *rows, CpCliFormat format, GString *out);

/* Writes to -o FILE or standard output; the exit status. */
int cp_cli_write (const CpCliOptions *options, const char *text, gsize length);
int cp_cli_write_rows (const CpCliOptions *options, const CpCliRows *rows); /* in its format */
int cp_cli_write_json (const CpCliOptions *options, const json_t *json);

G_END_DECLS
