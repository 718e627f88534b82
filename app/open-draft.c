#include "app/open-draft.h"

#include "app/jobs.h"
#include "app/panels/letters.h"
#include "core/base/error.h"
#include "core/base/format.h"

#include <string.h>

struct _CpOpenDraft {
  GObject parent_instance;
  CpJobs *jobs;
  CpSources *choices;  /* no models: those are below */
  CpTable *preview;    /* (nullable) */
  CpDraftTable *table; /* (nullable) */
  char *table_problem; /* (nullable) */
  GPtrArray *models;   /* CpDraftModel */
  guint structure;
  gboolean is_label_guessed; /* or not asked for yet: it may be guessed again */
};

G_DEFINE_FINAL_TYPE (CpOpenDraft, cp_open_draft, G_TYPE_OBJECT)

static guint changed_signal;

static void
tell (CpOpenDraft *self) {
  g_signal_emit (self, changed_signal, 0);
}

static void
tell_structure (CpOpenDraft *self) {
  self->structure++;
  tell (self);
}

/* ---- what is left out ---- */

/* (transfer full): the label, the weight and columns of scores; NULL-terminated */
static char **
dup_excluded (CpOpenDraft *self) {
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  if (self->choices->label != NULL)
    g_strv_builder_add (builder, self->choices->label);
  if (self->choices->weight != NULL)
    g_strv_builder_add (builder, self->choices->weight);
  for (guint m = 0; m < self->models->len; m++) {
    const char *column = cp_draft_model_get_column (g_ptr_array_index (self->models, m));
    if (column != NULL)
      g_strv_builder_add (builder, column);
  }
  return g_strv_builder_end (builder);
}

#define EXCLUDED(self) g_auto (GStrv) excluded = dup_excluded (self)
#define CONST_STRV(strv) ((const char *const *)(strv))

/* ---- the label that is meant ---- */

static gboolean
has_label_name (const char *name) {
  static const char *const names[] = {"label",        "target",       "y",        "class",
                                      "outcome",      "granted",      "approved", "default",
                                      "action_taken", "loan_granted", NULL};
  g_autofree char *lower = g_ascii_strdown (name, -1);
  return g_strv_contains (names, lower);
}

/* TRUE when leaving the column out makes every model that reads what is proposed fit, and one there is. */
static gboolean
does_explain_widths (CpOpenDraft *self, const char *column) {
  const char *const alone[] = {column, NULL};
  gboolean is_one = FALSE;
  for (guint m = 0; m < self->models->len; m++) {
    const CpDraftModel *model = g_ptr_array_index (self->models, m);
    if (model->model == NULL || cp_draft_model_get_column (model) != NULL)
      continue;
    if (cp_draft_model_reads (model, column, alone))
      return FALSE; /* it names the column */
    if (cp_draft_model_count (model, alone, NULL) == model->model->n_features)
      is_one = TRUE;
  }
  return is_one;
}

/* A column of two values: by its name, else by what the models leave out, the last such. */
static void
guess_label (CpOpenDraft *self) {
  const char *found = NULL;
  if (self->table == NULL || !self->is_label_guessed)
    return;
  for (guint i = 0; i < self->table->n_columns; i++) {
    const CpDraftColumn *column = &self->table->columns[i];
    if (column->n_values == 2 && has_label_name (column->name) && found == NULL)
      found = column->name;
  }
  for (guint i = 0; i < self->table->n_columns && found == NULL; i++) {
    const CpDraftColumn *column = &self->table->columns[self->table->n_columns - 1 - i];
    if (column->n_values == 2 && does_explain_widths (self, column->name))
      found = column->name;
  }
  g_clear_pointer (&self->choices->label, g_free);
  g_clear_pointer (&self->choices->positive, g_free);
  self->choices->label = g_strdup (found);
}

/* As cp_labels_build() chooses it, so that the dialog shows what will hold. */
static void
settle_positive (CpOpenDraft *self) {
  const CpDraftColumn *column =
      self->table != NULL ? cp_draft_table_find (self->table, self->choices->label) : NULL;
  static const char *const words[] = {"1", "true", "yes"};
  if (column == NULL || column->n_values == 0)
    return;
  if (self->choices->positive != NULL &&
      g_strv_contains (CONST_STRV (column->values), self->choices->positive))
    return;
  const char *positive = column->values[column->n_values - 1];
  for (guint w = G_N_ELEMENTS (words); w-- > 0;) {
    for (guint i = 0; i < column->n_values; i++)
      positive = g_ascii_strcasecmp (column->values[i], words[w]) == 0 ? column->values[i] : positive;
  }
  g_free (self->choices->positive);
  self->choices->positive = g_strdup (positive);
}

static void
propose_all (CpOpenDraft *self) {
  for (guint m = 0; m < self->models->len; m++)
    cp_draft_model_propose (g_ptr_array_index (self->models, m), self->table, FALSE);
  guess_label (self);
  settle_positive (self);
}

/* ---- reading the table ---- */

typedef struct {
  CpSources *choices;
  CpTable *table; /* (nullable): read already */
} Request;

static void
request_free (gpointer data) {
  Request *request = data;
  cp_sources_free (request->choices);
  g_clear_pointer (&request->table, cp_table_unref);
  g_free (request);
}

static gpointer
read_preview (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  const Request *request = data;
  g_autofree const char **missing = NULL;
  CpCsvOptions options = cp_sources_make_options (request->choices, &missing);
  CpTable *table = cp_draft_preview_read (request->choices->data, &options, cancellable);
  if (table == NULL)
    g_set_error_literal (error, CP_ERROR, CP_ERROR_READ, "No first rows."); /* the whole says why */
  return table;
}

static void
finish_preview (gpointer result, const GError *error, gpointer owner) {
  CpOpenDraft *self = owner;
  if (result == NULL)
    return;
  g_autoptr (CpTable) table = result;
  if (self->table != NULL)
    return; /* the whole was faster */
  g_clear_pointer (&self->preview, cp_table_unref);
  self->preview = g_steal_pointer (&table);
  tell_structure (self);
}

static const CpJobKind preview_kind = {
    .kind = "draft-preview",
    .run = read_preview,
    .free_data = request_free,
    .free_result = (GDestroyNotify)cp_table_unref,
    .done = finish_preview,
};

static gpointer
read_table (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  const Request *request = data;
  g_autoptr (CpTable) table = request->table != NULL
                                  ? cp_table_ref (request->table)
                                  : cp_sources_read_table (request->choices, progress, cancellable, error);
  return table != NULL ? cp_draft_table_build (table, cancellable, error) : NULL;
}

static void
finish_table (gpointer result, const GError *error, gpointer owner) {
  CpOpenDraft *self = owner;
  g_clear_pointer (&self->table, cp_draft_table_free);
  g_clear_pointer (&self->table_problem, g_free);
  if (result != NULL) {
    self->table = result;
    g_clear_pointer (&self->preview, cp_table_unref);
    self->preview = cp_table_ref (self->table->table);
  } else {
    self->table_problem = g_strdup (
        g_error_matches (error, CP_ERROR, CP_ERROR_CANCELLED) ? "Reading was stopped." : error->message);
  }
  propose_all (self);
  tell_structure (self);
}

static const CpJobKind table_kind = {
    .kind = "draft-table",
    .run = read_table,
    .free_data = request_free,
    .free_result = (GDestroyNotify)cp_draft_table_free,
    .done = finish_table,
};

static Request *
request_new (CpOpenDraft *self, CpTable *table) {
  Request *request = g_new0 (Request, 1);
  request->choices = cp_sources_copy_table (self->choices);
  request->table = table != NULL ? cp_table_ref (table) : NULL;
  return request;
}

static void
start_reading (CpOpenDraft *self, CpTable *table) {
  cp_jobs_cancel (self->jobs, &preview_kind);
  g_clear_pointer (&self->table, cp_draft_table_free);
  g_clear_pointer (&self->table_problem, g_free);
  if (self->choices->data == NULL)
    return;
  if (table == NULL)
    cp_jobs_start (self->jobs, &preview_kind, request_new (self, NULL), self);
  cp_jobs_start (self->jobs, &table_kind, request_new (self, table), self);
  propose_all (self);
  tell_structure (self);
}

/* A file of the same columns keeps what was chosen about them; another begins anew. */
void
cp_open_draft_set_path (CpOpenDraft *self, const char *path) {
  g_return_if_fail (CP_IS_OPEN_DRAFT (self) && path != NULL);
  CpSources *fresh = cp_sources_new ();
  fresh->data = g_canonicalize_filename (path, NULL);
  cp_sources_free (self->choices);
  self->choices = fresh;
  g_clear_pointer (&self->preview, cp_table_unref);
  self->is_label_guessed = TRUE;
  start_reading (self, NULL);
}

void
cp_open_draft_set_delimiter (CpOpenDraft *self, char delimiter) {
  g_return_if_fail (CP_IS_OPEN_DRAFT (self));
  if (self->choices->delimiter == delimiter)
    return;
  self->choices->delimiter = delimiter;
  g_hash_table_remove_all (self->choices->types); /* of columns that may be no more */
  start_reading (self, NULL);
}

void
cp_open_draft_set_header (CpOpenDraft *self, CpHeader header) {
  g_return_if_fail (CP_IS_OPEN_DRAFT (self));
  if (self->choices->header == header)
    return;
  self->choices->header = header;
  g_hash_table_remove_all (self->choices->types);
  start_reading (self, NULL);
}

void
cp_open_draft_set_type (CpOpenDraft *self, const char *column, CpColumnType type) {
  g_return_if_fail (CP_IS_OPEN_DRAFT (self) && column != NULL);
  g_hash_table_insert (self->choices->types, g_strdup (column), GINT_TO_POINTER (type));
  start_reading (self, NULL);
}

const CpSources *
cp_open_draft_get_choices (CpOpenDraft *self) {
  return self->choices;
}

gboolean
cp_open_draft_is_reading (CpOpenDraft *self) {
  return cp_jobs_is_running (self->jobs, &table_kind);
}

CpJobs *
cp_open_draft_get_jobs (CpOpenDraft *self) {
  return self->jobs;
}

CpTable *
cp_open_draft_get_preview (CpOpenDraft *self) {
  return self->preview;
}

const CpDraftTable *
cp_open_draft_get_table (CpOpenDraft *self) {
  return self->table;
}

const char *
cp_open_draft_get_table_problem (CpOpenDraft *self) {
  return self->table_problem;
}

/* ---- the label ---- */

static gboolean
replace (char **place, const char *text) {
  if (g_strcmp0 (*place, text) == 0)
    return FALSE;
  char *copy = g_strdup (text);
  g_free (*place);
  *place = copy;
  return TRUE;
}

void
cp_open_draft_set_label (CpOpenDraft *self, const char *label) {
  g_return_if_fail (CP_IS_OPEN_DRAFT (self));
  self->is_label_guessed = FALSE;
  if (!replace (&self->choices->label, label))
    return;
  g_clear_pointer (&self->choices->positive, g_free);
  settle_positive (self);
  tell (self);
}

void
cp_open_draft_set_positive (CpOpenDraft *self, const char *positive) {
  g_return_if_fail (CP_IS_OPEN_DRAFT (self));
  if (replace (&self->choices->positive, positive))
    tell (self);
}

void
cp_open_draft_set_weight (CpOpenDraft *self, const char *weight) {
  g_return_if_fail (CP_IS_OPEN_DRAFT (self));
  if (replace (&self->choices->weight, weight))
    tell (self);
}

gboolean
cp_open_draft_has_tags (CpOpenDraft *self) {
  for (guint m = 0; m < self->models->len; m++) {
    const CpModel *model = ((const CpDraftModel *)g_ptr_array_index (self->models, m))->model;
    if (model != NULL && model->task == CP_TASK_MULTILABEL)
      return TRUE;
  }
  return FALSE;
}

char *
cp_open_draft_dup_label_problem (CpOpenDraft *self) {
  const char *label = self->choices->label;
  if (label == NULL || self->table == NULL)
    return NULL;
  const CpDraftColumn *column = cp_draft_table_find (self->table, label);
  if (column == NULL)
    return g_strdup_printf ("%s has no column '%s' to be the label.", cp_table_get_place (self->table->table),
                            label);
  if (column->values == NULL && cp_open_draft_has_tags (self))
    return NULL; /* a text of tags */
  if (column->type == CP_COLUMN_TEXT)
    return g_strdup_printf ("'%s' is text; a label needs values that repeat.", label);
  if (column->values == NULL)
    return g_strdup_printf ("'%s' has more than 100 values; a label needs few.", label);
  if (column->n_values < 2)
    return g_strdup_printf ("'%s' has %s%s; a label needs at least two.", label,
                            column->n_values == 1 ? "one value, " : "no value",
                            column->n_values == 1 ? column->values[0] : "");
  return NULL;
}

/* (transfer full) (nullable) */
static char *
dup_weight_problem (CpOpenDraft *self) {
  const double *weights;
  g_autoptr (GError) error = NULL;
  if (self->choices->weight == NULL || self->table == NULL ||
      cp_sources_get_weights (self->table->table, self->choices->weight, &weights, &error))
    return NULL;
  return g_strdup (error->message);
}

/* ---- models ---- */

typedef struct {
  char *where;
  CpModel *model;
  char *problem;
} Loaded;

static void
loaded_free (gpointer data) {
  Loaded *loaded = data;
  g_free (loaded->where);
  g_clear_pointer (&loaded->model, cp_model_unref);
  g_free (loaded->problem);
  g_free (loaded);
}

static gpointer
load_models (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  GPtrArray *all = data;
  for (guint i = 0; i < all->len; i++) {
    Loaded *loaded = g_ptr_array_index (all, i);
    g_autoptr (GError) why = NULL;
    if (cp_check_cancelled (cancellable, error))
      return NULL;
    loaded->model = cp_model_load (loaded->where, &why);
    if (loaded->model == NULL)
      loaded->problem = g_strdup (why->message);
  }
  return g_ptr_array_ref (all);
}

/* The base name; where another model has it, with the folder's name. */
static char *
make_name (CpOpenDraft *self, const CpDraftModel *model, const char *base) {
  for (guint m = 0; m < self->models->len; m++) {
    const CpDraftModel *other = g_ptr_array_index (self->models, m);
    if (other == model || g_strcmp0 (other->name, base) != 0)
      continue;
    g_autofree char *folder = g_path_get_dirname (model->where), *above = g_path_get_basename (folder);
    return g_strdup_printf ("%s (%s)", base, above);
  }
  return g_strdup (base);
}

static void
take_loaded (CpOpenDraft *self, CpDraftModel *model, const Loaded *loaded) {
  if (!g_str_equal (model->where, loaded->where) || model->model != NULL || model->problem != NULL)
    return;
  model->problem = g_strdup (loaded->problem);
  if (loaded->model == NULL)
    return;
  model->model = cp_model_ref (loaded->model);
  if (!model->is_named) {
    g_free (model->name);
    model->name = NULL;
    model->name = make_name (self, model, loaded->model->name);
  }
  cp_draft_model_propose (model, self->table, FALSE);
}

static void
finish_models (gpointer result, const GError *error, gpointer owner) {
  CpOpenDraft *self = owner;
  g_autoptr (GPtrArray) all = result;
  for (guint i = 0; all != NULL && i < all->len; i++) {
    for (guint m = 0; m < self->models->len; m++)
      take_loaded (self, g_ptr_array_index (self->models, m), g_ptr_array_index (all, i));
  }
  guess_label (self);
  settle_positive (self);
  tell_structure (self);
}

static const CpJobKind models_kind = {
    .kind = "draft-models",
    .run = load_models,
    .free_data = (GDestroyNotify)g_ptr_array_unref,
    .free_result = (GDestroyNotify)g_ptr_array_unref,
    .done = finish_models,
};

static void
start_loading (CpOpenDraft *self) {
  GPtrArray *all = g_ptr_array_new_with_free_func (loaded_free);
  for (guint m = 0; m < self->models->len; m++) {
    CpDraftModel *model = g_ptr_array_index (self->models, m);
    const char *column = cp_draft_model_get_column (model);
    if (model->model != NULL || model->problem != NULL)
      continue;
    if (column != NULL) {
      model->model = cp_model_new_column (column);
      if (model->name == NULL)
        model->name = g_strdup (column);
      continue;
    }
    Loaded *loaded = g_new0 (Loaded, 1);
    loaded->where = g_strdup (model->where);
    g_ptr_array_add (all, loaded);
  }
  if (all->len > 0)
    cp_jobs_start (self->jobs, &models_kind, all, self);
  else
    g_ptr_array_unref (all);
  tell_structure (self);
}

static char *
make_absolute (const char *where) {
  return g_str_has_prefix (where, "column:") ? g_strdup (where) : g_canonicalize_filename (where, NULL);
}

/* @except: the model that may have the file already */
static gboolean
check_new (CpOpenDraft *self, const char *where, guint except, GError **error) {
  g_autofree char *name = g_path_get_basename (where);
  for (guint m = 0; m < self->models->len; m++) {
    const CpDraftModel *model = g_ptr_array_index (self->models, m);
    if (m == except || !g_str_equal (model->where, where))
      continue;
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "%s is here already, as model %s.", name,
                 cp_model_letter (m));
    return FALSE;
  }
  return TRUE;
}

static CpDraftModel *
append_model (CpOpenDraft *self, const char *where) {
  CpDraftModel *model = cp_draft_model_new (where);
  g_ptr_array_add (self->models, model);
  return model;
}

gboolean
cp_open_draft_add_model (CpOpenDraft *self, const char *where, GError **error) {
  g_return_val_if_fail (CP_IS_OPEN_DRAFT (self) && where != NULL, FALSE);
  g_autofree char *path = make_absolute (where);
  if (!check_new (self, path, G_MAXUINT, error))
    return FALSE;
  if (self->models->len == CP_DRAFT_MOST_MODELS) {
    g_autofree char *name = g_path_get_basename (where);
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
                 "%s was left out: at most %d models stand side by side; remove one first.", name,
                 CP_DRAFT_MOST_MODELS);
    return FALSE;
  }
  append_model (self, path);
  start_loading (self);
  return TRUE;
}

void
cp_open_draft_remove_model (CpOpenDraft *self, guint index) {
  g_return_if_fail (CP_IS_OPEN_DRAFT (self) && index < self->models->len);
  g_ptr_array_remove_index (self->models, index);
  guess_label (self);
  settle_positive (self);
  tell_structure (self);
}

gboolean
cp_open_draft_set_model_file (CpOpenDraft *self, guint index, const char *where, GError **error) {
  g_return_val_if_fail (CP_IS_OPEN_DRAFT (self) && index < self->models->len && where != NULL, FALSE);
  g_autofree char *path = make_absolute (where);
  if (!check_new (self, path, index, error))
    return FALSE;
  CpDraftModel *old = g_ptr_array_index (self->models, index), *model = cp_draft_model_new (path);
  if (old->is_named) {
    model->name = g_strdup (old->name);
    model->is_named = TRUE;
  }
  cp_draft_model_free (old);
  g_ptr_array_index (self->models, index) = model;
  start_loading (self);
  return TRUE;
}

void
cp_open_draft_rename_model (CpOpenDraft *self, guint index, const char *name) {
  g_return_if_fail (CP_IS_OPEN_DRAFT (self) && index < self->models->len && name != NULL);
  CpDraftModel *model = g_ptr_array_index (self->models, index);
  if (!replace (&model->name, name))
    return;
  model->is_named = TRUE;
  tell (self);
}

guint
cp_open_draft_get_n_models (CpOpenDraft *self) {
  return self->models->len;
}

const CpDraftModel *
cp_open_draft_get_model (CpOpenDraft *self, guint index) {
  g_return_val_if_fail (index < self->models->len, NULL);
  return g_ptr_array_index (self->models, index);
}

char *
cp_open_draft_dup_format (CpOpenDraft *self, guint index) {
  return cp_draft_model_describe (cp_open_draft_get_model (self, index));
}

char *
cp_open_draft_dup_verdict (CpOpenDraft *self, guint index, gboolean *out_fits) {
  EXCLUDED (self);
  return cp_draft_model_judge (cp_open_draft_get_model (self, index), self->table, CONST_STRV (excluded),
                               out_fits);
}

/* ---- features ---- */

const CpDraftFeature *
cp_open_draft_find_feature (CpOpenDraft *self, guint index, const char *column) {
  return cp_draft_model_find (cp_open_draft_get_model (self, index), column);
}

gboolean
cp_open_draft_reads (CpOpenDraft *self, guint index, const char *column) {
  EXCLUDED (self);
  return cp_draft_model_reads (cp_open_draft_get_model (self, index), column, CONST_STRV (excluded));
}

void
cp_open_draft_tick (CpOpenDraft *self, guint index, const char *column, gboolean is_ticked) {
  CpDraftFeature *feature = cp_draft_model_find (cp_open_draft_get_model (self, index), column);
  EXCLUDED (self);
  g_return_if_fail (feature != NULL);
  if (is_ticked ==
      cp_draft_model_reads (cp_open_draft_get_model (self, index), column, CONST_STRV (excluded)))
    return;
  feature->is_ticked = is_ticked;
  feature->is_given = is_ticked; /* by hand, be it the label */
  tell (self);
}

void
cp_open_draft_set_encoding (CpOpenDraft *self, const char *column, CpEncoding encoding) {
  const CpDraftColumn *facts = self->table != NULL ? cp_draft_table_find (self->table, column) : NULL;
  g_return_if_fail (facts != NULL && encoding < CP_DRAFT_N_ENCODINGS && facts->inputs[encoding] != NULL);
  gboolean is_new = FALSE;
  for (guint m = 0; m < self->models->len; m++) {
    CpDraftFeature *feature = cp_draft_model_find (g_ptr_array_index (self->models, m), column);
    if (feature == NULL ||
        (feature->input != NULL && cp_draft_input_get_encoding (feature->input) == encoding))
      continue;
    json_decref (feature->input);
    feature->input = json_incref (facts->inputs[encoding]);
    is_new = TRUE;
  }
  if (is_new)
    tell (self);
}

void
cp_open_draft_propose_again (CpOpenDraft *self) {
  g_return_if_fail (CP_IS_OPEN_DRAFT (self));
  for (guint m = 0; m < self->models->len; m++) {
    CpDraftModel *model = g_ptr_array_index (self->models, m);
    gboolean fits;
    EXCLUDED (self);
    cp_draft_model_propose (model, self->table, FALSE);
    g_free (cp_draft_model_judge (model, self->table, CONST_STRV (excluded), &fits));
    if (!fits)
      cp_draft_model_propose (model, self->table, TRUE);
  }
  tell_structure (self);
}

/* ---- whether it can be opened ---- */

static void
add_name_problems (CpOpenDraft *self, GStrvBuilder *problems) {
  for (guint m = 0; m < self->models->len; m++) {
    const CpDraftModel *model = g_ptr_array_index (self->models, m);
    if (model->name != NULL && *model->name == '\0') {
      g_autofree char *text = g_strdup_printf ("Model %s has no name.", cp_model_letter (m));
      g_strv_builder_add (problems, text);
    }
    for (guint other = 0; other < m && model->name != NULL; other++) {
      const CpDraftModel *before = g_ptr_array_index (self->models, other);
      if (*model->name == '\0' || g_strcmp0 (before->name, model->name) != 0)
        continue;
      g_autofree char *text =
          g_strdup_printf ("Models %s and %s are both named “%s”; give one of them another name.",
                           cp_model_letter (other), cp_model_letter (m), model->name);
      g_strv_builder_add (problems, text);
    }
  }
}

static void
add_steal (GStrvBuilder *problems, char *text) {
  if (text != NULL)
    g_strv_builder_add (problems, text);
  g_free (text);
}

char **
cp_open_draft_dup_problems (CpOpenDraft *self) {
  g_return_val_if_fail (CP_IS_OPEN_DRAFT (self), NULL);
  g_autoptr (GStrvBuilder) problems = g_strv_builder_new ();
  if (self->choices->data == NULL)
    g_strv_builder_add (problems,
                        self->models->len > 0 ? "Choose the table the models score." : "Choose a table.");
  else if (self->table_problem != NULL)
    g_strv_builder_add (problems, self->table_problem);
  else if (self->table == NULL)
    g_strv_builder_add (problems, "The table is being read.");
  add_steal (problems, cp_open_draft_dup_label_problem (self));
  add_steal (problems, dup_weight_problem (self));
  for (guint m = 0; m < self->models->len; m++) {
    gboolean fits;
    g_autofree char *verdict = cp_open_draft_dup_verdict (self, m, &fits);
    if (fits)
      continue;
    g_autofree char *text = *verdict != '\0' ? g_strdup_printf ("%s: %s", cp_model_letter (m), verdict)
                            : self->table == NULL
                                ? NULL
                                : g_strdup_printf ("%s: The model is being read.", cp_model_letter (m));
    if (text != NULL)
      g_strv_builder_add (problems, text);
  }
  add_name_problems (self, problems);
  return g_strv_builder_end (problems);
}

gboolean
cp_open_draft_can_open (CpOpenDraft *self) {
  g_auto (GStrv) problems = cp_open_draft_dup_problems (self);
  return problems[0] == NULL;
}

guint
cp_open_draft_get_structure (CpOpenDraft *self) {
  return self->structure;
}

/* ---- in and out ---- */

void
cp_open_draft_set_sources (CpOpenDraft *self, const CpSources *sources, CpTable *table) {
  g_return_if_fail (CP_IS_OPEN_DRAFT (self) && sources != NULL);
  cp_sources_free (self->choices);
  self->choices = cp_sources_copy_table (sources);
  if (sources->data != NULL && !g_str_equal (sources->data, "-")) {
    g_free (self->choices->data);
    self->choices->data = g_canonicalize_filename (sources->data, NULL);
  }
  if (self->choices->tags != NULL) { /* the label is one of the columns made of it */
    replace (&self->choices->label, self->choices->tags);
    g_clear_pointer (&self->choices->tags, g_free);
    g_clear_pointer (&self->choices->positive, g_free);
  }
  self->is_label_guessed = sources->label == NULL;
  g_ptr_array_set_size (self->models, 0);
  for (guint i = 0; i < MIN (sources->models->len, CP_DRAFT_MOST_MODELS); i++) {
    const CpModelSource *source = g_ptr_array_index (sources->models, i);
    g_autofree char *where = make_absolute (source->where);
    CpDraftModel *model = append_model (self, where);
    model->name = g_strdup (source->name);
    model->is_named = source->name != NULL;
    model->given_spec = json_incref (source->spec);
    model->given_columns = g_strdupv (source->columns);
  }
  g_clear_pointer (&self->preview, cp_table_unref);
  start_reading (self, table);
  start_loading (self);
}

CpSources *
cp_open_draft_to_sources (CpOpenDraft *self) {
  g_return_val_if_fail (CP_IS_OPEN_DRAFT (self), NULL);
  EXCLUDED (self);
  CpSources *sources = cp_sources_copy_table (self->choices);
  if (sources->label == NULL)
    g_clear_pointer (&sources->positive, g_free);
  for (guint m = 0; m < self->models->len; m++) {
    const CpDraftModel *model = g_ptr_array_index (self->models, m);
    g_autoptr (json_t) spec = cp_draft_model_get_column (model) == NULL
                                  ? cp_draft_model_to_spec (model, CONST_STRV (excluded))
                                  : NULL;
    cp_sources_add_model (sources, model->name, model->where, spec);
  }
  return sources;
}

CpInputs *
cp_open_draft_to_inputs (CpOpenDraft *self, GError **error) {
  g_return_val_if_fail (CP_IS_OPEN_DRAFT (self) && self->table != NULL, NULL);
  EXCLUDED (self);
  g_autoptr (CpInputs) inputs = g_new0 (CpInputs, 1);
  inputs->table = cp_table_ref (self->table->table);
  inputs->n_models = self->models->len;
  inputs->models = g_new0 (CpModel *, inputs->n_models + 1);
  inputs->encoders = g_new0 (CpEncoder *, inputs->n_models + 1);
  for (guint m = 0; m < inputs->n_models; m++) {
    const CpDraftModel *model = g_ptr_array_index (self->models, m);
    g_return_val_if_fail (model->model != NULL, NULL);
    inputs->models[m] = cp_model_rename (model->model, model->name);
    if (cp_draft_model_get_column (model) != NULL)
      continue;
    g_autoptr (json_t) spec = cp_draft_model_to_spec (model, CONST_STRV (excluded));
    inputs->encoders[m] = cp_encoder_new_from_json (spec, model->name, error);
    if (inputs->encoders[m] == NULL)
      return NULL;
  }
  return g_steal_pointer (&inputs);
}

/* ---- the object ---- */

static void
cp_open_draft_dispose (GObject *object) {
  CpOpenDraft *self = CP_OPEN_DRAFT (object);
  if (self->jobs != NULL)
    g_object_run_dispose (G_OBJECT (self->jobs)); /* running tasks hold it; they must not come back here */
  g_clear_object (&self->jobs);
  G_OBJECT_CLASS (cp_open_draft_parent_class)->dispose (object);
}

static void
cp_open_draft_finalize (GObject *object) {
  CpOpenDraft *self = CP_OPEN_DRAFT (object);
  cp_sources_free (self->choices);
  g_clear_pointer (&self->preview, cp_table_unref);
  g_clear_pointer (&self->table, cp_draft_table_free);
  g_free (self->table_problem);
  g_ptr_array_unref (self->models);
  G_OBJECT_CLASS (cp_open_draft_parent_class)->finalize (object);
}

static void
cp_open_draft_class_init (CpOpenDraftClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_open_draft_dispose;
  G_OBJECT_CLASS (class)->finalize = cp_open_draft_finalize;
  changed_signal =
      g_signal_new ("changed", CP_TYPE_OPEN_DRAFT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cp_open_draft_init (CpOpenDraft *self) {
  self->jobs = cp_jobs_new ();
  self->choices = cp_sources_new ();
  self->models = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_draft_model_free);
  self->is_label_guessed = TRUE;
}

CpOpenDraft *
cp_open_draft_new (void) {
  return g_object_new (CP_TYPE_OPEN_DRAFT, NULL);
}
