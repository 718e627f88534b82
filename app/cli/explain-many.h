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
  guint top; /* columns a model, 0: all */
} CpCliMany;

typedef struct {
  const char *const *header; /* three of model, output and column, and those of add_figures() */
  /* Returns: (transfer full) (nullable): NULL with @error set. @told: all but its answer */
  gpointer (*answer) (const CpCliMany *asked, const CpCliTold *told, gpointer data, GError **error);
  GDestroyNotify free_answer;
  void (*tell) (const CpCliMany *asked, const CpCliTold *told); /* (nullable): a note before the answers */
  json_t *(*to_json) (const CpCliMany *asked, const CpCliTold *told); /* (transfer full) */
  const double *(*get_values) (const CpCliTold *told);                /* (n_outputs × n_groups): ranked by */
  void (*add_figures) (CpCliRows *rows, const CpCliTold *told, gsize at); /* @at: of the values */
} CpCliManyKind;

/* @n_rows: at most, 0: CP_CLI_SAMPLE; @data: given to @kind->answer. Returns: the exit status */
int cp_cli_explain_many (const CpCliOptions *options, const CpCliManyKind *kind, guint n_rows, guint top,
                         gpointer data);

G_END_DECLS
