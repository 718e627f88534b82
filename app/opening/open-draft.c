#include "app/opening/open-draft-private.h"

#include "app/panels/letters.h"
#include "core/table/ids.h"

/* What the draft is made of and whether it can be opened. The table is read by open-draft-reading.c, models
 * are loaded by open-draft-models.c. */

G_DEFINE_FINAL_TYPE (CpOpenDraft, cp_open_draft, G_TYPE_OBJECT)

static guint changed_signal;

void
cp_open_draft_tell (CpOpenDraft *self) {
  g_signal_emit (self, changed_signal, 0);
}

void
cp_open_draft_tell_structure (CpOpenDraft *self) {
  self->structure++;
  cp_open_draft_tell (self);
}

/* ---- what is left out ---- */

/* (transfer full): the label, the weight and columns of scores; NULL-terminated */
char **
cp_open_draft_dup_excluded (CpOpenDraft *self) {
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

/* A column of two values: by its name, else by what the models leave out, the last such; training and test
 * rows are told apart by a column of two values as well, which nobody predicts. */
void
cp_open_draft_guess_label (CpOpenDraft *self) {
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
    if (column->n_values == 2 && !cp_column_is_split_name (column->name) &&
        does_explain_widths (self, column->name))
      found = column->name;
  }
  g_clear_pointer (&self->choices->label, g_free);
  g_clear_pointer (&self->choices->positive, g_free);
  self->choices->label = g_strdup (found);
}

/* As cp_labels_build() chooses it, so that the dialog shows what will hold. */
void
cp_open_draft_settle_positive (CpOpenDraft *self) {
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

void
cp_open_draft_propose_all (CpOpenDraft *self) {
  for (guint m = 0; m < self->models->len; m++)
    cp_draft_model_propose (g_ptr_array_index (self->models, m), self->table, FALSE);
  cp_open_draft_guess_label (self);
  cp_open_draft_settle_positive (self);
}

/* ---- the label ---- */

gboolean
cp_draft_replace (char **place, const char *text) {
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
  if (!cp_draft_replace (&self->choices->label, label))
    return;
  g_clear_pointer (&self->choices->positive, g_free);
  cp_open_draft_settle_positive (self);
  cp_open_draft_tell (self);
}

void
cp_open_draft_set_positive (CpOpenDraft *self, const char *positive) {
  g_return_if_fail (CP_IS_OPEN_DRAFT (self));
  if (cp_draft_replace (&self->choices->positive, positive))
    cp_open_draft_tell (self);
}

void
cp_open_draft_set_weight (CpOpenDraft *self, const char *weight) {
  g_return_if_fail (CP_IS_OPEN_DRAFT (self));
  if (cp_draft_replace (&self->choices->weight, weight))
    cp_open_draft_tell (self);
}

void
cp_open_draft_set_survey (CpOpenDraft *self, gboolean is_survey) {
  g_return_if_fail (CP_IS_OPEN_DRAFT (self));
  if (self->choices->is_survey == is_survey)
    return;
  self->choices->is_survey = is_survey;
  cp_open_draft_tell (self);
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

/* (transfer full) (nullable): every row was looked at when the table was read */
static char *
dup_weight_problem (CpOpenDraft *self) {
  const char *weight = self->choices->weight;
  if (weight == NULL || self->table == NULL)
    return NULL;
  const CpDraftColumn *column = cp_draft_table_find (self->table, weight);
  if (column != NULL)
    return g_strdup (column->weight_problem);
  return g_strdup_printf ("%s has no column '%s' to weight by.", cp_table_get_place (self->table->table),
                          weight);
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
    cp_draft_replace (&self->choices->label, self->choices->tags);
    g_clear_pointer (&self->choices->tags, g_free);
    g_clear_pointer (&self->choices->positive, g_free);
  }
  self->is_label_guessed = sources->label == NULL;
  g_ptr_array_set_size (self->models, 0);
  for (guint i = 0; i < MIN (sources->models->len, CP_DRAFT_MOST_MODELS); i++) {
    const CpModelSource *source = g_ptr_array_index (sources->models, i);
    g_autofree char *where = cp_draft_make_absolute (source->where);
    CpDraftModel *model = cp_open_draft_append_model (self, where);
    model->name = g_strdup (source->name);
    model->is_named = source->name != NULL;
    model->given_spec = json_incref (source->spec);
    model->given_columns = g_strdupv (source->columns);
    model->given_outputs = g_strdupv (source->outputs);
    model->given_task = source->task;
  }
  g_clear_pointer (&self->preview, cp_table_unref);
  cp_open_draft_start_reading (self, table);
  cp_open_draft_start_loading (self);
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
    CpModelSource *added = cp_sources_add_model (sources, model->name, model->where, spec);
    added->outputs = g_strdupv (model->given_outputs);
    added->task = model->given_task;
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
    if (!cp_sources_shape_model (model->given_outputs, model->given_task, &inputs->models[m], error))
      return NULL;
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
