#pragma once
#include "app/cli/options.h"
#include "app/rows/fields.h"
#include "app/session/row-edit.h"
#include "app/session/scope.h"

/* Opens what the options name: a session's contents first, the command line's over them. Progress and notices
 * go to standard error. */
G_BEGIN_DECLS

typedef struct {
  json_t *session; /* (nullable) */
  CpSources *sources;
  CpInputs *inputs; /* the table with the rows added in the session */
  /* of app/cli/session-rows.h */
  CpScope *scope;      /* (nullable): of those there are, the rows the session looks at */
  GArray *absent;      /* guint32, ascending: rows deleted in the session */
  char *name;          /* (nullable): of the session whose rows these are */
  CpRowEditor *editor; /* (nullable): with @name */
  CpFields *fields;    /* (nullable): with @name */
} CpCliInput;

/**
 * cp_cli_input_open:
 * @needs_models: without a model it is an error; else no model is opened
 *
 * Returns: (transfer full) (nullable)
 */
CpCliInput *cp_cli_input_open (const CpCliOptions *options, gboolean needs_models, GError **error);
void cp_cli_input_free (CpCliInput *input);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpCliInput, cp_cli_input_free)

/* Progress on standard error while it is a terminal and --quiet was not given; NULL else. Static, not freed.
 */
const CpProgress *cp_cli_progress (const CpCliOptions *options);
/* Ends the progress line. */
void cp_cli_progress_end (void);

/* A sentence a person should see, on standard error unless --quiet. */
void cp_cli_notice (const CpCliOptions *options, const char *sentence);

/* (transfer full) (nullable): the scores of model @index over the whole table */
CpScores *cp_cli_score (const CpCliOptions *options, const CpCliInput *input, guint index, GError **error);

/* --threshold, else the one the session keeps for model @index in the slice labelled @slice, else 0.5 */
double cp_cli_find_threshold (const CpCliOptions *options, const CpCliInput *input, guint index,
                              const char *slice);

/* (transfer full): the names of model @index's outputs; NULL-terminated */
char **cp_cli_dup_output_names (const CpModel *model);

G_END_DECLS
