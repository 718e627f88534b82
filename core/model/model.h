#pragma once
#include "core/base/matrix.h"
#include "core/base/progress.h"
#include <gio/gio.h>
#include <jansson.h>

/* A trained model: something that turns rows of features into scores. Immutable, reference-counted; any
 * thread may predict. A kind is a const CpModelClass plus its data; a new file format lowers into an existing
 * kind. */
G_BEGIN_DECLS

typedef enum { CP_TASK_BINARY, CP_TASK_MULTICLASS, CP_TASK_MULTILABEL, CP_TASK_REGRESSION } CpTask;
const char *cp_task_get_name (CpTask task);
gboolean cp_task_parse (const char *name, CpTask *out_task);

typedef struct _CpModel CpModel;
typedef struct _CpModelClass CpModelClass;

/* What every kind offers; made by the kind, owned by the model. */
struct _CpModelClass {
  const char *kind; /* "network", "column", … */
  /* Scores rows [0, n_rows): @features (n_rows × n_features) row-major, @scores (n_rows × n_outputs) written.
   * @scratch: n_rows × scratch_width floats, 64-byte aligned, contents undefined. Single-threaded, re-entrant
   * and free of allocation; a row's score does not depend on the rows beside it. NULL: cannot predict. */
  void (*predict_block) (const CpModel *model, const float *features, gsize n_rows, double *scores,
                         float *scratch);
  void (*describe) (const CpModel *model, json_t *out); /* adds "layers", "parameters" to inspect's object */
  void (*clear) (gpointer data);                        /* frees @data */
  gboolean takes_missing; /* a feature may be NaN: the model has its own answer to a missing value */
};

struct _CpModel { /* read-only outside core/model */
  const CpModelClass *class;
  char *name;   /* the file's base name without suffix until the user names it */
  char *place;  /* the file, for messages */
  char *format; /* "Keras HDF5", "column" */
  CpTask task;
  guint n_features;          /* 0 for a column of scores */
  gboolean takes_any_length; /* n_features is only a guess: cp_network_with_length() */
  guint n_outputs;
  char **feature_names;                 /* (nullable), NULL-terminated: where the file knows them */
  char **output_names;                  /* (nullable) */
  char *input_name, *output_activation; /* (nullable): for inspect */
  json_t *inputs;                       /* (nullable): a feature specification the file carries */
  guint block_rows;    /* the most rows predict_block is given: what keeps its scratch in the cache */
  gsize scratch_width; /* floats of scratch a row */
  gpointer data;       /* of the kind */
  CpModel *origin;     /* (nullable): a renamed model borrows @data of this one */
};

CpModel *cp_model_ref (CpModel *model);
void cp_model_unref (CpModel *model);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpModel, cp_model_unref)

/* (transfer full) (nullable): detects the format by content, never by the file's suffix, and refuses by name
 * what it does not know (a pickle, a Lambda layer, …) */
CpModel *cp_model_load (const char *path, GError **error);

/* (transfer full): the scores stand in column @column of the table; edits cannot be scored again */
CpModel *cp_model_new_column (const char *column);
const char *cp_model_get_column (const CpModel *model); /* (nullable): the column of a column model */

/* (transfer full): the same model under another name */
CpModel *cp_model_rename (CpModel *model, const char *name);

/* What a model of that many outputs may be taken for: one for binary and regression, else several */
gboolean cp_task_fits (CpTask task, guint n_outputs);
/* (transfer full): the same model taken for @task, which must fit */
CpModel *cp_model_with_task (CpModel *model, CpTask task);

/* (transfer full): the same model whose outputs are called @names (NULL-terminated, n_outputs of them) */
CpModel *cp_model_name_outputs (CpModel *model, const char *const *names);

/**
 * cp_model_predict:
 * @features: (n_rows × n_features), row-major, encoded
 * @out_scores: (n_rows × n_outputs), row-major, written; probabilities in [0, 1], or the label's unit for
 * regression
 *
 * Scores every row on all cores. Any thread; checks @cancellable once per block.
 *
 * Returns: %FALSE with @error set if cancelled, or for a column model; @out_scores is then unspecified
 */
gboolean cp_model_predict (const CpModel *model, const float *features, gsize n_rows, double *out_scores,
                           GCancellable *cancellable, GError **error);

/* How one worker predicts inside a loop of its own (an explainer, the scores of a table): scratch once, for
 * blocks of up to @n_rows rows (at most model->block_rows), then class->predict_block any number of times.
 * Freed by cp_model_free_scratch(). */
float *cp_model_new_scratch (const CpModel *model, gsize n_rows);
void cp_model_free_scratch (float *scratch);

/* (transfer full): what `inspect` prints: {"file","format","task","inputs","outputs","layers","parameters"}
 */
json_t *cp_model_describe (const CpModel *model);

G_END_DECLS
