#pragma once
#include "core/metrics/slices.h"
#include "core/table/groups.h"

/* What slices are made of; for slices*.c only. */
G_BEGIN_DECLS

/* How a key tells the value of a row. */
typedef struct {
  GPtrArray *groups;          /* (nullable): CpOneHotGroup; holds @group */
  const CpOneHotGroup *group; /* (nullable): of a key that is one */
  double *bounds;             /* (nullable): of numbers: values or lower edges, ascending */
  gsize n_bounds;
  char **texts; /* (nullable) (n_bounds): what they are called */
  gboolean is_binned;
} CpSliceRule;

#define CP_SLICE_MISSING "(missing)"

struct _CpSlices {
  gsize n_rows, n_keys;
  guint n_slices;
  guint32 *slice_of_row; /* (n_rows) */
  guint32 *rows;         /* (n_rows): row indices, slice after slice, ascending in each */
  gsize *begins;         /* (n_slices + 1) into rows */
  char **keys;           /* (n_keys), NULL-terminated */
  char **values;         /* (n_slices × n_keys), NULL-terminated */
  char **labels;         /* (n_slices), NULL-terminated */
  gboolean *is_missing;  /* (n_slices × n_keys) */
  CpSliceRule *rules;    /* (nullable) (n_keys) */
  GHashTable *cells;     /* (nullable): the values of a slice in one text → its index: slices-find.c */
};

/* (transfer full): takes @slice_of_row, @keys, @values and @is_missing; makes the labels and the row lists.
 */
CpSlices *cp_slices_take (guint32 *slice_of_row, gsize n_rows, guint n_slices, char **keys, char **values,
                          gboolean *is_missing);

/* Lets the slices of rows be found by @rules: (transfer full) (n_keys). */
void cp_slices_take_rules (CpSlices *slices, CpSliceRule *rules);
void cp_slices_clear_rules (CpSlices *slices);

G_END_DECLS
