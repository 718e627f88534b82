#pragma once
#include "app/cli/input.h"
#include "app/cli/output.h"
#include "core/explain/feature-groups.h"

/* What `explain --global` and `explain --importance` share: a sample of the rows, an answer a model, and its
 * columns ranked, as lines or as JSON. */
G_BEGIN_DECLS

/* What one model says. */
typedef struct {
  const CpModel *model;
  CpEncoder *encoder;
  CpFeatureGroups *groups;
  gpointer answer; /* of @kind->answer */
} CpCliTold;

/* What the models are asked about. */
typedef struct {
  const CpCliOptions *options;
  const CpCliInput *input;
  const guint32 *rows; /* (n_rows) */
  gsize n_rows;
  guint top;          /* columns a model, 0: all */
  gconstpointer data; /* the caller's */
} CpCliMany;

typedef struct {
  const char *const *header; /* three of model, output and column, and those of add_figures() */
  /* Returns: (transfer full) (nullable): NULL with @error set. @told: all but its answer */
  gpointer (*answer) (const CpCliMany *asked, const CpCliTold *told, GError **error);
  GDestroyNotify free_answer;
  void (*tell) (const CpCliMany *asked, const CpCliTold *told); /* (nullable): a note before the answers */
  json_t *(*to_json) (const CpCliMany *asked, const CpCliTold *told); /* (transfer full) */
  /* (n_outputs × n_groups): ranked by */
  const double *(*get_values) (const CpCliMany *asked, const CpCliTold *told);
  /* @at: of the values */
  void (*add_figures) (CpCliRows *rows, const CpCliMany *asked, const CpCliTold *told, gsize at);
} CpCliManyKind;

/* @n_rows: at most, 0: CP_CLI_SAMPLE; @data: what @kind finds in what is asked. Returns: the exit status */
int cp_cli_explain_many (const CpCliOptions *options, const CpCliManyKind *kind, guint n_rows, guint top,
                         gconstpointer data);

G_END_DECLS
