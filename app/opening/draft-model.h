#pragma once
#include "app/opening/draft-table.h"
#include "core/model/model.h"

/* A model as it is about to be opened, and the features of a table it would be given. */
G_BEGIN_DECLS

typedef struct {
  char *column;
  json_t *input; /* (nullable): the INPUT of the session file; NULL: the column cannot be a feature */
  gboolean
      is_ticked; /* as the person sees it; but an excluded column is given to no model that did not name it */
  gboolean is_given; /* named by the model's file, a session, the command line or a tick */
} CpDraftFeature;

typedef struct {
  char *name, *where;   /* a file or column:NAME */
  CpModel *model;       /* (nullable): not read yet, or it cannot be */
  char *problem;        /* (nullable): why it cannot be read */
  GPtrArray *features;  /* CpDraftFeature in the model's order; empty until table and model are there */
  gboolean is_named;    /* by a person */
  json_t *given_spec;   /* (nullable) */
  char **given_columns; /* (nullable) */
  char **given_outputs; /* (nullable) */
  int given_task;       /* CpTask or CP_OWN_TASK */
} CpDraftModel;

CpDraftModel *cp_draft_model_new (const char *where);
void cp_draft_model_free (CpDraftModel *model);
const char *cp_draft_model_get_column (const CpDraftModel *model); /* (nullable): NAME of column:NAME */

/* Lists the features of @table: what was named is ticked, in its order; else the proposal of the table, in
 * the table's. Other columns follow, unticked. */
void cp_draft_model_propose (CpDraftModel *model, const CpDraftTable *table, gboolean from_table);

CpDraftFeature *cp_draft_model_find (const CpDraftModel *model, const char *column); /* (nullable) */
/* @excluded: NULL-terminated: label, weight, scores */
gboolean cp_draft_model_reads (const CpDraftModel *model, const char *column, const char *const *excluded);
/* How many features the ticked columns make. */
guint cp_draft_model_count (const CpDraftModel *model, const char *const *excluded, guint *out_n_columns);
/* (transfer full): the feature specification as it stands: a JSON array */
json_t *cp_draft_model_to_spec (const CpDraftModel *model, const char *const *excluded);

/* (transfer full): "Keras HDF5 · 26 inputs · 1 output, 0 to 1", or "" */
char *cp_draft_model_describe (const CpDraftModel *model);
/* (transfer full): what is to be said; @out_fits: whether it can be opened with @table (nullable) */
char *cp_draft_model_judge (const CpDraftModel *model, const CpDraftTable *table, const char *const *excluded,
                            gboolean *out_fits);

G_END_DECLS
