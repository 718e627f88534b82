#pragma once
#include "app/panels/locate-dialog.h"
#include "app/panels/open-dialog.h"

/* The dialogs of opening, over what is not there. */

static inline CpOpenDraft *
make_draft (void) {
  CpOpenDraft *draft = cp_open_draft_new ();
  g_assert_true (cp_open_draft_add_model (draft, "column:score", NULL));
  return draft;
}

static inline GtkWidget *
make_open_dialog (void) {
  g_autoptr (CpOpenDraft) draft = make_draft ();
  return cp_open_dialog_new (NULL, draft);
}

static inline GtkWidget *
make_locate_dialog (void) {
  g_autoptr (CpSources) sources = cp_sources_new ();
  sources->data = g_strdup ("/nowhere/t.csv");
  g_autoptr (GPtrArray) missing = cp_missing_files_find (sources, "/nowhere/s.counterpoint");
  return cp_locate_dialog_new (NULL, "/nowhere/s.counterpoint", sources, missing);
}
