#include "core/base/error.h"
#include "core/base/json.h"
#include "core/model/xgboost-private.h"

#include <math.h>

/* One tree of the document: its arrays as numbers. The value of a leaf stands in split_conditions. */
typedef struct {
  const CpXgboost *file;
  guint index;
  char *where; /* "learner.gradient_booster.model.trees[3]" */
  gsize n_nodes, n_set_nodes, n_categories;
  gsize set; /* the next of set_nodes, which ascend */
  double *left, *right, *features, *conditions, *default_left;
  double *covers, *types;                                  /* (nullable) */
  double *set_nodes, *set_begins, *set_sizes, *categories; /* (nullable) */
} Tree;

static void
tree_clear (Tree *self) {
  double *const arrays[] = {self->left,         self->right,     self->features,  self->conditions,
                            self->default_left, self->covers,    self->types,     self->set_nodes,
                            self->set_begins,   self->set_sizes, self->categories};
  for (gsize i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_free (arrays[i]);
  g_free (self->where);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Tree, tree_clear)

static gboolean refuse (const Tree *self, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
refuse (const Tree *self, GError **error, const char *format, ...) {
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: tree %u: %s", self->file->place, self->index, text);
  return FALSE;
}

/* A whole number in [0, most], else FALSE */
static gboolean
to_index (double number, double most, guint *out_index) {
  if (!(number >= 0 && number <= most && number == floor (number)))
    return FALSE;
  *out_index = (guint)number;
  return TRUE;
}

static gboolean
read_needed (Tree *self, const json_t *json, GError **error) {
  const struct {
    const char *key;
    double **out;
  } needed[] = {{"right_children", &self->right},
                {"split_indices", &self->features},
                {"split_conditions", &self->conditions},
                {"default_left", &self->default_left}};
  self->left = cp_xgboost_read_numbers (self->file, json, self->where, "left_children", G_MAXSIZE,
                                        &self->n_nodes, error);
  if (self->left == NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (needed); i++) {
    *needed[i].out =
        cp_xgboost_read_numbers (self->file, json, self->where, needed[i].key, self->n_nodes, NULL, error);
    if (*needed[i].out == NULL)
      return FALSE;
  }
  return TRUE;
}

/* What older files lack, or leave empty */
static gboolean
read_optional (Tree *self, const json_t *json, GError **error) {
  const struct {
    const char *key;
    double **out;
  } optional[] = {{"sum_hessian", &self->covers}, {"split_type", &self->types}};
  for (gsize i = 0; i < G_N_ELEMENTS (optional); i++) {
    if (json_array_size (json_object_get (json, optional[i].key)) == 0)
      continue;
    *optional[i].out =
        cp_xgboost_read_numbers (self->file, json, self->where, optional[i].key, self->n_nodes, NULL, error);
    if (*optional[i].out == NULL)
      return FALSE;
  }
  if (json_array_size (json_object_get (json, "categories_nodes")) == 0)
    return TRUE;
  const CpXgboost *file = self->file;
  self->set_nodes = cp_xgboost_read_numbers (file, json, self->where, "categories_nodes", G_MAXSIZE,
                                             &self->n_set_nodes, error);
  self->set_begins = self->set_nodes == NULL
                         ? NULL
                         : cp_xgboost_read_numbers (file, json, self->where, "categories_segments",
                                                    self->n_set_nodes, NULL, error);
  self->set_sizes = self->set_begins == NULL
                        ? NULL
                        : cp_xgboost_read_numbers (file, json, self->where, "categories_sizes",
                                                   self->n_set_nodes, NULL, error);
  self->categories = self->set_sizes == NULL
                         ? NULL
                         : cp_xgboost_read_numbers (file, json, self->where, "categories", G_MAXSIZE,
                                                    &self->n_categories, error);
  return self->categories != NULL;
}

/* Leaves of several values (multi_strategy=multi_output_tree) are another kind of tree. */
static gboolean
check_leaf_size (const Tree *self, const json_t *json, GError **error) {
  const json_t *size = json_object_get (json_object_get (json, "tree_param"), "size_leaf_vector");
  const char *text = json_string_value (size);
  if (size == NULL || (text != NULL && (g_str_equal (text, "0") || g_str_equal (text, "1"))))
    return TRUE;
  g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
               "%s: tree %u: its leaves hold %s values (multi_output_tree), which is not known; train with "
               "one_output_per_tree.",
               self->file->place, self->index, text != NULL ? text : "several");
  return FALSE;
}

/* --- nodes --- */

/* The categories of node @node, which go right: (transfer full) (nullable) */
static guint32 *
find_categories (Tree *self, guint node, guint *out_n, GError **error) {
  guint begin = 0, size = 0;
  while (self->set < self->n_set_nodes && self->set_nodes[self->set] < node)
    self->set++;
  gsize at = self->set;
  if (at == self->n_set_nodes || self->set_nodes[at] != node ||
      !to_index (self->set_begins[at], (double)self->n_categories, &begin) ||
      !to_index (self->set_sizes[at], (double)(self->n_categories - begin), &size)) {
    refuse (self, error, "the categories of node %u are missing.", node);
    return NULL;
  }
  g_autofree guint32 *categories = g_new (guint32, MAX (size, 1));
  for (guint i = 0; i < size; i++) {
    if (!to_index (self->categories[begin + i], G_MAXINT, &categories[i])) {
      refuse (self, error, "a category of node %u is not a whole number.", node);
      return NULL;
    }
  }
  *out_n = size;
  return g_steal_pointer (&categories);
}

static gboolean
add_split (Tree *self, CpTreesBuilder *builder, guint node, double cover, GError **error) {
  guint left, right, feature;
  if (!to_index (self->left[node], G_MAXINT, &left) || !to_index (self->right[node], G_MAXINT, &right))
    return refuse (self, error, "the children of node %u are not whole numbers.", node);
  if (!to_index (self->features[node], G_MAXINT, &feature))
    return refuse (self, error, "the feature of node %u is not a whole number.", node);
  gboolean is_left = self->default_left[node] != 0;
  if (self->types == NULL || self->types[node] == 0) {
    cp_trees_builder_split (builder, node, feature, (float)self->conditions[node], left, right, is_left,
                            cover);
    return TRUE;
  }
  guint n_categories;
  g_autofree guint32 *categories = find_categories (self, node, &n_categories, error);
  if (categories == NULL)
    return FALSE;
  cp_trees_builder_split_set (builder, node, feature, categories, n_categories, left, right, is_left, cover);
  return TRUE;
}

/* @weight: dart's, else 1 */
static gboolean
add_tree (const CpXgboost *file, CpTreesBuilder *builder, const json_t *json, guint index, guint output,
          double weight, GError **error) {
  g_auto (Tree) self = {.file = file, .index = index};
  self.where = g_strdup_printf ("trees[%u]", index);
  if (!read_needed (&self, json, error) || !read_optional (&self, json, error) ||
      !check_leaf_size (&self, json, error))
    return FALSE;
  cp_trees_builder_tree (builder, output, (guint)self.n_nodes);
  for (guint node = 0; node < self.n_nodes; node++) {
    double cover = self.covers != NULL ? self.covers[node] : NAN;
    if (self.left[node] == -1)
      cp_trees_builder_leaf (builder, node, weight * self.conditions[node], cover);
    else if (!add_split (&self, builder, node, cover, error))
      return FALSE;
  }
  return TRUE;
}

/* --- the model --- */

CpModel *
cp_xgboost_read_trees (const CpXgboost *self, const json_t *model, const json_t *drops, GError **error) {
  const char *where = "learner.gradient_booster.model";
  const json_t *trees = cp_xgboost_require (self, model, where, "trees", JSON_ARRAY, error);
  if (trees == NULL)
    return NULL;
  gsize n_trees = json_array_size (trees);
  g_autofree double *outputs =
      cp_xgboost_read_numbers (self, model, where, "tree_info", n_trees, NULL, error);
  if (outputs == NULL)
    return NULL;
  if (drops != NULL && json_array_size (drops) != n_trees) {
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT,
                 "%s: weight_drop holds %" G_GSIZE_FORMAT " weights for %" G_GSIZE_FORMAT " trees.",
                 self->place, json_array_size (drops), n_trees);
    return NULL;
  }
  g_autoptr (CpTreesBuilder) builder = cp_trees_builder_new (self->place, self->n_features, self->n_outputs);
  for (gsize i = 0; i < n_trees; i++) {
    guint output = G_MAXUINT;
    to_index (outputs[i], G_MAXINT, &output);
    double weight = drops != NULL ? cp_json_to_double (json_array_get (drops, i)) : 1;
    if (!add_tree (self, builder, json_array_get (trees, i), (guint)i, output, weight, error))
      return NULL;
  }
  return cp_trees_builder_end (g_steal_pointer (&builder), self->link, self->base, error);
}
