#pragma once
#include "app/session/session.h"
#include "core/explain/term-swap.h"

/* A term swap over the whole table, by every model that can score a text again: one job, with progress. */
G_BEGIN_DECLS

typedef struct {
  GArray *pairs; /* of CpTermPair */
  guint n_models;
  CpTermSwap **swaps; /* (n_models); an item NULL where the model's scores stand in the table */
} CpSwapCheck;

void cp_swap_check_free (CpSwapCheck *check);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpSwapCheck, cp_swap_check_free)

/* On the main loop. @check: (transfer full) (nullable): NULL with @error set, also when stopped */
typedef void (*CpSwapChecked) (CpSwapCheck *check, const GError *error, gpointer owner);

/* @column: the text's. @output: whose scores are compared. @pairs: (transfer full). One check at a time:
 * another one takes its place. @owner outlives it, or stops it. */
void cp_swap_check_start (CpSession *session, const char *column, guint output, GArray *pairs,
                          CpSwapChecked done, gpointer owner);
void cp_swap_check_stop (CpSession *session); /* @done is not called */

/* (transfer full): a line a pair and model, and one for all pairs at once: rows touched, mean and largest
 * |change|, mean change, second − first, flips, what the model does not know */
CpTable *cp_swap_check_to_table (const CpSwapCheck *check);
/* (transfer full) (nullable): a line every row that one pair alone flips, by row; NULL where none does */
CpTable *cp_swap_check_to_flips (const CpSwapCheck *check);
/* (transfer full): the finding in one sentence */
char *cp_swap_check_describe (const CpSwapCheck *check);

G_END_DECLS
