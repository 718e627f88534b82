#pragma once
#include "core/base/json.h"
#include "core/model/scores.h"
#include "core/table/csv.h"

/* What a person asked to open, from the command line, a session file or a dialog, and the one way to open it.
 * The window and the subcommands share it, so they agree on every default and every error. */
G_BEGIN_DECLS

#define CP_OWN_TASK -1 /* what the model's file says it is */

typedef struct {
  char *name;     /* (nullable): else the file's base name */
  char *where;    /* a file, or column:COLUMN */
  char **columns; /* (nullable): the columns it takes, in order */
  json_t *spec;   /* (nullable): its feature specification */
  char **outputs; /* (nullable): the names of its outputs, in order; else the file's */
  int task;       /* CpTask: what its scores are taken for; CP_OWN_TASK */
} CpModelSource;

typedef struct {
  char *data;         /* the table's file; "-" is standard input */
  GHashTable *types;  /* column → CpColumnType, overrides */
  GPtrArray *missing; /* words beyond the built-in ones */
  char delimiter;     /* 0: found out */
  CpHeader header;
  GPtrArray *models;               /* CpModelSource */
  char *label, *positive, *weight; /* (nullable) */
  gboolean is_survey;              /* the weights are survey weights, else counts of rows */
  char *tags;                      /* (nullable): a column of tags separated by commas */
} CpSources;

CpSources *cp_sources_new (void);
void cp_sources_free (CpSources *sources);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpSources, cp_sources_free)

/* @spec: (transfer none) (nullable) */
CpModelSource *cp_sources_add_model (CpSources *sources, const char *name, const char *where, json_t *spec);

/* (transfer full) (nullable): @session as cp_session_file_read() gave it; paths become absolute */
CpSources *cp_sources_new_from_session (const json_t *session, const char *path, GError **error);

/* (transfer full): all but the models */
CpSources *cp_sources_copy_table (const CpSources *sources);
/* (transfer full): the models too */
CpSources *cp_sources_copy (const CpSources *sources);
/* How @sources have their table read; valid while they live. g_free() the missing words' array. */
CpCsvOptions cp_sources_make_options (const CpSources *sources, const char ***out_missing);
/* Calls the outputs of *@model (replaced) @names (nullable) and takes it for @task. FALSE with @error where
 * it has not so many outputs. */
gboolean cp_sources_shape_model (char **names, int task, CpModel **model, GError **error);
/* FALSE with @error where the window cannot show such a model, taken for @task: it compares decisions */
gboolean cp_sources_check_model (const CpModel *model, int task, GError **error);

/* What opening gives: immutable snapshots. */
typedef struct {
  CpTable *table;
  guint n_models;
  CpModel **models;     /* (n_models) */
  CpEncoder **encoders; /* (n_models): NULL for a column of scores */
} CpInputs;

void cp_inputs_free (CpInputs *inputs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpInputs, cp_inputs_free)

/* (transfer full) (nullable): reads the table and the models and finds each model's features; all or nothing
 */
CpInputs *cp_sources_open (const CpSources *sources, const CpProgress *progress, GCancellable *cancellable,
                           GError **error);

/* (transfer full) (nullable): only the table */
CpTable *cp_sources_read_table (const CpSources *sources, const CpProgress *progress,
                                GCancellable *cancellable, GError **error);

/* (transfer full): the columns no feature is proposed from: label, weight, "split", columns of scores;
 * NULL-terminated */
char **cp_sources_dup_ignored (const CpSources *sources);

/**
 * cp_sources_get_weights:
 * @out_weights: (transfer none): (n_rows), owned by @table
 *
 * Returns: %FALSE with @error set unless the column holds a weight from 0 up in every row
 */
gboolean cp_sources_get_weights (const CpTable *table, const char *weight, const double **out_weights,
                                 GError **error);

G_END_DECLS
