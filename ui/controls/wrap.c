#include "ui/controls/wrap.h"

#include "ui/style/text-size.h"

struct _CpWrap {
  GtkWidget parent_instance;
  int spacing, line_spacing, beside_from;
  gboolean is_homogeneous, is_squeezed, is_stacked;
};

G_DEFINE_FINAL_TYPE (CpWrap, cp_wrap, GTK_TYPE_WIDGET)

enum { SPACING = 1, LINE_SPACING, HOMOGENEOUS, SQUEEZED, STACKED, BESIDE_FROM, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

/* A child of a line: its widths, and what it is given. */
typedef struct {
  GtkWidget *widget;
  int width;
} Item;

/* ---- the lines ---- */

static gboolean
is_line_start (GArray *starts, guint item) {
  for (guint i = 0; i < starts->len; i++) {
    if (g_array_index (starts, guint, i) == item)
      return TRUE;
  }
  return FALSE;
}

static void
get_widths (GtkWidget *child, int *out_least, int *out_natural) {
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, out_least, out_natural, NULL, NULL);
}

/* (transfer full): the children that take a place, @item 0 the first */
static GArray *
list_items (CpWrap *self) {
  GArray *items = g_array_new (FALSE, TRUE, sizeof (Item));
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    int least, natural;
    if (!gtk_widget_should_layout (child))
      continue;
    get_widths (child, &least, &natural);
    if (natural > 0 || gtk_widget_get_hexpand (child))
      g_array_append_val (items, ((Item){child, 0}));
  }
  return items;
}

/* Widths of the items from @first, @n of them, in a line of @width. */
static void
share_line (CpWrap *self, Item *items, guint n, int width) {
  g_autofree GtkRequestedSize *sizes = g_new0 (GtkRequestedSize, n);
  int spare = width - self->spacing * ((int)n - 1), n_expand = 0;
  if (self->is_homogeneous) {
    for (guint i = 0; i < n; i++)
      items[i].width = spare * (int)(i + 1) / (int)n - spare * (int)i / (int)n;
    return;
  }
  for (guint i = 0; i < n; i++) {
    get_widths (items[i].widget, &sizes[i].minimum_size, &sizes[i].natural_size);
    spare -= sizes[i].minimum_size;
    n_expand += gtk_widget_compute_expand (items[i].widget, GTK_ORIENTATION_HORIZONTAL);
  }
  spare = gtk_distribute_natural_allocation (MAX (spare, 0), n, sizes);
  for (guint i = 0, seen = 0; i < n; i++) {
    gboolean expands = gtk_widget_compute_expand (items[i].widget, GTK_ORIENTATION_HORIZONTAL);
    items[i].width = sizes[i].minimum_size;
    if (expands) {
      items[i].width += spare * (int)(seen + 1) / n_expand - spare * (int)seen / n_expand;
      seen++;
    }
  }
}

/* (transfer full): of guint, the first item of each line; the items get their widths */
static GArray *
break_lines (CpWrap *self, GArray *items, int width) {
  GArray *starts = g_array_new (FALSE, FALSE, sizeof (guint));
  gboolean is_stacked = self->is_stacked || width < cp_text_size_scale (self->beside_from);
  int used = 0, widest = 0;
  guint start = 0;
  for (guint i = 0; i < items->len; i++) {
    int least, natural;
    get_widths (g_array_index (items, Item, i).widget, &least, &natural);
    guint n = i - start + 1;
    int wanted = self->is_squeezed ? least : natural;
    widest = MAX (widest, wanted);
    used += wanted + (n > 1 ? self->spacing : 0);
    int needed = self->is_homogeneous ? (int)n * widest + ((int)n - 1) * self->spacing : used;
    if (i == 0 || is_stacked || needed > width) {
      g_array_append_val (starts, i);
      start = i;
      used = widest = wanted;
    }
  }
  for (guint line = 0; line < starts->len; line++) {
    guint first = g_array_index (starts, guint, line);
    guint end = line + 1 < starts->len ? g_array_index (starts, guint, line + 1) : items->len;
    share_line (self, &g_array_index (items, Item, first), end - first, width);
  }
  return starts;
}

/* ---- how high they are ---- */

/* (transfer full): of the lines; @out_expands (nullable): (lines) */
static GtkRequestedSize *
measure_lines (CpWrap *self, GArray *items, GArray *starts, gboolean *out_expands) {
  GtkRequestedSize *lines = g_new0 (GtkRequestedSize, starts->len + 1);
  for (guint i = 0, line = 0; i < items->len; i++) {
    const Item *item = &g_array_index (items, Item, i);
    int least, natural;
    line += i > 0 && is_line_start (starts, i);
    gtk_widget_measure (item->widget, GTK_ORIENTATION_VERTICAL, item->width, &least, &natural, NULL, NULL);
    lines[line].minimum_size = MAX (lines[line].minimum_size, least);
    lines[line].natural_size = MAX (lines[line].natural_size, natural);
    if (out_expands != NULL && gtk_widget_compute_expand (item->widget, GTK_ORIENTATION_VERTICAL))
      out_expands[line] = TRUE;
  }
  return lines;
}

static void
measure_across (CpWrap *self, GArray *items, int *minimum, int *natural) {
  int widest_least = 0, widest = 0, sum = 0;
  for (guint i = 0; i < items->len; i++) {
    int least, wanted;
    get_widths (g_array_index (items, Item, i).widget, &least, &wanted);
    widest_least = MAX (widest_least, least);
    widest = MAX (widest, wanted);
    sum += wanted + (i > 0 ? self->spacing : 0);
  }
  *minimum = widest_least;
  *natural = self->is_stacked       ? widest
             : self->is_homogeneous ? widest * (int)items->len + self->spacing * MAX ((int)items->len - 1, 0)
                                    : sum;
}

static void
cp_wrap_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                 int *minimum_baseline, int *natural_baseline) {
  CpWrap *self = CP_WRAP (widget);
  g_autoptr (GArray) items = list_items (self);
  int width;
  measure_across (self, items, minimum, natural);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  width = for_size >= 0 ? for_size : *natural;
  g_autoptr (GArray) starts = break_lines (self, items, width);
  g_autofree GtkRequestedSize *lines = measure_lines (self, items, starts, NULL);
  *minimum = *natural = self->line_spacing * MAX ((int)starts->len - 1, 0);
  for (guint i = 0; i < starts->len; i++) {
    *minimum += lines[i].minimum_size;
    *natural += lines[i].natural_size;
  }
}

static GtkSizeRequestMode
cp_wrap_get_request_mode (GtkWidget *widget) {
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* The lines' heights in @height: one line alone has it all, else those that expand have what is left. */
static void
share_height (CpWrap *self, GtkRequestedSize *lines, const gboolean *expands, guint n, int height) {
  int spare = height - self->line_spacing * ((int)n - 1), n_expand = 0;
  for (guint i = 0; i < n; i++) {
    spare -= lines[i].minimum_size;
    n_expand += expands[i] || n == 1;
  }
  spare = gtk_distribute_natural_allocation (MAX (spare, 0), n, lines);
  for (guint i = 0, seen = 0; i < n; i++) {
    if (!expands[i] && n > 1)
      continue;
    lines[i].minimum_size += spare * (int)(seen + 1) / n_expand - spare * (int)seen / n_expand;
    seen++;
  }
}

/* What takes no place is on the screen all the same, and drawn with nothing. */
static void
allocate_empty (CpWrap *self, GArray *items) {
  guint i = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (i < items->len && g_array_index (items, Item, i).widget == child)
      i++;
    else if (gtk_widget_should_layout (child))
      gtk_widget_size_allocate (child, &(GtkAllocation){0}, -1);
  }
}

static void
cp_wrap_size_allocate (GtkWidget *widget, int width, int height, int baseline) {
  CpWrap *self = CP_WRAP (widget);
  g_autoptr (GArray) items = list_items (self);
  g_autoptr (GArray) starts = break_lines (self, items, width);
  g_autofree gboolean *expands = g_new0 (gboolean, starts->len + 1);
  g_autofree GtkRequestedSize *lines = measure_lines (self, items, starts, expands);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  allocate_empty (self, items);
  share_height (self, lines, expands, starts->len, height);
  for (guint i = 0, line = 0, x = 0, y = 0; i < items->len; i++) {
    const Item *item = &g_array_index (items, Item, i);
    if (i > 0 && is_line_start (starts, i)) {
      y += (guint)(lines[line++].minimum_size + self->line_spacing);
      x = 0;
    }
    int left = is_rtl ? width - (int)x - item->width : (int)x;
    gtk_widget_size_allocate (item->widget,
                              &(GtkAllocation){left, (int)y, item->width, lines[line].minimum_size}, -1);
    x += (guint)(item->width + self->spacing);
  }
}

/* The Tab key goes from child to child, not by the heights of their middles. */
static gboolean
cp_wrap_focus (GtkWidget *widget, GtkDirectionType direction) {
  gboolean is_back = direction == GTK_DIR_TAB_BACKWARD;
  if (!is_back && direction != GTK_DIR_TAB_FORWARD)
    return GTK_WIDGET_CLASS (cp_wrap_parent_class)->focus (widget, direction);
  GtkWidget *child = gtk_widget_get_focus_child (widget);
  if (child == NULL)
    child = is_back ? gtk_widget_get_last_child (widget) : gtk_widget_get_first_child (widget);
  for (; child != NULL;
       child = is_back ? gtk_widget_get_prev_sibling (child) : gtk_widget_get_next_sibling (child)) {
    if (gtk_widget_child_focus (child, direction))
      return TRUE;
  }
  return FALSE;
}

guint
cp_wrap_count_lines (CpWrap *self, int width) {
  g_return_val_if_fail (CP_IS_WRAP (self), 0);
  g_autoptr (GArray) items = list_items (self);
  g_autoptr (GArray) starts = break_lines (self, items, width);
  return starts->len;
}

/* ---- children and properties ---- */

void
cp_wrap_append (CpWrap *self, GtkWidget *child) {
  g_return_if_fail (CP_IS_WRAP (self) && GTK_IS_WIDGET (child));
  gtk_widget_set_parent (child, GTK_WIDGET (self));
}

void
cp_wrap_remove_all (CpWrap *self) {
  g_return_if_fail (CP_IS_WRAP (self));
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}

static void
set_value (CpWrap *self, int *value, int wanted, guint property) {
  if (*value == wanted)
    return;
  *value = wanted;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

void
cp_wrap_set_is_homogeneous (CpWrap *self, gboolean is_homogeneous) {
  g_return_if_fail (CP_IS_WRAP (self));
  set_value (self, &self->is_homogeneous, is_homogeneous != FALSE, HOMOGENEOUS);
}

void
cp_wrap_set_is_squeezed (CpWrap *self, gboolean is_squeezed) {
  g_return_if_fail (CP_IS_WRAP (self));
  set_value (self, &self->is_squeezed, is_squeezed != FALSE, SQUEEZED);
}

void
cp_wrap_set_is_stacked (CpWrap *self, gboolean is_stacked) {
  g_return_if_fail (CP_IS_WRAP (self));
  set_value (self, &self->is_stacked, is_stacked != FALSE, STACKED);
}

void
cp_wrap_set_beside_from (CpWrap *self, int width) {
  g_return_if_fail (CP_IS_WRAP (self) && width >= 0);
  set_value (self, &self->beside_from, width, BESIDE_FROM);
}

static void
cp_wrap_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec) {
  CpWrap *self = CP_WRAP (object);
  if (id == SPACING)
    set_value (self, &self->spacing, g_value_get_int (value), id);
  else if (id == LINE_SPACING)
    set_value (self, &self->line_spacing, g_value_get_int (value), id);
  else if (id == HOMOGENEOUS)
    cp_wrap_set_is_homogeneous (self, g_value_get_boolean (value));
  else if (id == SQUEEZED)
    cp_wrap_set_is_squeezed (self, g_value_get_boolean (value));
  else if (id == STACKED)
    cp_wrap_set_is_stacked (self, g_value_get_boolean (value));
  else if (id == BESIDE_FROM)
    cp_wrap_set_beside_from (self, g_value_get_int (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cp_wrap_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec) {
  CpWrap *self = CP_WRAP (object);
  if (id == SPACING)
    g_value_set_int (value, self->spacing);
  else if (id == LINE_SPACING)
    g_value_set_int (value, self->line_spacing);
  else if (id == HOMOGENEOUS)
    g_value_set_boolean (value, self->is_homogeneous);
  else if (id == SQUEEZED)
    g_value_set_boolean (value, self->is_squeezed);
  else if (id == STACKED)
    g_value_set_boolean (value, self->is_stacked);
  else if (id == BESIDE_FROM)
    g_value_set_int (value, self->beside_from);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
cp_wrap_dispose (GObject *object) {
  cp_wrap_remove_all (CP_WRAP (object));
  G_OBJECT_CLASS (cp_wrap_parent_class)->dispose (object);
}

static void
cp_wrap_class_init (CpWrapClass *class) {
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  object_class->dispose = cp_wrap_dispose;
  object_class->set_property = cp_wrap_set_property;
  object_class->get_property = cp_wrap_get_property;
  widget_class->measure = cp_wrap_measure;
  widget_class->size_allocate = cp_wrap_size_allocate;
  widget_class->focus = cp_wrap_focus;
  widget_class->get_request_mode = cp_wrap_get_request_mode;
  properties[SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT16, 0, flags);
  properties[LINE_SPACING] = g_param_spec_int ("line-spacing", NULL, NULL, 0, G_MAXINT16, 0, flags);
  properties[HOMOGENEOUS] = g_param_spec_boolean ("homogeneous", NULL, NULL, FALSE, flags);
  properties[SQUEEZED] = g_param_spec_boolean ("squeezed", NULL, NULL, FALSE, flags);
  properties[STACKED] = g_param_spec_boolean ("stacked", NULL, NULL, FALSE, flags);
  properties[BESIDE_FROM] = g_param_spec_int ("beside-from", NULL, NULL, 0, G_MAXINT16, 0, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
cp_wrap_init (CpWrap *self) {
}

GtkWidget *
cp_wrap_new (int spacing) {
  return g_object_new (CP_TYPE_WRAP, "spacing", spacing, NULL);
}
