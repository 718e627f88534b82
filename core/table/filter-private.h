#pragma once
#include "core/table/filter.h"

/* The tree a condition becomes. A comparison is compiled against its column, so a row costs a look at one
 * cell: numbers against a few numbers, anything with a dictionary by one bit a code. */
G_BEGIN_DECLS

typedef enum {
  CP_OPERATOR_EQUAL, /* of one value, or of any in a list */
  CP_OPERATOR_NOT_EQUAL,
  CP_OPERATOR_LESS,
  CP_OPERATOR_LESS_EQUAL,
  CP_OPERATOR_GREATER,
  CP_OPERATOR_GREATER_EQUAL
} CpOperator;

typedef enum {
  CP_NODE_ALL,     /* every child */
  CP_NODE_ANY,     /* one child */
  CP_NODE_MISSING, /* the cell is missing, or is not */
  CP_NODE_NUMBERS, /* a number column against values */
  CP_NODE_CODES    /* the code of a cell is accepted, or is not */
} CpNodeKind;

typedef struct _CpNode CpNode;
struct _CpNode {
  CpNodeKind kind;
  GPtrArray *children; /* all, any: of CpNode */
  CpColumn *column;    /* the others: a reference */
  gboolean accepts_missing;
  /* numbers */
  CpOperator comparison;
  double *values; /* (n_values): more than one only to be equal to any */
  gsize n_values;
  char **words; /* NULL-terminated: coded missing words among the values */
  /* codes */
  const guint32 *codes;
  guint8 *accepted; /* (dictionary size) */
};

CpNode *cp_node_new (CpNodeKind kind, CpColumn *column); /* (transfer full); @column: (nullable) */
void cp_node_free (CpNode *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpNode, cp_node_free)

/* Whether an ordering (negative, 0, positive) satisfies @comparison. */
gboolean cp_operator_holds (CpOperator comparison, int ordering);

CpFilter *cp_filter_take (CpNode *root);

G_END_DECLS
