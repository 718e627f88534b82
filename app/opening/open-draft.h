#pragma once
#include "app/jobs.h"
#include "app/opening/draft-model.h"
#include "app/opening/sources.h"

/* What a person is about to open: a table, how it is read, the label, and models with the features each is
 * given; what fits and what does not is said at once. Knows no widget; reading is done by jobs of its own.
 * Nothing that is open elsewhere is touched.
 *
 * Features. Each model has a list of features, one a column; a ticked one is given to the model. Where the
 * model's file, a session or the command line names them, these are ticked, in their order; else the proposal
 * of the table is, without the label, the weight and columns of scores.
 *
 * Signal "changed", on the main loop: anything; cp_open_draft_get_structure() tells whether columns or models
 * came or went. */
G_BEGIN_DECLS

#define CP_TYPE_OPEN_DRAFT (cp_open_draft_get_type ())
G_DECLARE_FINAL_TYPE (CpOpenDraft, cp_open_draft, CP, OPEN_DRAFT, GObject)

#define CP_DRAFT_MOST_MODELS 8

CpOpenDraft *cp_open_draft_new (void);
/* Whatever @sources name: from the command line, a session, or what is open. @table: (nullable): theirs,
 * where it has been read already. */
void cp_open_draft_set_sources (CpOpenDraft *draft, const CpSources *sources, CpTable *table);

/* The table. Every setter reads it again. */
void cp_open_draft_set_path (CpOpenDraft *draft, const char *path);
void cp_open_draft_set_delimiter (CpOpenDraft *draft, char delimiter); /* 0: found out */
void cp_open_draft_set_header (CpOpenDraft *draft, CpHeader header);
void cp_open_draft_set_type (CpOpenDraft *draft, const char *column, CpColumnType type);
const CpSources *
cp_open_draft_get_choices (CpOpenDraft *draft); /* path, delimiter, types, label, …; no models */
gboolean cp_open_draft_is_reading (CpOpenDraft *draft);
CpJobs *cp_open_draft_get_jobs (CpOpenDraft *draft);              /* to show and stop the work */
CpTable *cp_open_draft_get_preview (CpOpenDraft *draft);          /* (nullable): the first rows, or all */
const CpDraftTable *cp_open_draft_get_table (CpOpenDraft *draft); /* (nullable): once all of it is read */
const char *cp_open_draft_get_table_problem (CpOpenDraft *draft); /* (nullable) */

/* The answer to predict. @label, @positive: (nullable) */
void cp_open_draft_set_label (CpOpenDraft *draft, const char *label);
void cp_open_draft_set_positive (CpOpenDraft *draft, const char *positive);
void cp_open_draft_set_weight (CpOpenDraft *draft, const char *weight);
void cp_open_draft_set_survey (CpOpenDraft *draft, gboolean is_survey); /* what the weights are */
gboolean
cp_open_draft_has_tags (CpOpenDraft *draft); /* a model gives several tags: the label may be a text of tags */
char *cp_open_draft_dup_label_problem (CpOpenDraft *draft); /* (nullable) (transfer full) */

/* Models. FALSE with @error where it is here already or there is no room. @where: a file or column:NAME */
gboolean cp_open_draft_add_model (CpOpenDraft *draft, const char *where, GError **error);
void cp_open_draft_remove_model (CpOpenDraft *draft, guint model);
gboolean cp_open_draft_set_model_file (CpOpenDraft *draft, guint model, const char *where, GError **error);
void cp_open_draft_rename_model (CpOpenDraft *draft, guint model, const char *name);
guint cp_open_draft_get_n_models (CpOpenDraft *draft);
const CpDraftModel *cp_open_draft_get_model (CpOpenDraft *draft, guint model);
/* (transfer full): "Keras HDF5 · 26 inputs · 1 output, 0 to 1", or "" until the model is read */
char *cp_open_draft_dup_format (CpOpenDraft *draft, guint model);
/* (transfer full): one sentence: "20 columns expand to 26 values: matches", or what does not fit; "" while
 * there is nothing to say. *@out_fits (nullable): whether it can be opened */
char *cp_open_draft_dup_verdict (CpOpenDraft *draft, guint model, gboolean *out_fits);

/* Features, by column. */
const CpDraftFeature *cp_open_draft_find_feature (CpOpenDraft *draft, guint model,
                                                  const char *column); /* nullable */
/* Whether the model is given the column: ticked, and neither label nor weight nor scores unless named by
 * hand. */
gboolean cp_open_draft_reads (CpOpenDraft *draft, guint model, const char *column);
void cp_open_draft_tick (CpOpenDraft *draft, guint model, const char *column, gboolean is_ticked);
/* For every model that has the column. */
void cp_open_draft_set_encoding (CpOpenDraft *draft, const char *column, CpEncoding encoding);
/* As at first; from the table where what was named does not fit. */
void cp_open_draft_propose_again (CpOpenDraft *draft);

/* Everything that keeps it from being opened, a sentence each; empty when it can be. (transfer full) */
char **cp_open_draft_dup_problems (CpOpenDraft *draft);
gboolean cp_open_draft_can_open (CpOpenDraft *draft);
guint cp_open_draft_get_structure (CpOpenDraft *draft);

/* What to open, once it can be: (transfer full) */
CpSources *cp_open_draft_to_sources (CpOpenDraft *draft);
CpInputs *cp_open_draft_to_inputs (CpOpenDraft *draft, GError **error); /* (nullable) */

G_END_DECLS
