#pragma once
#include "core/table/table.h"

/* How far two rows are apart: Σ d over the columns (L1), or sqrt Σ d² (L2), where d is
 *
 *   numbers            |a − b| / sample standard deviation (n−1) of the table; 0 where the column is constant
 *   category, boolean  0 if equal, else Σ p²: the chance that two random rows, both present, agree
 *   one-hot group      as one category; "none of its values" is missing
 *   missing            against a value 1, against missing 0. A coded missing word ("Exempt") says something
 * of its own: it is 0 from itself and 1 from every value, other word and plain missing cell
 *
 * Left out: the columns the caller names (label, weight, scores …), ids and text, as for features. The scales
 * are those of the table the distance was built from; a row may be one of its rows or any edit of one: a
 * table of one row made by cp_table_take_rows() and core/table/edits.h. A category the table does not hold
 * differs from all its values. Immutable, reference-counted; any thread. */
G_BEGIN_DECLS

typedef enum { CP_NORM_L1, CP_NORM_L2 } CpNorm;
const char *cp_norm_get_name (CpNorm norm); /* "l1", "l2" */
gboolean cp_norm_parse (const char *name, CpNorm *out_norm);

/* What a column counts: its d (L1) or d² (L2) times @weight, from 0 up. 0 leaves it out of the distance; it
 * is still told among the differences. */
typedef struct {
  const char *column; /* or a one-hot group */
  double weight;
} CpDistanceWeight;

typedef struct _CpDistance CpDistance;
CpDistance *cp_distance_ref (CpDistance *distance);
void cp_distance_unref (CpDistance *distance);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpDistance, cp_distance_unref)

/**
 * cp_distance_build:
 * @without: (nullable): guint32, ascending: deleted rows. They count in no deviation and no Σ p², but are
 * measured to like any other
 * @ignored: (nullable): NULL-terminated names that are neither compared nor told; names that @table lacks are
 * passed over. One column of a one-hot group stands for the whole group
 * @weights: (array length=n_weights): a name that is no column compared is an error, as is a weight below 0
 *
 * O(n_rows × n_columns) on all cores; references the table and copies only one-hot groups.
 *
 * Returns: (transfer full) (nullable): NULL with @error set, also when no column is left to compare
 */
CpDistance *cp_distance_build (CpTable *table, const GArray *without, const char *const *ignored,
                               const CpDistanceWeight *weights, gsize n_weights, GError **error);
/* Whether it was built from this very table without these very rows. */
gboolean cp_distance_is_of (const CpDistance *distance, const CpTable *table, const GArray *without);

gsize cp_distance_get_n_rows (const CpDistance *distance);
/* The columns compared, a one-hot group as one: in table order, a group where its first column stands. */
guint cp_distance_get_n_columns (const CpDistance *distance);
const char *cp_distance_get_column_name (const CpDistance *distance, guint index);

/* @a, @b: tables of one row each */
double cp_distance_between (const CpDistance *distance, const CpTable *a, const CpTable *b, CpNorm norm);

/**
 * cp_distance_to_all:
 * @row: a table of one row
 * @out: (n_rows), written: from @row to every row of the table
 *
 * Column by column within blocks of rows, on all cores: the pace of reading the columns from memory.
 *
 * Returns: %FALSE with @error set if cancelled; @out is then unspecified
 */
gboolean cp_distance_to_all (const CpDistance *distance, const CpTable *row, CpNorm norm, double *out,
                             GCancellable *cancellable, GError **error);

/* A column in which two rows differ. */
typedef struct {
  char *column;    /* or the one-hot group */
  char *from, *to; /* the cells as a file would hold them; "" is missing, for a group none of its values */
  double part;     /* d of this column, before its weight */
} CpDifference;

/* (transfer full) (element-type CpDifference): in the columns' order; @from, @to: tables of one row each */
GPtrArray *cp_distance_list_differences (const CpDistance *distance, const CpTable *from, const CpTable *to);

G_END_DECLS
