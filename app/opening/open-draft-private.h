#pragma once
#include "app/opening/open-draft.h"

/* Shared by the files open-draft*.c only. */
G_BEGIN_DECLS

struct _CpOpenDraft {
  GObject parent_instance;
  CpJobs *jobs;
  CpSources *choices;  /* no models: those are below */
  CpTable *preview;    /* (nullable) */
  CpDraftTable *table; /* (nullable) */
  char *table_problem; /* (nullable) */
  GPtrArray *models;   /* CpDraftModel */
  guint structure;
  gboolean is_label_guessed; /* or not asked for yet: it may be guessed again */
};

void cp_open_draft_tell (CpOpenDraft *self);
void cp_open_draft_tell_structure (CpOpenDraft *self);

/* (transfer full): the label, the weight and columns of scores; NULL-terminated */
char **cp_open_draft_dup_excluded (CpOpenDraft *self);
#define EXCLUDED(self) g_auto (GStrv) excluded = cp_open_draft_dup_excluded (self)
#define CONST_STRV(strv) ((const char *const *)(strv))

/* After a table or a model came: what is proposed, unless a person said otherwise */
void cp_open_draft_guess_label (CpOpenDraft *self);
void cp_open_draft_settle_positive (CpOpenDraft *self);
void cp_open_draft_propose_all (CpOpenDraft *self);

/* Puts a copy of @text (nullable) in @place; FALSE where it is there already */
gboolean cp_draft_replace (char **place, const char *text);

/* open-draft-reading.c: @table: (nullable): read already */
void cp_open_draft_start_reading (CpOpenDraft *self, CpTable *table);

/* open-draft-models.c */
void cp_open_draft_start_loading (CpOpenDraft *self); /* those that are not loaded yet */
CpDraftModel *cp_open_draft_append_model (CpOpenDraft *self, const char *where);
char *cp_draft_make_absolute (const char *where); /* (transfer full): a file's path; column:NAME stays */

G_END_DECLS
