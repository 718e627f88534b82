#pragma once
#include "app/cli/input.h"
#include "core/explain/dependence.h"

/* What the parts of the subcommand `dependence` share: what was asked, and the answers of the models. */
G_BEGIN_DECLS

typedef struct {
  char **features; /* (nullable): one or two */
  guint n_features;
  int points;
  gint64 row; /* −1: none */
  gboolean is_accumulated;
} CpDependenceArguments;

/* One model's answer. */
typedef struct {
  const CpModel *model;
  CpEncoder *encoder;
  CpFeatureGroups *groups;
  CpMatrix *rows;
  CpDependence *mean;
  CpDependence *own;   /* (nullable): of the row asked for */
  double *accumulated; /* (nullable) (n_points × n_outputs) */
} CpDependenceAnswer;

/* Everything the work needs. */
typedef struct {
  const CpCliOptions *options;
  const CpDependenceArguments *arguments;
  const CpTable *table;
  CpTable *present;   /* without the deleted rows: whose values the grids are of */
  GPtrArray *one_hot; /* of CpOneHotGroup */
  guint32 *rows;      /* (n_rows): averaged over */
  gsize n_rows, n_all;
  CpTable *own; /* (nullable): the row asked for */
  CpDependenceGrid *grids[2];
  GPtrArray *answers; /* of CpDependenceAnswer */
} CpDependenceWork;

/* One column or two, as the models answered: prints it. Returns: the exit status */
int cp_cli_dependence_write (const CpDependenceWork *work);
/* No column: asks about all, and prints them by their effect. Returns: the exit status */
int cp_cli_dependence_rank (const CpDependenceWork *work);

G_END_DECLS
