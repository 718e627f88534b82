#pragma once
#include "app/opening/open-draft.h"
#include <gtk/gtk.h>

/* The columns of the table about to be opened as features: how many values each makes, how it is encoded, and
 * a check box a model that says whether the model is given it. */
G_BEGIN_DECLS

#define CP_TYPE_DRAFT_FEATURES (cp_draft_features_get_type ())
G_DECLARE_FINAL_TYPE (CpDraftFeatures, cp_draft_features, CP, DRAFT_FEATURES, GtkWidget)

GtkWidget *cp_draft_features_new (CpOpenDraft *draft);

G_END_DECLS
