#pragma once
#include "app/points/column-source.h"

/* Columns that are not in the table but follow from it and its models: what each model says of a row, how two
 * models differ, how far a row is from the selected one. With the table's own columns they are what a plot,
 * facets or a list of rows can show. Decisions compare with the session's thresholds of a row's slice. */
G_BEGIN_DECLS

typedef enum {
  CP_COMPUTED_SCORE,       /* number */
  CP_COMPUTED_DECISION,    /* Negative, Positive */
  CP_COMPUTED_CORRECTNESS, /* Correct, Wrong; missing without a label */
  CP_COMPUTED_ERROR,       /* True negative, True positive, False positive, False negative; likewise */
  CP_COMPUTED_DIFFERENCE,  /* number: score of A − score of B */
  CP_COMPUTED_TRUTH,       /* Truly negative, Truly positive */
  CP_COMPUTED_AGREEMENT,   /* Both negative, Both positive, Only A positive, Only B positive */
  CP_COMPUTED_DISTANCE     /* number: L1 distance to the selected row as it was scored last */
} CpComputedKind;

/* A column to look at. */
typedef struct {
  int field; /* index into the fields; < 0: a computed column */
  CpComputedKind kind;
  guint model; /* of the first four kinds */
} CpColumnChoice;

/* (transfer full) (element-type CpColumnChoice): the computed columns there are, by model, then between
 * models */
GArray *cp_computed_columns_list (guint n_models, gboolean has_label);
gboolean cp_column_choice_equal (const CpColumnChoice *a, const CpColumnChoice *b);
gboolean cp_column_choice_is_score (const CpColumnChoice *choice);
/* What a row without a value lacks: "No score", "No label", "Missing" */
const char *cp_column_choice_get_lack (const CpColumnChoice *choice);
/* (transfer full): "Score of A", "Agreement", or the field's name */
char *cp_column_choice_dup_name (const CpColumnChoice *choice, const CpFields *fields);
/* (nullable): the words of a computed column of categories, in the order of their codes */
const char *const *cp_column_choice_get_words (const CpColumnChoice *choice);
/* What kind of values it has, in a word: "number", "category", … */
CpColumnType cp_column_choice_get_type (const CpColumnChoice *choice, const CpFields *fields);

/* The values of a column for every row: of numbers or of codes into words, in the order of their meaning. */
typedef struct {
  gsize n_rows;
  const double *numbers; /* (n_rows) (nullable); NaN: missing */
  const guint32 *codes;  /* (n_rows) (nullable), < n_values; CP_MISSING: missing */
  guint n_values;
  char **values;    /* (n_values), NULL-terminated; NULL for numbers */
  gsize n_missing;  /* rows without a value */
  CpColumn *column; /* (nullable): whose arrays are borrowed */
  gpointer owned;   /* (nullable): the array made for a computed column */
} CpColumnData;

/**
 * cp_column_data_build:
 * @choice: no text column
 * @source: its distance is built when needed and missing
 *
 * O(n_rows); the distance O(n_rows × n_columns) on all cores.
 *
 * Returns: (transfer full) (nullable): NULL with @error set when cancelled, or when no column is left to
 * measure a distance by
 */
CpColumnData *cp_column_data_build (const CpColumnChoice *choice, CpColumnSource *source,
                                    GCancellable *cancellable, GError **error);
void cp_column_data_free (CpColumnData *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpColumnData, cp_column_data_free)

/**
 * cp_column_choice_value:
 * @scores: (n_models): of the row as it stands
 * @state: the row as a table of one row; its categories may be none of the table's
 *
 * One row's value: the number, or the code of its word; NaN: missing, or a word the table does not know, or
 * a distance that is not built yet. It agrees with cp_column_data_build() on the rows of the table.
 */
double cp_column_choice_value (const CpColumnChoice *choice, const CpColumnSource *source,
                               const CpTable *state, const double *scores, guint32 row);

G_END_DECLS
