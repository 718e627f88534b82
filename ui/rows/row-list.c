#include "ui/rows/row-list.h"

struct _CpRowList {
  GObject parent_instance;
  guint32 *order; /* (n), or NULL: every row where it stands */
  guint n;
};

struct _CpRowItem {
  GObject parent_instance;
  CpRowList *list;
  guint position;
};

G_DEFINE_FINAL_TYPE (CpRowItem, cp_row_item, G_TYPE_OBJECT)

static void
cp_row_item_finalize (GObject *object) {
  g_object_unref (CP_ROW_ITEM (object)->list);
  G_OBJECT_CLASS (cp_row_item_parent_class)->finalize (object);
}

static void
cp_row_item_class_init (CpRowItemClass *class) {
  G_OBJECT_CLASS (class)->finalize = cp_row_item_finalize;
}

static void
cp_row_item_init (CpRowItem *self) {
}

guint32
cp_row_item_get_row (CpRowItem *self) {
  g_return_val_if_fail (CP_IS_ROW_ITEM (self), G_MAXUINT32);
  return self->position < self->list->n ? cp_row_list_get_row (self->list, self->position) : G_MAXUINT32;
}

static GType
get_item_type (GListModel *model) {
  return CP_TYPE_ROW_ITEM;
}

static guint
get_n_items (GListModel *model) {
  return CP_ROW_LIST (model)->n;
}

static gpointer
get_item (GListModel *model, guint position) {
  CpRowList *self = CP_ROW_LIST (model);
  if (position >= self->n)
    return NULL;
  CpRowItem *item = g_object_new (CP_TYPE_ROW_ITEM, NULL);
  item->list = g_object_ref (self);
  item->position = position;
  return item;
}

static void
implement_list_model (GListModelInterface *interface) {
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CpRowList, cp_row_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, implement_list_model))

static void
cp_row_list_finalize (GObject *object) {
  g_free (CP_ROW_LIST (object)->order);
  G_OBJECT_CLASS (cp_row_list_parent_class)->finalize (object);
}

static void
cp_row_list_class_init (CpRowListClass *class) {
  G_OBJECT_CLASS (class)->finalize = cp_row_list_finalize;
}

static void
cp_row_list_init (CpRowList *self) {
}

CpRowList *
cp_row_list_new (void) {
  return g_object_new (CP_TYPE_ROW_LIST, NULL);
}

void
cp_row_list_set_order (CpRowList *self, guint32 *order, guint n) {
  g_return_if_fail (CP_IS_ROW_LIST (self));
  guint n_before = self->n;
  g_free (self->order);
  self->order = order;
  self->n = n;
  guint n_kept = MIN (n_before, n);
  if (n_before != n)
    g_list_model_items_changed (G_LIST_MODEL (self), n_kept, n_before - n_kept, n - n_kept);
}

guint32
cp_row_list_get_row (CpRowList *self, guint position) {
  g_return_val_if_fail (CP_IS_ROW_LIST (self) && position < self->n, G_MAXUINT32);
  return self->order != NULL ? self->order[position] : position;
}

gboolean
cp_row_list_find (CpRowList *self, guint32 row, guint *out_position) {
  g_return_val_if_fail (CP_IS_ROW_LIST (self), FALSE);
  guint position = self->order != NULL ? 0 : MIN (row, self->n);
  while (self->order != NULL && position < self->n && self->order[position] != row)
    position++;
  *out_position = position;
  return position < self->n;
}
