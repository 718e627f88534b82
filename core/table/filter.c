#include "core/table/filter-private.h"

#include <math.h>

struct _CpFilter {
  CpNode *root;
};

CpNode *
cp_node_new (CpNodeKind kind, CpColumn *column) {
  CpNode *node = g_new0 (CpNode, 1);
  node->kind = kind;
  if (column != NULL)
    node->column = cp_column_ref (column);
  else
    node->children = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_node_free);
  return node;
}

void
cp_node_free (CpNode *node) {
  if (node == NULL)
    return;
  g_clear_pointer (&node->children, g_ptr_array_unref);
  g_clear_pointer (&node->column, cp_column_unref);
  g_free (node->values);
  g_strfreev (node->words);
  g_free (node->accepted);
  g_free (node);
}

CpFilter *
cp_filter_take (CpNode *root) {
  CpFilter *filter = g_new (CpFilter, 1);
  filter->root = root;
  return filter;
}

void
cp_filter_free (CpFilter *filter) {
  if (filter == NULL)
    return;
  cp_node_free (filter->root);
  g_free (filter);
}

gboolean
cp_operator_holds (CpOperator comparison, int ordering) {
  switch (comparison) {
  case CP_OPERATOR_EQUAL:
    return ordering == 0;
  case CP_OPERATOR_NOT_EQUAL:
    return ordering != 0;
  case CP_OPERATOR_LESS:
    return ordering < 0;
  case CP_OPERATOR_LESS_EQUAL:
    return ordering <= 0;
  case CP_OPERATOR_GREATER:
    return ordering > 0;
  case CP_OPERATOR_GREATER_EQUAL:
    return ordering >= 0;
  }
  g_return_val_if_reached (FALSE);
}

/* A missing cell is unequal to every value, but for the coded word it holds. */
static gboolean
match_missing_number (const CpNode *node, gsize row) {
  const char *word = node->words != NULL ? cp_column_get_missing_word (node->column, row) : NULL;
  gboolean is_named = word != NULL && g_strv_contains ((const char *const *)node->words, word);
  return node->comparison == CP_OPERATOR_NOT_EQUAL ? !is_named : is_named;
}

static gboolean
match_number (const CpNode *node, gsize row) {
  double cell = cp_column_get_numbers (node->column)[row];
  if (isnan (cell))
    return match_missing_number (node, row);
  if (node->comparison != CP_OPERATOR_EQUAL && node->comparison != CP_OPERATOR_NOT_EQUAL)
    return cp_operator_holds (node->comparison, (cell > node->values[0]) - (cell < node->values[0]));
  gboolean is_listed = FALSE;
  for (gsize i = 0; i < node->n_values && !is_listed; i++)
    is_listed = cell == node->values[i];
  return is_listed == (node->comparison == CP_OPERATOR_EQUAL);
}

static gboolean
node_matches (const CpNode *node, gsize row) {
  switch (node->kind) {
  case CP_NODE_ALL:
  case CP_NODE_ANY: {
    gboolean wanted = node->kind == CP_NODE_ANY;
    for (guint i = 0; i < node->children->len; i++)
      if (node_matches (g_ptr_array_index (node->children, i), row) == wanted)
        return wanted;
    return !wanted;
  }
  case CP_NODE_MISSING:
    return cp_column_is_missing (node->column, row) == node->accepts_missing;
  case CP_NODE_NUMBERS:
    return match_number (node, row);
  case CP_NODE_CODES: {
    guint32 code = node->codes[row];
    return code == CP_MISSING ? node->accepts_missing : node->accepted[code];
  }
  }
  g_return_val_if_reached (FALSE);
}

gboolean
cp_filter_matches (const CpFilter *filter, gsize row) {
  return node_matches (filter->root, row);
}
