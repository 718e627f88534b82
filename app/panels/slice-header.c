#include "app/panels/slice-header.h"

#include "app/panels/letters.h"
#include "ui/controls/lazy-menu.h"
#include "ui/controls/tooltip.h"

typedef struct {
  const CpSliceColumns *columns;
  guint n_models;
  GtkWidget *box; /* what the next title is appended to */
} Header;

static void
add_choice (GMenu *menu, const char *label, CpSliceSort sort) {
  g_autofree char *target = cp_slice_sort_to_text (&sort);
  g_autofree char *action = g_strdup_printf ("slices.sort('%s')", target);
  g_menu_append (menu, label, action);
}

/* "A, highest first" and so on, for one key of all models. */
static void
add_models (GMenu *menu, const Header *header, CpSliceSort sort) {
  for (guint m = 0; m < header->n_models; m++) {
    g_autofree char *highest = g_strdup_printf ("%s, highest first", cp_model_letter (m));
    g_autofree char *lowest = g_strdup_printf ("%s, lowest first", cp_model_letter (m));
    sort.model = m;
    sort.is_descending = TRUE;
    add_choice (menu, highest, sort);
    sort.is_descending = FALSE;
    add_choice (menu, lowest, sort);
  }
  if (header->n_models < 2)
    return;
  sort.model = CP_SORT_GAP;
  sort.is_descending = TRUE;
  add_choice (menu, "Gap between A and B, widest first", sort);
  sort.is_descending = FALSE;
  add_choice (menu, "Gap between A and B, narrowest first", sort);
}

static GMenuModel *
make_menu (const Header *header, CpSliceSort sort) {
  GMenu *menu = g_menu_new (), *keys = g_menu_new (), *table = g_menu_new ();
  if (sort.key == CP_SORT_ROWS) {
    sort.is_descending = TRUE;
    add_choice (keys, "Most rows first", sort);
    sort.is_descending = FALSE;
    add_choice (keys, "Fewest rows first", sort);
  } else if (sort.key != CP_SORT_TABLE) {
    add_models (keys, header, sort);
  }
  add_choice (table, "Table order", (CpSliceSort){.key = CP_SORT_TABLE});
  g_menu_append_section (menu, NULL, G_MENU_MODEL (keys));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (table));
  g_object_unref (keys);
  g_object_unref (table);
  return G_MENU_MODEL (menu);
}

static gboolean
is_sorted_by (const Header *header, CpSliceSort sort) {
  const CpSliceSort *now = &header->columns->sort;
  return now->key != CP_SORT_TABLE && now->key == sort.key &&
         (now->key != CP_SORT_METRIC || now->metric == sort.metric);
}

/* The arrow says which way, the letter by which model. */
static char *
make_title (const Header *header, const char *text, CpSliceSort sort) {
  const CpSliceSort *now = &header->columns->sort;
  if (!is_sorted_by (header, sort))
    return g_strdup (text);
  const char *arrow = now->is_descending ? "↓" : "↑";
  if (now->key == CP_SORT_ROWS || header->n_models < 2)
    return g_strdup_printf ("%s %s", arrow, text);
  return g_strdup_printf ("%s %s%s", text, arrow,
                          now->model == CP_SORT_GAP ? "A–B" : cp_model_letter (now->model));
}

static void
add_title (Header *header, const char *text, int width, gboolean is_left, const char *name,
           const char *tooltip, CpSliceSort sort) {
  GtkWidget *label = cp_slice_cell_new (width, FALSE), *button = gtk_menu_button_new ();
  g_autofree char *title = make_title (header, text, sort);
  g_autofree char *spoken = g_strdup_printf ("Sort by %s", name);
  g_autoptr (GMenuModel) menu = make_menu (header, sort);
  gtk_label_set_text (GTK_LABEL (label), title);
  gtk_label_set_xalign (GTK_LABEL (label), is_left ? 0 : 1);
  if (is_sorted_by (header, sort))
    gtk_widget_add_css_class (label, "cp-strong");
  gtk_widget_set_hexpand (label, TRUE);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), label);
  for (GtkWidget *part = gtk_widget_get_parent (label); part != button; part = gtk_widget_get_parent (part)) {
    gtk_widget_set_halign (part, GTK_ALIGN_FILL); /* else the button centres what it holds */
    gtk_widget_set_hexpand (part, TRUE);
  }
  cp_lazy_menu_set (GTK_MENU_BUTTON (button), menu);
  gtk_widget_add_css_class (button, "cp-sort");
  cp_tooltip_set (button, tooltip);
  gtk_widget_set_hexpand (button, is_left);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_box_append (GTK_BOX (header->box), button);
}

static void
add_space (GtkWidget *box, int width) {
  GtkWidget *label = cp_slice_cell_new (width, FALSE);
  gtk_box_append (GTK_BOX (box), label);
}

static void
add_metrics (Header *header) {
  for (guint i = 0; i < header->columns->n; i++) {
    CpMetric metric = header->columns->metrics[i];
    const CpMetricInfo *info = cp_metric_get_info (metric);
    g_autofree char *tooltip = g_strdup_printf ("%s. %s", info->label, info->definition);
    add_title (header, cp_slice_column_get_title (metric),
               cp_slice_column_get_width (header->columns, metric), FALSE, info->label, tooltip,
               (CpSliceSort){.key = CP_SORT_METRIC, .metric = metric});
  }
}

static void
add_q (GtkWidget *line) {
  GtkWidget *label = cp_slice_cell_new (CP_SLICE_Q_WIDTH, FALSE);
  gtk_label_set_text (GTK_LABEL (label), "q");
  cp_tooltip_set (
      label,
      "How surely the selection rate is not that of the other rows: Fisher's exact test, corrected for "
      "the number of slices (Benjamini–Hochberg). Of all slices with q at most 0.05, one in twenty or "
      "fewer stand out by chance alone.");
  gtk_box_append (GTK_BOX (line), label);
}

/* The same boxes as in a row, so that both share out spare width alike. */
GtkWidget *
cp_slice_header_new (const CpSliceColumns *columns, guint n_models) {
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, CP_SLICE_SPACING);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, CP_SLICE_SPACING);
  Header header = {columns, n_models, box};
  int rate = cp_slice_column_get_width (columns, CP_METRIC_SELECTION_RATE);
  gtk_widget_add_css_class (box, "cp-slice-titles");
  add_space (box, CP_SLICE_OPEN_WIDTH);
  add_title (&header, "Slice", CP_SLICE_NAME_WIDTH, TRUE, "the table's order",
             "The slices in the order of their columns' values", (CpSliceSort){.key = CP_SORT_TABLE});
  add_title (&header, "n", CP_SLICE_N_WIDTH, FALSE, "rows", "Rows of the slice that have a label and a score",
             (CpSliceSort){.key = CP_SORT_ROWS});
  header.box = line;
  add_space (line, 16);
  add_title (&header, "Threshold", CP_SLICE_THRESHOLD_WIDTH, TRUE, "threshold",
             "A row is decided positive when its score is at or above the threshold",
             (CpSliceSort){.key = CP_SORT_THRESHOLD});
  add_title (&header, "Selection rate, 95\u00a0% interval", CP_SLICE_BAR_WIDTH + CP_SLICE_SPACING + rate,
             TRUE, "selection rate", cp_metric_get_info (CP_METRIC_SELECTION_RATE)->definition,
             (CpSliceSort){.key = CP_SORT_METRIC, .metric = CP_METRIC_SELECTION_RATE});
  if (columns->shows_q)
    add_q (line);
  add_metrics (&header);
  gtk_widget_set_hexpand (line, TRUE);
  gtk_box_append (GTK_BOX (box), line);
  return box;
}
