#pragma once
#include "app/opening/open-draft.h"
#include <gtk/gtk.h>

/* The first rows of the table about to be opened, with a menu for its type under each column's name; the
 * label's says Label. Columns beyond the first many are counted. */
G_BEGIN_DECLS

#define CP_TYPE_DRAFT_PREVIEW (cp_draft_preview_get_type ())
G_DECLARE_FINAL_TYPE (CpDraftPreview, cp_draft_preview, CP, DRAFT_PREVIEW, GtkWidget)

GtkWidget *cp_draft_preview_new (CpOpenDraft *draft);

G_END_DECLS
