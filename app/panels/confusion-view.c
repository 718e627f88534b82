#include "app/panels/confusion-view.h"

#include "app/panels/letters.h"
#include "app/session/audit-data.h"
#include "core/base/format.h"
#include "ui/controls/badge.h"
#include "ui/controls/copying.h"
#include "ui/controls/inscription.h"
#include "ui/controls/tooltip.h"
#include "ui/style/style.h"

#include <math.h>

#define CELL_WIDTH 66

typedef struct {
  GtkWidget *box, *count, *share;
  double tint; /* the share, 0 where undefined */
} Cell;

struct _CpConfusionView {
  GtkWidget parent_instance;
  guint model;
  GtkWidget *grid, *names[2]; /* of the positive and the negative label */
  Cell cells[4];              /* tp, fn, fp, tn */
  CpConfusion confusion;      /* that the cells say */
};

G_DEFINE_FINAL_TYPE (CpConfusionView, cp_confusion_view, GTK_TYPE_WIDGET)

typedef struct {
  const char *name, *of, *definition;
} Meaning;

static const Meaning meanings[] = {
    {"True positives", "positive",
     "positive rows that are decided positive; the share is the true-positive rate"},
    {"False negatives", "positive",
     "positive rows that are decided negative; the share is the false-negative rate"},
    {"False positives", "negative",
     "negative rows that are decided positive; the share is the false-positive rate"},
    {"True negatives", "negative",
     "negative rows that are decided negative; the share is the true-negative rate"},
};

static void
set_cell (Cell *cell, double count, double total, const Meaning *meaning) {
  double share = total > 0 ? count / total : NAN;
  g_autofree char *count_text = cp_format_count (count), *share_text = cp_format_percent (share);
  g_autofree char *spoken =
      g_strdup_printf ("%s: %s, %s of the %s rows", meaning->name, count_text, share_text, meaning->of);
  g_autofree char *tooltip = isnan (share)
                                 ? g_strdup_printf ("%s: there are no %s rows", meaning->name, meaning->of)
                                 : g_strdup_printf ("%s, that is, %s", spoken, meaning->definition);
  gtk_inscription_set_text (GTK_INSCRIPTION (cell->count), count_text);
  gtk_inscription_set_text (GTK_INSCRIPTION (cell->share), share_text);
  cp_tooltip_set (cell->box, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell->count), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  cell->tint = isnan (share) ? 0 : share;
}

/* A cell has room for every row there is, so that no count moves another while a threshold moves. */
static void
keep_room (CpConfusionView *self) {
  const CpConfusion *all = &self->confusion;
  g_autofree char *most = cp_format_count (all->tp + all->fn + all->fp + all->tn);
  for (guint i = 0; i < G_N_ELEMENTS (self->cells); i++)
    gtk_inscription_set_min_chars (GTK_INSCRIPTION (self->cells[i].count), (guint)g_utf8_strlen (most, -1));
}

void
cp_confusion_view_set (CpConfusionView *self, const CpConfusion *confusion) {
  g_return_if_fail (CP_IS_CONFUSION_VIEW (self));
  self->confusion = *confusion;
  keep_room (self);
  double positives = confusion->tp + confusion->fn, negatives = confusion->fp + confusion->tn;
  set_cell (&self->cells[0], confusion->tp, positives, &meanings[0]);
  set_cell (&self->cells[1], confusion->fn, positives, &meanings[1]);
  set_cell (&self->cells[2], confusion->fp, negatives, &meanings[2]);
  set_cell (&self->cells[3], confusion->tn, negatives, &meanings[3]);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The tint lies under the labels and stays light enough for text at any share. */
static void
cp_confusion_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot) {
  CpConfusionView *self = CP_CONFUSION_VIEW (widget);
  for (guint i = 0; i < G_N_ELEMENTS (self->cells); i++) {
    graphene_rect_t bounds;
    GdkRGBA colour;
    if (!gtk_widget_compute_bounds (self->cells[i].box, widget, &bounds))
      continue;
    cp_style_lookup (widget, cp_model_line (self->model), &colour);
    colour.alpha = (float)(0.06 + 0.36 * self->cells[i].tint);
    GskRoundedRect outline;
    gsk_rounded_rect_init_from_rect (&outline, &bounds, 3);
    gtk_snapshot_push_rounded_clip (snapshot, &outline);
    gtk_snapshot_append_color (snapshot, &colour, &bounds);
    gtk_snapshot_pop (snapshot);
  }
  GTK_WIDGET_CLASS (cp_confusion_view_parent_class)->snapshot (widget, snapshot);
}

static GtkWidget *
make_label (const char *text, const char *class) {
  GtkWidget *label = gtk_label_new (text);
  gtk_widget_add_css_class (label, class);
  return label;
}

static void
make_cell (CpConfusionView *self, guint index, int column, int row) {
  Cell *cell = &self->cells[index];
  cell->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  cell->count = cp_inscription_new (0.5);
  cell->share = cp_inscription_new (0.5);
  gtk_widget_add_css_class (cell->count, "cp-strong");
  gtk_widget_add_css_class (cell->share, "cp-caption");
  gtk_widget_set_vexpand (cell->box, TRUE);
  gtk_widget_set_vexpand (cell->count, TRUE); /* both stand in the middle of a high cell */
  gtk_widget_set_vexpand (cell->share, TRUE);
  gtk_widget_set_valign (cell->count, GTK_ALIGN_END);
  gtk_widget_set_valign (cell->share, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (cell->box), cell->count);
  gtk_box_append (GTK_BOX (cell->box), cell->share);
  gtk_widget_add_css_class (cell->box, "cp-cell");
  gtk_widget_set_size_request (cell->box, CELL_WIDTH, -1);
  gtk_grid_attach (GTK_GRID (self->grid), cell->box, column, row, 1, 1);
}

static CpTable *
build_data (GtkWidget *widget) {
  CpConfusionView *self = CP_CONFUSION_VIEW (widget);
  return cp_audit_data_confusion (&self->confusion, gtk_label_get_text (GTK_LABEL (self->names[0])),
                                  gtk_label_get_text (GTK_LABEL (self->names[1])));
}

static void
cp_confusion_view_dispose (GObject *object) {
  g_clear_pointer (&CP_CONFUSION_VIEW (object)->grid, gtk_widget_unparent);
  G_OBJECT_CLASS (cp_confusion_view_parent_class)->dispose (object);
}

static void
cp_confusion_view_class_init (CpConfusionViewClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = cp_confusion_view_dispose;
  widget_class->snapshot = cp_confusion_view_snapshot;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "cpconfusion");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
cp_confusion_view_init (CpConfusionView *self) {
  self->grid = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 2);
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 2);
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE); /* for Ctrl+C and the Menu key */
  cp_copying_add (GTK_WIDGET (self), "Confusion matrix", build_data);
}

void
cp_confusion_view_set_names (CpConfusionView *self, const char *positive, const char *negative) {
  g_return_if_fail (CP_IS_CONFUSION_VIEW (self) && positive != NULL && negative != NULL);
  const char *const names[] = {positive, negative};
  for (guint i = 0; i < 2; i++) {
    gtk_label_set_text (GTK_LABEL (self->names[i]), names[i]);
    cp_tooltip_set (self->names[i], names[i]);
  }
}

void
cp_confusion_view_set_spare (CpConfusionView *self, int width) {
  g_return_if_fail (CP_IS_CONFUSION_VIEW (self) && width >= 0);
  for (guint i = 0; i < G_N_ELEMENTS (self->cells); i++)
    gtk_widget_set_size_request (self->cells[i].box, CELL_WIDTH + width, -1);
}

GtkWidget *
cp_confusion_view_new (guint model, gboolean has_heads) {
  CpConfusionView *self = g_object_new (CP_TYPE_CONFUSION_VIEW, NULL);
  static const char *const decisions[] = {"decided yes", "decided no"};
  self->model = model;
  g_autofree char *name = g_strdup_printf ("Confusion matrix of %s", cp_model_letter (model));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  GtkWidget *badge = cp_badge_new (cp_model_letter (model));
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_end (badge, 6);
  gtk_grid_attach (GTK_GRID (self->grid), badge, 0, 1, 1, 2);
  for (int i = 0; i < 2; i++) {
    self->names[i] = make_label (NULL, "cp-caption");
    gtk_label_set_xalign (GTK_LABEL (self->names[i]), 1);
    gtk_label_set_ellipsize (GTK_LABEL (self->names[i]), PANGO_ELLIPSIZE_END);
    gtk_widget_set_size_request (self->names[i], 58, -1);
    gtk_label_set_max_width_chars (GTK_LABEL (self->names[i]), 8);
    gtk_widget_set_margin_end (self->names[i], 4);
    gtk_grid_attach (GTK_GRID (self->grid), self->names[i], 1, i + 1, 1, 1);
    if (has_heads)
      gtk_grid_attach (GTK_GRID (self->grid), make_label (decisions[i], "cp-caption"), i + 2, 0, 1, 1);
  }
  for (guint i = 0; i < 4; i++)
    make_cell (self, i, 2 + (int)(i % 2), 1 + (int)(i / 2));
  return GTK_WIDGET (self);
}
