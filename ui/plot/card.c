#include "ui/plot/card.h"

#include "ui/controls/badge.h"

#include <string.h>

#define AWAY 12 /* pixels between the card and what it describes */

struct _CpCard {
  GtkWidget parent_instance;
  GtkWidget *grid;
  char *lines; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (CpCard, cp_card, GTK_TYPE_WIDGET)

static void
cp_card_dispose (GObject *object) {
  CpCard *self = CP_CARD (object);
  g_clear_pointer (&self->grid, gtk_widget_unparent);
  g_clear_pointer (&self->lines, g_free);
  G_OBJECT_CLASS (cp_card_parent_class)->dispose (object);
}

static void
cp_card_class_init (CpCardClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_card_dispose;
  gtk_widget_class_set_css_name (widget_class, "cpcard");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TOOLTIP);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
cp_card_init (CpCard *self) {
  self->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 1);
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "cp-card");
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
cp_card_new (void) {
  return g_object_new (CP_TYPE_CARD, NULL);
}

static GtkWidget *
make_cell (const char *text, gboolean is_title, gboolean is_name) {
  if (is_name && (g_str_equal (text, "A") || g_str_equal (text, "B"))) {
    GtkWidget *badge = cp_badge_new (text);
    gtk_widget_set_halign (badge, GTK_ALIGN_START);
    return badge;
  }
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), is_name ? 0 : 1);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 44);
  gtk_widget_set_hexpand (label, !is_name);
  gtk_widget_add_css_class (label, is_title ? "cp-card-title" : is_name ? "cp-card-name" : "cp-card-value");
  return label;
}

static void
fill (CpCard *self) {
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (self->grid)) != NULL)
    gtk_grid_remove (GTK_GRID (self->grid), child);
  g_auto (GStrv) lines = g_strsplit (self->lines, "\n", -1);
  for (int i = 0; lines[i] != NULL; i++) {
    char *tab = strchr (lines[i], '\t');
    if (tab != NULL)
      *tab = '\0';
    gtk_grid_attach (GTK_GRID (self->grid), make_cell (lines[i], i == 0, TRUE), 0, i, tab != NULL ? 1 : 2, 1);
    if (tab != NULL)
      gtk_grid_attach (GTK_GRID (self->grid), make_cell (tab + 1, FALSE, FALSE), 1, i, 1, 1);
  }
}

void
cp_card_show_lines (CpCard *self, const char *lines) {
  g_return_if_fail (CP_IS_CARD (self) && lines != NULL);
  if (g_strcmp0 (self->lines, lines) != 0) {
    g_free (self->lines);
    self->lines = g_strdup (lines);
    fill (self);
  }
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

const char *
cp_card_get_lines (CpCard *self) {
  g_return_val_if_fail (CP_IS_CARD (self), NULL);
  return gtk_widget_get_visible (GTK_WIDGET (self)) ? self->lines : NULL;
}

void
cp_card_hide (CpCard *self) {
  g_return_if_fail (CP_IS_CARD (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
cp_card_allocate (CpCard *self, double x, double y, int width, int height, const graphene_rect_t *keep_free) {
  g_return_if_fail (CP_IS_CARD (self));
  if (!gtk_widget_should_layout (GTK_WIDGET (self)))
    return;
  GtkRequisition size;
  gtk_widget_get_preferred_size (GTK_WIDGET (self), NULL, &size);
  /* below right, then the other three corners; the first that fits and keeps off, else the first clamped in
   */
  GdkRectangle place = {0, 0, size.width, size.height};
  for (guint corner = 0; corner <= 4; corner++) {
    guint c = corner & 3;
    place.x = (int)(c & 1 ? x - AWAY - size.width : x + AWAY);
    place.y = (int)(c & 2 ? y - AWAY - size.height : y + AWAY);
    graphene_rect_t box =
        GRAPHENE_RECT_INIT ((float)place.x, (float)place.y, (float)size.width, (float)size.height);
    gboolean fits =
        place.x >= 0 && place.y >= 0 && place.x + size.width <= width && place.y + size.height <= height;
    if (fits && (keep_free == NULL || !graphene_rect_intersection (&box, keep_free, NULL)))
      break;
  }
  place.x = CLAMP (place.x, 0, MAX (width - size.width, 0));
  place.y = CLAMP (place.y, 0, MAX (height - size.height, 0));
  gtk_widget_size_allocate (GTK_WIDGET (self), &place, -1);
}
