#pragma once
#include "app/opening/open-draft.h"
#include <gtk/gtk.h>

/* The models about to be opened: badge, name, file, what the file is, and whether the features fit; each can
 * be replaced by another file or removed.
 *
 * Signal "choose" (int model): another file is asked for; −1: for a new model. */
G_BEGIN_DECLS

#define CP_TYPE_DRAFT_MODELS (cp_draft_models_get_type ())
G_DECLARE_FINAL_TYPE (CpDraftModels, cp_draft_models, CP, DRAFT_MODELS, GtkWidget)

GtkWidget *cp_draft_models_new (CpOpenDraft *draft);

G_END_DECLS
