#include "core/base/error.h"
#include "core/model/trees-private.h"

#include <math.h>
#include <string.h>

enum { MOST_FEATURES = 1 << 24, MOST_OUTPUTS = 1 << 16, MOST_NODES = 1 << 29, MOST_CATEGORIES = 1 << 24 };

typedef enum { UNSET, LEAF, SPLIT, SPLIT_SET } Kind;

/* A node as the file gave it, before anything is known of the nodes it names. */
typedef struct {
  Kind kind;
  gboolean missing_is_left;
  guint feature, left, right;
  float split;
  double value, cover;
  guint32 first_word, n_words; /* into the builder's words */
} Draft;

struct _CpTreesBuilder {
  char *place;
  guint n_features, n_outputs;
  GArray *drafts; /* of Draft: the tree being built */
  GArray *words;  /* of guint32: its sets */
  /* what is finished, as in CpTrees */
  GArray *roots, *outputs, *depths, *has_sets, *nodes, *numbers, *values, *covers, *set_begins, *set_words;
  gboolean has_tree, lacks_covers;
  guint output;    /* of the tree being built */
  GError *problem; /* the first one */
};

#define ARRAY(type) g_array_new (FALSE, TRUE, sizeof (type))

CpTreesBuilder *
cp_trees_builder_new (const char *place, guint n_features, guint n_outputs) {
  g_return_val_if_fail (place != NULL, NULL);
  CpTreesBuilder *self = g_new0 (CpTreesBuilder, 1);
  self->place = g_strdup (place);
  self->n_features = n_features;
  self->n_outputs = n_outputs;
  self->drafts = ARRAY (Draft);
  self->words = ARRAY (guint32);
  self->roots = ARRAY (guint32);
  self->outputs = ARRAY (guint32);
  self->depths = ARRAY (guint32);
  self->has_sets = ARRAY (guint8);
  self->nodes = ARRAY (CpTreeNode);
  self->numbers = ARRAY (guint32);
  self->values = ARRAY (double);
  self->covers = ARRAY (double);
  self->set_begins = ARRAY (guint32);
  self->set_words = ARRAY (guint32);
  if (n_features == 0 || n_features > MOST_FEATURES)
    g_set_error (&self->problem, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: the trees take %u features, expected 1 to %d.", place, n_features, MOST_FEATURES);
  else if (n_outputs == 0 || n_outputs > MOST_OUTPUTS)
    g_set_error (&self->problem, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: the trees give %u outputs, expected 1 to %d.", place, n_outputs, MOST_OUTPUTS);
  return self;
}

void
cp_trees_builder_free (CpTreesBuilder *self) {
  GArray *const arrays[] = {self->drafts, self->words,    self->roots,      self->outputs,
                            self->depths, self->has_sets, self->nodes,      self->numbers,
                            self->values, self->covers,   self->set_begins, self->set_words};
  for (gsize i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_array_unref (arrays[i]);
  g_free (self->place);
  g_clear_error (&self->problem);
  g_free (self);
}

static gboolean refuse (CpTreesBuilder *self, int code, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* "PLACE: tree 3: …" and always FALSE */
static gboolean
refuse (CpTreesBuilder *self, int code, const char *format, ...) {
  if (self->problem != NULL)
    return FALSE;
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (&self->problem, CP_ERROR, code, "%s: tree %u: %s", self->place, self->roots->len, text);
  return FALSE;
}

/* --- from drafts to nodes --- */

/* A node waiting for its place: which draft it is, how deep. */
typedef struct {
  guint32 draft, depth;
} Waiting;

static gboolean
check_split (CpTreesBuilder *self, guint32 number, const Draft *draft) {
  const guint children[] = {draft->left, draft->right};
  if (draft->feature >= self->n_features)
    return refuse (self, CP_ERROR_FORMAT, "node %u splits on feature %u, but the model takes %u features.",
                   number, draft->feature, self->n_features);
  if (draft->kind == SPLIT && isnan (draft->split))
    return refuse (self, CP_ERROR_VALUE, "node %u splits at a value that is not a number.", number);
  for (guint i = 0; i < 2; i++)
    if (children[i] >= self->drafts->len)
      return refuse (self, CP_ERROR_FORMAT, "node %u has the child %u, but the tree has %u nodes.", number,
                     children[i], self->drafts->len);
  return TRUE;
}

static gboolean
check_draft (CpTreesBuilder *self, guint32 number, const Draft *draft) {
  switch (draft->kind) {
  case UNSET:
    return refuse (self, CP_ERROR_FORMAT, "node %u is reached but not described.", number);
  case LEAF:
    return isfinite (draft->value) ||
           refuse (self, CP_ERROR_VALUE, "leaf %u holds a value that is not finite.", number);
  case SPLIT:
  case SPLIT_SET:
    return check_split (self, number, draft);
  }
  return FALSE;
}

static void
append_node (CpTreesBuilder *self, guint32 number, const Draft *draft, guint32 left) {
  CpTreeNode node = {.left = left, .split = NAN, .is_leaf = draft->kind == LEAF};
  guint32 set_begin = self->set_words->len;
  double value = node.is_leaf ? draft->value : 0;
  if (!node.is_leaf) {
    node.feature = draft->feature;
    node.missing_is_right = !draft->missing_is_left;
    node.is_categorical = draft->kind == SPLIT_SET;
    node.split = node.is_categorical ? 0 : draft->split;
  }
  if (node.is_categorical && draft->n_words > 0)
    g_array_append_vals (self->set_words, &g_array_index (self->words, guint32, draft->first_word),
                         draft->n_words);
  self->lacks_covers |= !(draft->cover >= 0 && isfinite (draft->cover));
  g_array_append_val (self->nodes, node);
  g_array_append_val (self->numbers, number);
  g_array_append_val (self->values, value);
  g_array_append_val (self->covers, draft->cover);
  g_array_append_val (self->set_begins, set_begin);
}

/* Puts the children of a draft in line, side by side; each may have one parent only. */
static gboolean
append_children (CpTreesBuilder *self, GArray *line, guint32 *parents, const Waiting *waiting,
                 const Draft *draft) {
  const guint children[] = {draft->left, draft->right};
  for (guint i = 0; i < 2; i++) {
    guint32 child = children[i];
    if (child == 0)
      return refuse (self, CP_ERROR_FORMAT, "node %u has the root as a child; the nodes run in a circle.",
                     waiting->draft);
    if (parents[child] != G_MAXUINT32)
      return refuse (self, CP_ERROR_FORMAT,
                     "node %u is a child of node %u and of node %u, expected one "
                     "parent.",
                     child, parents[child], waiting->draft);
    parents[child] = waiting->draft;
    Waiting next = {child, waiting->depth + 1};
    g_array_append_val (line, next);
  }
  return TRUE;
}

/* Finishes the tree being built: breadth first from the root, so that siblings stand side by side. */
static void
finish_tree (CpTreesBuilder *self) {
  if (!self->has_tree || self->problem != NULL)
    return;
  guint32 root = self->nodes->len, depth = 0;
  guint8 has_sets = FALSE;
  g_autoptr (GArray) line = ARRAY (Waiting);
  g_autofree guint32 *parents = g_new (guint32, self->drafts->len);
  memset (parents, 0xff, self->drafts->len * sizeof *parents);
  Waiting first = {0, 0};
  g_array_append_val (line, first);
  for (guint i = 0; i < line->len; i++) {
    Waiting waiting = g_array_index (line, Waiting, i);
    const Draft *draft = &g_array_index (self->drafts, Draft, waiting.draft);
    guint32 left = root + (draft->kind == LEAF ? i : line->len);
    depth = MAX (depth, waiting.depth);
    has_sets |= draft->kind == SPLIT_SET;
    if (!check_draft (self, waiting.draft, draft) ||
        (draft->kind != LEAF && !append_children (self, line, parents, &waiting, draft)))
      return;
    append_node (self, waiting.draft, draft, left);
  }
  g_array_append_val (self->roots, root);
  g_array_append_val (self->outputs, self->output);
  g_array_append_val (self->depths, depth);
  g_array_append_val (self->has_sets, has_sets);
}

/* --- what the readers call --- */

void
cp_trees_builder_tree (CpTreesBuilder *self, guint output, guint n_nodes) {
  finish_tree (self);
  if (self->problem != NULL)
    return;
  self->has_tree = TRUE;
  self->output = output;
  g_array_set_size (self->words, 0);
  g_array_set_size (self->drafts, 0);
  if (output >= self->n_outputs)
    refuse (self, CP_ERROR_FORMAT, "it adds to output %u, but the model has %u.", output, self->n_outputs);
  else if (n_nodes == 0)
    refuse (self, CP_ERROR_FORMAT, "it has no nodes.");
  else if (n_nodes > MOST_NODES || self->nodes->len + n_nodes > MOST_NODES)
    refuse (self, CP_ERROR_UNSUPPORTED, "with its %u nodes there are more than %d in all.", n_nodes,
            MOST_NODES);
  else
    g_array_set_size (self->drafts, n_nodes);
}

/* (nullable): the draft of @node, NULL once something was wrong */
static Draft *
get_draft (CpTreesBuilder *self, guint node, Kind kind, double cover) {
  if (self->problem != NULL)
    return NULL;
  g_return_val_if_fail (node < self->drafts->len, NULL);
  Draft *draft = &g_array_index (self->drafts, Draft, node);
  draft->kind = kind;
  draft->cover = cover;
  return draft;
}

void
cp_trees_builder_leaf (CpTreesBuilder *self, guint node, double value, double cover) {
  Draft *draft = get_draft (self, node, LEAF, cover);
  if (draft != NULL)
    draft->value = value;
}

static Draft *
draft_split (CpTreesBuilder *self, guint node, Kind kind, guint feature, guint left, guint right,
             gboolean missing_is_left, double cover) {
  Draft *draft = get_draft (self, node, kind, cover);
  if (draft == NULL)
    return NULL;
  draft->feature = feature;
  draft->left = left;
  draft->right = right;
  draft->missing_is_left = missing_is_left;
  return draft;
}

void
cp_trees_builder_split (CpTreesBuilder *self, guint node, guint feature, float split, guint left, guint right,
                        gboolean missing_is_left, double cover) {
  Draft *draft = draft_split (self, node, SPLIT, feature, left, right, missing_is_left, cover);
  if (draft != NULL)
    draft->split = split;
}

void
cp_trees_builder_split_set (CpTreesBuilder *self, guint node, guint feature, const guint32 *categories,
                            guint n_categories, guint left, guint right, gboolean missing_is_left,
                            double cover) {
  Draft *draft = draft_split (self, node, SPLIT_SET, feature, left, right, missing_is_left, cover);
  guint32 most = 0;
  if (draft == NULL)
    return;
  for (guint i = 0; i < n_categories; i++)
    most = MAX (most, categories[i]);
  if (most >= MOST_CATEGORIES) {
    refuse (self, CP_ERROR_UNSUPPORTED, "node %u splits by category %u, expected less than %d.", node, most,
            MOST_CATEGORIES);
    return;
  }
  draft->first_word = self->words->len;
  draft->n_words = n_categories > 0 ? most / 32 + 1 : 0;
  g_array_set_size (self->words, draft->first_word + draft->n_words);
  guint32 *words = &g_array_index (self->words, guint32, draft->first_word);
  for (guint i = 0; i < n_categories; i++)
    words[categories[i] / 32] |= 1u << categories[i] % 32;
}

#define STEAL(array) ((gpointer)g_array_steal ((array), NULL))

static CpTrees *
take_trees (CpTreesBuilder *self, CpLink link, const double *base) {
  guint32 n_nodes = self->nodes->len, n_words = self->set_words->len;
  CpTrees *trees = g_new0 (CpTrees, 1);
  trees->n_trees = self->roots->len;
  trees->n_features = self->n_features;
  trees->n_outputs = self->n_outputs;
  trees->link = link;
  trees->base = g_memdup2 (base, self->n_outputs * sizeof *base);
  g_array_append_val (self->roots, n_nodes);
  g_array_append_val (self->set_begins, n_words);
  trees->roots = STEAL (self->roots);
  trees->outputs = STEAL (self->outputs);
  trees->depths = STEAL (self->depths);
  trees->has_sets = STEAL (self->has_sets);
  trees->nodes = STEAL (self->nodes);
  trees->numbers = STEAL (self->numbers);
  trees->values = STEAL (self->values);
  trees->covers = self->lacks_covers ? NULL : STEAL (self->covers);
  trees->set_begins = STEAL (self->set_begins);
  trees->set_words = STEAL (self->set_words);
  return trees;
}

CpModel *
cp_trees_builder_end (CpTreesBuilder *self, CpLink link, const double *base, GError **error) {
  g_return_val_if_fail (self != NULL && base != NULL, NULL);
  CpModel *model = NULL;
  finish_tree (self);
  if (self->problem == NULL && self->roots->len == 0)
    g_set_error (&self->problem, CP_ERROR, CP_ERROR_FORMAT, "%s: the model has no trees.", self->place);
  for (guint i = 0; i < self->n_outputs && self->problem == NULL; i++)
    if (!isfinite (base[i]))
      g_set_error (&self->problem, CP_ERROR, CP_ERROR_VALUE,
                   "%s: the base score of output %u is not a finite margin.", self->place, i);
  if (self->problem != NULL)
    g_propagate_error (error, g_steal_pointer (&self->problem));
  else
    model = cp_trees_new (self->place, take_trees (self, link, base));
  cp_trees_builder_free (self);
  return model;
}
