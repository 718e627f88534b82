#pragma once
#include "app/session/session.h"
#include <gtk/gtk.h>

/* The columns of the list of runs: what each cell says, and the button that replays. */
G_BEGIN_DECLS

/* A flyweight over a run of the session (of a batch its first); the list is emptied before the session
 * forgets its runs. */
#define CP_TYPE_RUN_ITEM (cp_run_item_get_type ())
G_DECLARE_FINAL_TYPE (CpRunItem, cp_run_item, CP, RUN_ITEM, GObject)

CpRunItem *cp_run_item_new (const CpRun *run);
const CpRun *cp_run_item_get_run (CpRunItem *item);

typedef struct _CpRunsColumns CpRunsColumns;

typedef struct {
  void (*replay) (guint position, gpointer data);
  /* The right button on a line; @x, @y: in @cell */
  void (*menu) (guint position, GtkWidget *cell, double x, double y, gpointer data);
  gpointer data;
} CpRunsHandler;

/* For one list; lives as long as its view. @handler: copied */
CpRunsColumns *cp_runs_columns_new (GtkColumnView *view, const CpRunsHandler *handler);
void cp_runs_columns_free (CpRunsColumns *columns);
/* Columns for the models of @session in place of those before. The list must be empty. */
void cp_runs_columns_set_session (CpRunsColumns *columns, CpSession *session);
/* Says again what changes without another run: how long ago, decisions. */
void cp_runs_columns_refresh (CpRunsColumns *columns);

G_END_DECLS
