#include "ui/words/word-bars.h"

#include "core/base/format.h"
#include "ui/plot/frame.h"
#include "ui/style/style.h"
#include "ui/style/text-size.h"

#include <math.h>

#define SCALE cp_text_size_get_scale ()
#define HEAD (29 * SCALE) /* title */
#define ROW (22 * SCALE)
#define FOOT (30 * SCALE)   /* caption */
#define FIGURE (52 * SCALE) /* room for the figures */
#define NAMES 0.36          /* of the width */
#define BAR 10              /* height of a bar */
#define SHORTEST 2

struct _CpWordBars {
  CpChart parent_instance;
  gboolean is_absent;
  GArray *effects; /* of CpWordBar */
  double longest;
  char *caption, *empty, *hint; /* (nullable) */
  guint cursor;
};

G_DEFINE_FINAL_TYPE (CpWordBars, cp_word_bars, CP_TYPE_CHART)

enum { ITEM_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static double
get_width (CpWordBars *self) {
  return gtk_widget_get_width (GTK_WIDGET (self));
}

static double
get_middle (guint item) {
  return HEAD + ROW * (item + 0.5);
}

static double
get_length (CpWordBars *self, double value) {
  double most = self->longest;
  double room = get_width (self) * (1 - NAMES) - FIGURE - 8;
  return most > 0 ? MAX (fabs (value) / most * room, SHORTEST) : SHORTEST;
}

/* ---- drawing ---- */

static void
draw_bar (CpWordBars *self, CpPaint *paint, double value, double middle) {
  double x = floor (get_width (self) * NAMES), y = floor (middle - BAR / 2.0),
         length = get_length (self, value);
  cp_paint_set_colour (paint, value >= 0 ? "pos" : "neg", 1);
  if (!self->is_absent) {
    cairo_rectangle (paint->cr, x, y, length, BAR);
    cairo_fill (paint->cr);
    return;
  }
  cairo_save (paint->cr);
  cairo_set_line_width (paint->cr, 1.4);
  if (value < 0)
    cairo_set_dash (paint->cr, (const double[]){2, 2}, 2, 0);
  cairo_rectangle (paint->cr, x + 0.7, y + 0.7, MAX (length - 1.4, 4), BAR - 1.4);
  cairo_stroke (paint->cr);
  cairo_restore (paint->cr);
}

static void
draw_item (CpWordBars *self, CpPaint *paint, guint i) {
  const CpWordBar *effect = cp_word_bars_get (self, i);
  double middle = get_middle (i);
  g_autofree char *figure = cp_format_delta (effect->value, 3);
  cp_paint_text (paint, CP_TEXT_LEGEND, self->is_absent ? "t2" : "t1", effect->name, 0, middle, 0, 0.5,
                 get_width (self) * NAMES - 8);
  draw_bar (self, paint, effect->value, middle);
  cp_paint_text (paint, CP_TEXT_SMALL_TITLE, effect->value >= 0 ? "pos_text" : "neg_text", figure,
                 get_width (self) - 2, middle, 1, 0.5, 0);
}

static void
cp_word_bars_draw (CpChart *chart, CpPaint *paint) {
  CpWordBars *self = CP_WORD_BARS (chart);
  const char *title = cp_chart_get_frame (chart)->title;
  double foot = MAX (self->effects->len, self->empty != NULL ? 1 : 0) * ROW + HEAD + FOOT / 2;
  cp_paint_text (paint, CP_TEXT_SMALL_TITLE, "t1", title, 0, HEAD / 2 - 2, 0, 0.5, get_width (self) - 28);
  for (guint i = 0; i < self->effects->len; i++)
    draw_item (self, paint, i);
  if (self->effects->len == 0 && self->empty != NULL)
    cp_paint_text (paint, CP_TEXT_LEGEND, "t2", self->empty, 0, get_middle (0), 0, 0.5, get_width (self));
  else if (self->caption != NULL)
    cp_paint_text (paint, CP_TEXT_AXIS, "t2", self->caption, 0, foot, 0, 0.5, get_width (self));
}

static void
cp_word_bars_locate (CpChart *chart, double *out_x, double *out_y) {
  CpWordBars *self = CP_WORD_BARS (chart);
  *out_x = get_width (self) * NAMES;
  *out_y = get_middle (self->cursor);
}

static void
cp_word_bars_append_cursor (CpChart *chart, GtkSnapshot *snapshot) {
  CpWordBars *self = CP_WORD_BARS (chart);
  GdkRGBA ink;
  cp_style_lookup (GTK_WIDGET (self), "t3", &ink);
  ink.alpha = 0.14f;
  gtk_snapshot_append_color (snapshot, &ink,
                             &GRAPHENE_RECT_INIT (-4, (float)(get_middle (self->cursor) - ROW / 2),
                                                  (float)get_width (self) + 8, (float)ROW));
}

/* ---- the data cursor ---- */

static void
move_cursor (CpWordBars *self, guint item, gboolean is_spoken) {
  const CpWordBar *effect = cp_word_bars_get (self, item);
  self->cursor = item;
  g_autofree char *value = cp_format_delta (effect->value, 3), *error = cp_format_number (effect->error, 3);
  GString *lines = g_string_new (effect->name);
  g_string_append_printf (lines, "\nEffect\t%s", value);
  if (effect->error > 0)
    g_string_append_printf (lines, "\nStandard error\t± %s", error);
  if (self->hint != NULL)
    g_string_append_printf (lines, "\n%s", self->hint);
  cp_chart_show_cursor (CP_CHART (self), lines->str, is_spoken);
  g_string_free (lines, TRUE);
}

/* −1 for none */
static int
find_item (CpWordBars *self, double y) {
  int item = (int)floor ((y - HEAD) / ROW);
  return item >= 0 && item < (int)self->effects->len ? item : -1;
}

static void
cp_word_bars_point (CpChart *chart, double x, double y) {
  CpWordBars *self = CP_WORD_BARS (chart);
  int item = find_item (self, y);
  if (item < 0)
    cp_chart_hide_cursor (chart);
  else if (!cp_chart_has_cursor (chart) || item != (int)self->cursor)
    move_cursor (self, (guint)item, FALSE);
}

static gboolean
cp_word_bars_press (CpChart *chart, double x, double y) {
  int item = find_item (CP_WORD_BARS (chart), y);
  if (item >= 0)
    g_signal_emit (chart, signals[ITEM_ACTIVATED], 0, (guint)item);
  return FALSE;
}

static gboolean
cp_word_bars_key (CpChart *chart, guint key, GdkModifierType state) {
  CpWordBars *self = CP_WORD_BARS (chart);
  guint n = self->effects->len;
  if (n == 0)
    return GDK_EVENT_PROPAGATE;
  if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) && cp_chart_has_cursor (chart)) {
    g_signal_emit (self, signals[ITEM_ACTIVATED], 0, self->cursor);
    return GDK_EVENT_STOP;
  }
  gboolean is_end = key == GDK_KEY_End;
  if (key != GDK_KEY_Up && key != GDK_KEY_Down && key != GDK_KEY_Home && !is_end)
    return GDK_EVENT_PROPAGATE;
  guint item = self->cursor;
  if (key == GDK_KEY_Home || is_end || !cp_chart_has_cursor (chart))
    item = is_end ? n - 1 : 0;
  else if (key == GDK_KEY_Up)
    item = item > 0 ? item - 1 : 0;
  else
    item = MIN (item + 1, n - 1);
  move_cursor (self, item, TRUE);
  return GDK_EVENT_STOP;
}

static CpTable *
cp_word_bars_get_data (CpChart *chart) {
  CpWordBars *self = CP_WORD_BARS (chart);
  guint n = self->effects->len;
  if (n == 0)
    return NULL;
  g_autofree const char **names = g_new0 (const char *, n + 1);
  g_autofree double *values = g_new (double, n), *errors = g_new (double, n);
  for (guint i = 0; i < n; i++) {
    const CpWordBar *effect = cp_word_bars_get (self, i);
    names[i] = effect->name;
    values[i] = effect->value;
    errors[i] = effect->error;
  }
  g_autoptr (CpColumn) name = cp_column_new_text ("Word", names, n);
  g_autoptr (CpColumn) value = cp_column_new_number ("Effect", values, n);
  g_autoptr (CpColumn) error = cp_column_new_number ("Standard error", errors, n);
  return cp_table_new ("chart", (CpColumn *const[]){name, value, error}, 3, NULL);
}

/* ---- what the owner says ---- */

/* "plot +0.381, legend +0.202": the first few, for who cannot see the bars. */
static void
describe (CpWordBars *self) {
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < MIN (self->effects->len, 10); i++) {
    const CpWordBar *effect = cp_word_bars_get (self, i);
    g_autofree char *value = cp_format_delta (effect->value, 3);
    g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "", effect->name, value);
  }
  if (self->effects->len == 0 && self->empty != NULL)
    g_string_append (text, self->empty);
  else if (self->caption != NULL)
    g_string_append_printf (text, ". %s", self->caption);
  cp_chart_set_description (CP_CHART (self), text->str);
  g_string_free (text, TRUE);
}

static void
clear_effect (gpointer data) {
  g_free (((CpWordBar *)data)->name);
}

void
cp_word_bars_set (CpWordBars *self, const CpWordBar *effects, guint n, double longest, const char *caption,
                  const char *empty) {
  g_return_if_fail (CP_IS_WORD_BARS (self));
  g_array_set_size (self->effects, 0);
  self->longest = longest;
  for (guint i = 0; i < n; i++) {
    CpWordBar effect = {g_strdup (effects[i].name), effects[i].value, effects[i].error};
    g_array_append_val (self->effects, effect);
    if (longest <= 0)
      self->longest = MAX (self->longest, fabs (effect.value));
  }
  g_free (self->caption);
  g_free (self->empty);
  self->caption = g_strdup (caption);
  self->empty = g_strdup (empty);
  describe (self);
  if (cp_chart_has_cursor (CP_CHART (self))) {
    if (self->cursor < n)
      move_cursor (self, self->cursor, FALSE);
    else
      cp_chart_hide_cursor (CP_CHART (self));
  }
  cp_chart_redraw (CP_CHART (self));
}

guint
cp_word_bars_get_n (CpWordBars *self) {
  g_return_val_if_fail (CP_IS_WORD_BARS (self), 0);
  return self->effects->len;
}

const CpWordBar *
cp_word_bars_get (CpWordBars *self, guint item) {
  g_return_val_if_fail (CP_IS_WORD_BARS (self) && item < self->effects->len, NULL);
  return &g_array_index (self->effects, CpWordBar, item);
}

void
cp_word_bars_set_hint (CpWordBars *self, const char *hint) {
  g_return_if_fail (CP_IS_WORD_BARS (self));
  g_free (self->hint);
  self->hint = g_strdup (hint);
}

/* ---- the type ---- */

static void
cp_word_bars_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline) {
  *minimum =
      orientation == GTK_ORIENTATION_HORIZONTAL ? cp_text_size_scale (190) : (int)(HEAD + 10 * ROW + FOOT);
  *natural =
      orientation == GTK_ORIENTATION_HORIZONTAL ? cp_text_size_scale (260) : (int)(HEAD + 10 * ROW + FOOT);
}

static void
cp_word_bars_finalize (GObject *object) {
  CpWordBars *self = CP_WORD_BARS (object);
  g_array_unref (self->effects);
  g_free (self->caption);
  g_free (self->empty);
  g_free (self->hint);
  G_OBJECT_CLASS (cp_word_bars_parent_class)->finalize (object);
}

static void
cp_word_bars_class_init (CpWordBarsClass *class) {
  CpChartClass *chart_class = CP_CHART_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = cp_word_bars_finalize;
  GTK_WIDGET_CLASS (class)->measure = cp_word_bars_measure;
  chart_class->draw = cp_word_bars_draw;
  chart_class->get_data = cp_word_bars_get_data;
  chart_class->locate = cp_word_bars_locate;
  chart_class->append_cursor = cp_word_bars_append_cursor;
  chart_class->point = cp_word_bars_point;
  chart_class->press = cp_word_bars_press;
  chart_class->key = cp_word_bars_key;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "cpwordbars");
  signals[ITEM_ACTIVATED] = g_signal_new ("item-activated", CP_TYPE_WORD_BARS, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
cp_word_bars_init (CpWordBars *self) {
  self->effects = g_array_new (FALSE, FALSE, sizeof (CpWordBar));
  g_array_set_clear_func (self->effects, clear_effect);
}

GtkWidget *
cp_word_bars_new (const char *title, gboolean is_absent) {
  g_return_val_if_fail (title != NULL, NULL);
  CpWordBars *self = g_object_new (CP_TYPE_WORD_BARS, NULL);
  self->is_absent = is_absent;
  cp_chart_set_title (CP_CHART (self), title);
  return GTK_WIDGET (self);
}
