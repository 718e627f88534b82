#include "app/opening/open-draft-private.h"

#include "app/panels/letters.h"
#include "core/base/error.h"

/* The models of a draft: loaded by a job, each with the features it is given. */

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
  cp_open_draft_guess_label (self);
  cp_open_draft_settle_positive (self);
  cp_open_draft_tell_structure (self);
}

static const CpJobKind models_kind = {
    .kind = "draft-models",
    .run = load_models,
    .free_data = (GDestroyNotify)g_ptr_array_unref,
    .free_result = (GDestroyNotify)g_ptr_array_unref,
    .done = finish_models,
};

void
cp_open_draft_start_loading (CpOpenDraft *self) {
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
  cp_open_draft_tell_structure (self);
}

char *
cp_draft_make_absolute (const char *where) {
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

CpDraftModel *
cp_open_draft_append_model (CpOpenDraft *self, const char *where) {
  CpDraftModel *model = cp_draft_model_new (where);
  g_ptr_array_add (self->models, model);
  return model;
}

gboolean
cp_open_draft_add_model (CpOpenDraft *self, const char *where, GError **error) {
  g_return_val_if_fail (CP_IS_OPEN_DRAFT (self) && where != NULL, FALSE);
  g_autofree char *path = cp_draft_make_absolute (where);
  if (!check_new (self, path, G_MAXUINT, error))
    return FALSE;
  if (self->models->len == CP_DRAFT_MOST_MODELS) {
    g_autofree char *name = g_path_get_basename (where);
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
                 "%s was left out: at most %d models stand side by side; remove one first.", name,
                 CP_DRAFT_MOST_MODELS);
    return FALSE;
  }
  cp_open_draft_append_model (self, path);
  cp_open_draft_start_loading (self);
  return TRUE;
}

void
cp_open_draft_remove_model (CpOpenDraft *self, guint index) {
  g_return_if_fail (CP_IS_OPEN_DRAFT (self) && index < self->models->len);
  g_ptr_array_remove_index (self->models, index);
  cp_open_draft_guess_label (self);
  cp_open_draft_settle_positive (self);
  cp_open_draft_tell_structure (self);
}

gboolean
cp_open_draft_set_model_file (CpOpenDraft *self, guint index, const char *where, GError **error) {
  g_return_val_if_fail (CP_IS_OPEN_DRAFT (self) && index < self->models->len && where != NULL, FALSE);
  g_autofree char *path = cp_draft_make_absolute (where);
  if (!check_new (self, path, index, error))
    return FALSE;
  CpDraftModel *old = g_ptr_array_index (self->models, index), *model = cp_draft_model_new (path);
  if (old->is_named) {
    model->name = g_strdup (old->name);
    model->is_named = TRUE;
  }
  cp_draft_model_free (old);
  g_ptr_array_index (self->models, index) = model;
  cp_open_draft_start_loading (self);
  return TRUE;
}

void
cp_open_draft_rename_model (CpOpenDraft *self, guint index, const char *name) {
  g_return_if_fail (CP_IS_OPEN_DRAFT (self) && index < self->models->len && name != NULL);
  CpDraftModel *model = g_ptr_array_index (self->models, index);
  if (!cp_draft_replace (&model->name, name))
    return;
  model->is_named = TRUE;
  cp_open_draft_tell (self);
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
  cp_open_draft_tell (self);
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
    cp_open_draft_tell (self);
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
  cp_open_draft_tell_structure (self);
}
