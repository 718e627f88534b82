#include "core/table/filter-private.h"

#include "core/base/error.h"
#include "core/base/names.h"
#include "core/table/column-private.h"
#include "core/table/edits.h"
#include "core/table/groups.h"
#include "core/table/table-private.h"
#include "core/table/words.h"

#include <string.h>

#define DEEPEST 100 /* parentheses */

/* A descent over the text: any = all {"or" all}, all = one {"and" one}, one = "(" any ")" | comparison. */
typedef struct {
  const char *condition, *at;
  const CpTable *table;
  GPtrArray *groups; /* (nullable) (element-type CpOneHotGroup): found when first asked for */
  guint depth;
} Parser;

static CpNode *parse_any (Parser *parser, GError **error);

#define LONGEST_QUOTE 200 /* characters of a condition that a message repeats */

/* (transfer full) */
static char *
dup_quoted (const char *condition) {
  if (g_utf8_strlen (condition, -1) <= LONGEST_QUOTE)
    return g_strdup_printf ("“%s”", condition);
  g_autofree char *begin = g_utf8_substring (condition, 0, LONGEST_QUOTE);
  return g_strdup_printf ("“%s…”", begin);
}

static gboolean refuse (const Parser *parser, const char *at, GError **error, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

static gboolean
refuse (const Parser *parser, const char *at, GError **error, const char *format, ...) {
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *problem = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_autofree char *quoted = dup_quoted (parser->condition);
  g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "The condition %s, character %ld: %s", quoted,
               g_utf8_strlen (parser->condition, at - parser->condition) + 1, problem);
  return FALSE;
}

/* What stands at @at, for "found …". (transfer full) */
static char *
dup_found (const char *at) {
  if (*at == '\0')
    return g_strdup ("the end");
  gsize length = strcspn (at, " \t\n");
  return g_strdup_printf ("'%.*s'", (int)MAX (length, 1), at);
}

static gboolean
refuse_found (const Parser *parser, GError **error, const char *expected) {
  g_autofree char *found = dup_found (parser->at);
  return refuse (parser, parser->at, error, "expected %s, found %s.", expected, found);
}

static void
skip_blanks (Parser *parser) {
  while (g_ascii_isspace (*parser->at))
    parser->at++;
}

static gboolean
is_word_byte (char c, const char *stops) {
  return c != '\0' && !g_ascii_isspace (c) && strchr (stops, c) == NULL;
}

#define NAME_STOPS "()=!<>,'\"`"
#define VALUE_STOPS "(),"

static gboolean
take_keyword (Parser *parser, const char *keyword) {
  skip_blanks (parser);
  gsize length = strlen (keyword);
  if (g_ascii_strncasecmp (parser->at, keyword, length) != 0 || is_word_byte (parser->at[length], NAME_STOPS))
    return FALSE;
  parser->at += length;
  return TRUE;
}

static gboolean
take_byte (Parser *parser, char byte) {
  skip_blanks (parser);
  if (*parser->at != byte)
    return FALSE;
  parser->at++;
  return TRUE;
}

/* A quoted or bare word; a doubled quote stands for one. @quotes: those allowed here. (transfer full)
 * (nullable) */
static char *
take_word (Parser *parser, const char *quotes, const char *stops, const char *expected, GError **error) {
  skip_blanks (parser);
  const char *begin = parser->at;
  if (*begin == '\0' || strchr (quotes, *begin) == NULL) {
    while (is_word_byte (*parser->at, stops))
      parser->at++;
    if (parser->at > begin)
      return g_strndup (begin, (gsize)(parser->at - begin));
    refuse_found (parser, error, expected);
    return NULL;
  }
  g_autoptr (GString) word = g_string_new (NULL);
  for (const char *p = begin + 1; *p != '\0'; p++) {
    if (*p == *begin && p[1] != *begin) {
      parser->at = p + 1;
      return g_string_free (g_steal_pointer (&word), FALSE);
    }
    p += *p == *begin;
    g_string_append_c (word, *p);
  }
  refuse (parser, begin, error, "the quote %c is not closed.", *begin);
  return NULL;
}

static gboolean
take_operator (Parser *parser, CpOperator *out_operator, GError **error) {
  static const char *const names[] = {"=", "!=", "<", "<=", ">", ">=", "=="};
  skip_blanks (parser);
  gsize length = strspn (parser->at, "=!<>");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (strlen (names[i]) == length && strncmp (parser->at, names[i], length) == 0) {
      *out_operator = i == 6 ? CP_OPERATOR_EQUAL : (CpOperator)i;
      parser->at += length;
      return TRUE;
    }
  }
  return refuse_found (parser, error, "=, !=, <, <=, >, >=, in or is");
}

/* (transfer full) (nullable): a column of the table, or a one-hot group as one column */
static CpColumn *
find_column (Parser *parser, const char *name, GError **error) {
  CpColumn *column = cp_table_find_column (parser->table, name);
  if (column != NULL)
    return cp_column_ref (column);
  if (parser->groups == NULL)
    parser->groups = cp_one_hot_groups_find (parser->table);
  gsize n_columns = cp_table_get_n_columns (parser->table);
  g_autofree const char **names = g_new (const char *, n_columns + parser->groups->len);
  for (gsize i = 0; i < n_columns; i++)
    names[i] = cp_column_get_name (cp_table_get_column (parser->table, i));
  for (guint i = 0; i < parser->groups->len; i++) {
    const CpOneHotGroup *group = g_ptr_array_index (parser->groups, i);
    if (g_str_equal (group->name, name))
      return cp_one_hot_group_to_column (group, parser->table);
    names[n_columns + i] = group->name;
  }
  g_autofree char *quoted = dup_quoted (parser->condition);
  g_autofree char *asker = g_strconcat ("the condition ", quoted, NULL);
  cp_set_no_column_error (error, cp_table_get_place (parser->table), names, n_columns + parser->groups->len,
                          name, asker);
  return NULL;
}

static gboolean
has_missing_word (const CpColumn *column, const char *word) {
  for (gsize i = 0; i < cp_column_get_n_missing_words (column); i++)
    if (g_str_equal (cp_column_get_missing_word_name (column, i, NULL), word))
      return TRUE;
  return FALSE;
}

/* @at: where the value stands, for the message */
static gboolean
add_number (const Parser *parser, CpNode *node, const char *value, const char *at, GError **error) {
  gboolean is_equality = node->comparison == CP_OPERATOR_EQUAL || node->comparison == CP_OPERATOR_NOT_EQUAL;
  double number;
  if (cp_parse_number (value, strlen (value), &number)) {
    node->values = g_renew (double, node->values, node->n_values + 1);
    node->values[node->n_values++] = number;
    return TRUE;
  }
  if (!is_equality || !has_missing_word (node->column, value))
    return refuse (parser, at, error, "'%s' is not a number, and column '%s' holds numbers.", value,
                   cp_column_get_name (node->column));
  guint n_words = node->words != NULL ? g_strv_length (node->words) : 0;
  node->words = g_renew (char *, node->words, n_words + 2);
  node->words[n_words] = g_strdup (value);
  node->words[n_words + 1] = NULL;
  return TRUE;
}

/* (transfer full): values of a column for a message */
static char *
dup_values (const CpColumn *column) {
  const gsize n_values = cp_column_get_n_values (column);
  g_autofree const char **values = g_new (const char *, n_values + 1);
  for (gsize i = 0; i < n_values; i++)
    values[i] = cp_column_get_value (column, i);
  return cp_list_names (values, n_values);
}

/* Which code a typed value of a category or boolean names. A value that never occurs is an error, for it is a
 * slip more often than a wish. */
static gboolean
find_code (const Parser *parser, const CpColumn *column, const char *value, const char *at, guint32 *out_code,
           GError **error) {
  gboolean truth;
  if (cp_column_find_value (column, value, out_code))
    return TRUE;
  if (cp_column_get_type (column) == CP_COLUMN_BOOLEAN &&
      cp_find_pair (value, strlen (value), &truth) != CP_PAIR_NONE) {
    *out_code = truth ? 1 : 0;
    return TRUE;
  }
  g_autofree char *values = dup_values (column);
  return refuse (parser, at, error, "column '%s' never holds '%s'; its values are %s.",
                 cp_column_get_name (column), value, values);
}

/* Ordered comparisons go by the text of the values; equality too, but there the value has to occur. */
static gboolean
add_code (const Parser *parser, CpNode *node, const char *value, const char *at, GError **error) {
  CpDictionary *dictionary = cp_column_get_dictionary (node->column);
  guint32 n_words = (guint32)cp_dictionary_get_n_words (dictionary), found = n_words;
  gboolean is_equality = node->comparison == CP_OPERATOR_EQUAL || node->comparison == CP_OPERATOR_NOT_EQUAL;
  if (is_equality && cp_column_get_type (node->column) != CP_COLUMN_TEXT) {
    if (!find_code (parser, node->column, value, at, &found, error))
      return FALSE;
    node->accepted[found] = TRUE;
    return TRUE;
  }
  CpOperator comparison = is_equality ? CP_OPERATOR_EQUAL : node->comparison;
  for (guint32 code = 0; code < n_words; code++)
    node->accepted[code] |=
        cp_operator_holds (comparison, strcmp (cp_dictionary_get_word (dictionary, code, NULL), value));
  return TRUE;
}

static CpNode *
new_comparison (CpColumn *column, CpOperator comparison) {
  gboolean is_number = cp_column_get_type (column) == CP_COLUMN_NUMBER;
  CpNode *node = cp_node_new (is_number ? CP_NODE_NUMBERS : CP_NODE_CODES, column);
  node->comparison = comparison;
  if (!is_number) {
    node->codes = cp_column_get_dictionary_codes (column);
    node->accepted = g_new0 (guint8, cp_dictionary_get_n_words (cp_column_get_dictionary (column)) + 1);
  }
  return node;
}

static gboolean
parse_value (Parser *parser, CpNode *node, GError **error) {
  skip_blanks (parser);
  const char *at = parser->at;
  g_autofree char *value = take_word (parser, "'\"", VALUE_STOPS, "a value", error);
  if (value == NULL)
    return FALSE;
  return node->kind == CP_NODE_NUMBERS ? add_number (parser, node, value, at, error)
                                       : add_code (parser, node, value, at, error);
}

static gboolean
parse_list (Parser *parser, CpNode *node, GError **error) {
  if (!take_byte (parser, '('))
    return refuse_found (parser, error, "a list such as (a, b)");
  do
    if (!parse_value (parser, node, error))
      return FALSE;
  while (take_byte (parser, ','));
  return take_byte (parser, ')') || refuse_found (parser, error, "',' or ')'");
}

static CpNode *
parse_comparison (Parser *parser, GError **error) {
  g_autofree char *name = take_word (parser, "`\"", NAME_STOPS, "a column", error);
  g_autoptr (CpColumn) column = name != NULL ? find_column (parser, name, error) : NULL;
  if (column == NULL)
    return NULL;
  if (take_keyword (parser, "is")) {
    g_autoptr (CpNode) node = cp_node_new (CP_NODE_MISSING, column);
    node->accepts_missing = !take_keyword (parser, "not");
    if (take_keyword (parser, "missing"))
      return g_steal_pointer (&node);
    refuse_found (parser, error, node->accepts_missing ? "'missing' or 'not missing'" : "'missing'");
    return NULL;
  }
  gboolean is_list = take_keyword (parser, "in");
  CpOperator comparison = CP_OPERATOR_EQUAL;
  if (!is_list && !take_operator (parser, &comparison, error))
    return NULL;
  g_autoptr (CpNode) node = new_comparison (column, comparison);
  if (!(is_list ? parse_list (parser, node, error) : parse_value (parser, node, error)))
    return NULL;
  if (node->kind == CP_NODE_CODES && comparison == CP_OPERATOR_NOT_EQUAL) {
    gsize n_words = cp_dictionary_get_n_words (cp_column_get_dictionary (column));
    node->accepts_missing = TRUE;
    for (gsize code = 0; code < n_words; code++)
      node->accepted[code] = !node->accepted[code];
  }
  return g_steal_pointer (&node);
}

static CpNode *
parse_one (Parser *parser, GError **error) {
  const char *at = (skip_blanks (parser), parser->at);
  if (!take_byte (parser, '('))
    return parse_comparison (parser, error);
  if (++parser->depth > DEEPEST) {
    refuse (parser, at, error, "more than %d parentheses inside each other.", DEEPEST);
    return NULL;
  }
  g_autoptr (CpNode) inner = parse_any (parser, error);
  if (inner == NULL)
    return NULL;
  parser->depth--;
  if (take_byte (parser, ')'))
    return g_steal_pointer (&inner);
  refuse_found (parser, error, "'and', 'or' or ')'");
  return NULL;
}

static CpNode *
parse_chain (Parser *parser, CpNodeKind kind, const char *keyword, CpNode *(*parse) (Parser *, GError **),
             GError **error) {
  g_autoptr (CpNode) chain = cp_node_new (kind, NULL);
  do {
    CpNode *child = parse (parser, error);
    if (child == NULL)
      return NULL;
    g_ptr_array_add (chain->children, child);
  } while (take_keyword (parser, keyword));
  if (chain->children->len == 1)
    return g_ptr_array_steal_index (chain->children, 0);
  return g_steal_pointer (&chain);
}

static CpNode *
parse_all (Parser *parser, GError **error) {
  return parse_chain (parser, CP_NODE_ALL, "and", parse_one, error);
}

static CpNode *
parse_any (Parser *parser, GError **error) {
  return parse_chain (parser, CP_NODE_ANY, "or", parse_all, error);
}

CpFilter *
cp_filter_parse (const char *condition, const CpTable *table, GError **error) {
  g_return_val_if_fail (condition != NULL && table != NULL, NULL);
  if (!g_utf8_validate (condition, -1, NULL)) {
    g_set_error_literal (error, CP_ERROR, CP_ERROR_VALUE, "The condition is not valid UTF-8.");
    return NULL;
  }
  Parser parser = {.condition = condition, .at = condition, .table = table};
  g_autoptr (CpNode) root = parse_any (&parser, error);
  g_clear_pointer (&parser.groups, g_ptr_array_unref);
  if (root == NULL)
    return NULL;
  skip_blanks (&parser);
  if (*parser.at != '\0') {
    refuse_found (&parser, error, "'and', 'or' or the end (a name or value with blanks needs quotes)");
    return NULL;
  }
  return cp_filter_take (g_steal_pointer (&root));
}
