#pragma once
#include "app/session/session.h"
#include "core/explain/counterfactual.h"

/* What the selected row, as it was scored last, is compared with: what the model decides differently. Of two
 * kinds: the nearest rows of the table, and the least changes of this row itself, whose values stand in no
 * row (core/explain/minimal-change.h). Both are found by jobs, again whenever the row, its run, the
 * thresholds or the choices here change; "counterfactual-changed" tells. */
G_BEGIN_DECLS

typedef enum { CP_COMPARE_ROWS, CP_COMPARE_CHANGES, CP_N_COMPARE_KINDS } CpCompareKind;

enum { CP_COMPARE_N = 5, CP_COMPARE_MOST = 20 }; /* how many of each: at first, at most */
#define CP_COMPARE_HEAVIEST 100.0                /* the largest weight of a column */

typedef struct {
  guint model;
  guint32 row;     /* of the table; CP_NO_ROW: a change, or there is none */
  double distance; /* from the row as scored; NaN for none */
  double score;    /* by @model; NaN for none */
  guint n_columns; /* compared ones in which it differs */
  CpTable *state;  /* (nullable): as a table of one row */
  char *reason;    /* (nullable): why there is none, as a sentence */
} CpCounterfactual;

gboolean cp_session_is_comparing (CpSession *session); /* off at first */
guint cp_session_get_compared_model (CpSession *session);
CpNorm cp_session_get_compared_norm (CpSession *session); /* of the rows; changes are measured by L1 */
/* Whether counterfactuals are wanted, by which model's decision and by which distance. */
void cp_session_compare (CpSession *session, gboolean is_comparing, guint model, CpNorm norm);

/* Which kinds are wanted (at first rows alone), and how many of each. */
gboolean cp_session_compares_kind (CpSession *session, CpCompareKind kind);
void cp_session_compare_kind (CpSession *session, CpCompareKind kind, gboolean is_wanted);
guint cp_session_get_n_compared (CpSession *session);
void cp_session_set_n_compared (CpSession *session, guint n); /* 1 to CP_COMPARE_MOST */

/* How much a column or one-hot group counts in the distance: 1 at first, 0 leaves it out; and whether it must
 * stay as it is. */
double cp_session_get_compare_weight (CpSession *session, const char *column);
void cp_session_set_compare_weight (CpSession *session, const char *column, double weight);
gboolean cp_session_is_compare_held (CpSession *session, const char *column);
void cp_session_set_compare_held (CpSession *session, const char *column, gboolean is_held);
/* (transfer full): the columns that are compared, NULL-terminated; none while the distance is not known */
char **cp_session_dup_compared_columns (CpSession *session);

/* What was found, the nearest first: 0 while it is not known; one with a reason where there is none. */
guint cp_session_get_n_found (CpSession *session, CpCompareKind kind);
const CpCounterfactual *cp_session_get_found (CpSession *session, CpCompareKind kind,
                                              guint index); /* (nullable) */
/* Which of them is looked at: the first one of every row */
guint cp_session_get_chosen (CpSession *session, CpCompareKind kind);
void cp_session_choose_found (CpSession *session, CpCompareKind kind, guint index);
/* (nullable): the one of @kind looked at: not wanted or not known yet */
const CpCounterfactual *cp_session_get_compared (CpSession *session, CpCompareKind kind);
const CpCounterfactual *cp_session_get_counterfactual (CpSession *session); /* (nullable): the row */

/* (transfer full) (nullable): all of these choices as the session's view keeps them; NULL while they are as
 * at first */
json_t *cp_session_save_compared (CpSession *session);
void cp_session_restore_compared (CpSession *session, const json_t *value); /* @value: (nullable) */

G_END_DECLS
