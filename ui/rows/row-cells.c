#include "ui/rows/row-cells.h"

#include "ui/controls/inscription.h"
#include "ui/rows/row-list.h"

#define REST_MS 50       /* between two looks whether the list rests */
#define MOST_AT_REST 300 /* cells written at one of them: few enough for a frame */

typedef struct {
  CpRowCells *cells; /* not owned */
  guint index;
  gboolean is_figure;
} Column;

struct CpRowCells {
  GtkWidget *table; /* not owned */
  CpRowText text;
  gpointer text_data;
  GHashTable *bound;  /* GtkListItem: its Column */
  GHashTable *due;    /* the same: those that say something else than they should */
  guint rest;         /* source, 0 for none */
  gboolean has_moved; /* since the last look */
};

static void
write_cell (CpRowCells *self, GtkListItem *item, const Column *column) {
  guint32 row = cp_row_item_get_row (gtk_list_item_get_item (item));
  g_autofree char *text = self->text (row, column->index, self->text_data);
  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_list_item_get_child (item)), text);
}

/* Nobody reads what is not on the screen: what is due then waits until the table is drawn again. */
static gboolean
write_rest (gpointer data) {
  CpRowCells *self = data;
  gboolean is_resting = !self->has_moved && gtk_widget_get_mapped (self->table);
  GHashTableIter iter;
  gpointer item, column;
  g_hash_table_iter_init (&iter, self->due);
  for (guint n = 0; is_resting && n < MOST_AT_REST && g_hash_table_iter_next (&iter, &item, &column); n++) {
    write_cell (self, item, column);
    g_hash_table_iter_remove (&iter);
  }
  self->has_moved = FALSE;
  if (g_hash_table_size (self->due) > 0 && gtk_widget_get_mapped (self->table))
    return G_SOURCE_CONTINUE;
  self->rest = 0;
  return G_SOURCE_REMOVE;
}

void
cp_row_cells_write_seen (CpRowCells *self) {
  g_return_if_fail (self != NULL);
  GHashTableIter iter;
  gpointer item, column;
  g_hash_table_iter_init (&iter, self->due);
  while (g_hash_table_iter_next (&iter, &item, &column)) {
    if (!gtk_widget_get_mapped (gtk_list_item_get_child (item)))
      continue; /* the list maps the rows in sight only */
    write_cell (self, item, column);
    g_hash_table_iter_remove (&iter);
  }
  if (self->rest == 0 && g_hash_table_size (self->due) > 0)
    self->rest = g_timeout_add (REST_MS, write_rest, self);
}

static void
make_due (CpRowCells *self, GtkListItem *item, Column *column) {
  g_hash_table_insert (self->due, item, column);
  self->has_moved = TRUE;
  gtk_widget_queue_draw (self->table);
}

void
cp_row_cells_refresh (CpRowCells *self) {
  g_return_if_fail (self != NULL);
  GHashTableIter iter;
  gpointer item, column;
  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, &item, &column))
    make_due (self, item, column);
}

/* ---- the factory ---- */

static void
setup_cell (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  const Column *column = data;
  GtkWidget *cell = cp_inscription_new (column->is_figure ? 1 : 0);
  gtk_widget_set_margin_start (cell, column->is_figure ? 0 : CP_ROW_CELLS_WORD_MARGIN);
  if (column->is_figure)
    gtk_widget_add_css_class (cell, "cp-number");
  gtk_list_item_set_child (item, cell);
}

static void
bind_cell (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  Column *column = data;
  g_hash_table_insert (column->cells->bound, item, column);
  make_due (column->cells, item, column);
}

static void
unbind_cell (GtkListItemFactory *factory, GtkListItem *item, gpointer data) {
  const Column *column = data;
  g_hash_table_remove (column->cells->bound, item);
  g_hash_table_remove (column->cells->due, item);
}

GtkListItemFactory *
cp_row_cells_make_factory (CpRowCells *self, guint column, gboolean is_figure) {
  g_return_val_if_fail (self != NULL, NULL);
  Column *info = g_new (Column, 1);
  *info = (Column){self, column, is_figure};
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cell), info);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cell), info);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cell), info);
  g_object_set_data_full (G_OBJECT (factory), "info", info, g_free); /* cells keep the factory */
  return factory;
}

/* ---- all of them ---- */

void
cp_row_cells_set_text (CpRowCells *self, CpRowText text, gpointer data) {
  g_return_if_fail (self != NULL && text != NULL);
  self->text = text;
  self->text_data = data;
}

CpRowCells *
cp_row_cells_new (GtkWidget *table) {
  CpRowCells *self = g_new0 (CpRowCells, 1);
  self->table = table;
  self->bound = g_hash_table_new (NULL, NULL);
  self->due = g_hash_table_new (NULL, NULL);
  return self;
}

void
cp_row_cells_free (CpRowCells *self) {
  g_clear_handle_id (&self->rest, g_source_remove);
  g_hash_table_unref (self->bound);
  g_hash_table_unref (self->due);
  g_free (self);
}
