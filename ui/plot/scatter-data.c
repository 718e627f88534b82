#include "ui/plot/scatter-private.h"

#include <math.h>

/* The points of a scatter plot as a table: a row of it for each point that can be drawn, with its number, its
 * coordinates (the words of a category), its series and its panel of small multiples. Built from a copy of
 * what the plot shows, on any thread. Series that are switched off in the legend are left out, as they are
 * from the picture. */

typedef struct {
  CpPoints *points;
  char *titles[2];
  GStrv labels[2]; /* (nullable) */
  GPtrArray *names;
  GPtrArray *panels; /* what each panel holds; empty for one panel */
  gboolean is_hidden[CP_POINTS_SERIES], has_lane[2];
} Rows;

static void
free_rows (gpointer data) {
  Rows *rows = data;
  cp_points_unref (rows->points);
  for (guint i = 0; i < 2; i++) {
    g_free (rows->titles[i]);
    g_strfreev (rows->labels[i]);
  }
  g_ptr_array_unref (rows->names);
  g_ptr_array_unref (rows->panels);
  g_free (rows);
}

/* A missing value is, where there is a lane for it. */
static gboolean
is_shown (double value, gboolean has_lane) {
  return isfinite (value) || (isnan (value) && has_lane);
}

/* (transfer full): the points that are drawn, ascending */
static guint32 *
find_shown (const Rows *rows, gsize *out_n) {
  const CpPoints *points = rows->points;
  guint32 *shown = g_new (guint32, points->n + 1);
  gsize n = 0;
  for (gsize row = 0; row < points->n; row++)
    if (is_shown (points->x[row], rows->has_lane[0]) && is_shown (points->y[row], rows->has_lane[1]) &&
        !rows->is_hidden[points->series[row]])
      shown[n++] = (guint32)row;
  *out_n = n;
  return shown;
}

static CpColumn *
make_axis (const Rows *rows, guint axis, const guint32 *shown, gsize n) {
  const double *values = axis == 0 ? rows->points->x : rows->points->y;
  if (rows->labels[axis] == NULL) {
    g_autofree double *numbers = g_new (double, n + 1);
    for (gsize i = 0; i < n; i++)
      numbers[i] = values[shown[i]];
    return cp_column_new_number (rows->titles[axis], numbers, n);
  }
  gsize n_labels = g_strv_length (rows->labels[axis]);
  g_autofree guint32 *codes = g_new (guint32, n + 1);
  for (gsize i = 0; i < n; i++) {
    double code = rint (values[shown[i]]); /* points of a category may be spread around it */
    codes[i] = code >= 0 && code < (double)n_labels ? (guint32)code : CP_MISSING;
  }
  return cp_column_new_category (rows->titles[axis], codes, n, (const char *const *)rows->labels[axis],
                                 n_labels);
}

static CpColumn *
make_series (const Rows *rows, const guint32 *shown, gsize n) {
  g_autofree guint32 *codes = g_new (guint32, n + 1);
  for (gsize i = 0; i < n; i++)
    codes[i] = MIN (rows->points->series[shown[i]], rows->names->len - 1);
  return cp_column_new_category ("Series", codes, n, (const char *const *)rows->names->pdata,
                                 rows->names->len);
}

static CpColumn *
make_panel (const Rows *rows, const guint32 *shown, gsize n) {
  g_autofree guint32 *codes = g_new (guint32, n + 1);
  for (gsize i = 0; i < n; i++)
    codes[i] = rows->points->panels[shown[i]];
  return cp_column_new_category ("Panel", codes, n, (const char *const *)rows->panels->pdata,
                                 rows->panels->len);
}

/* "Female, 20 to 40": the title of its row, then of its column */
static void
add_panels (GPtrArray *panels, const CpFrame *frame) {
  guint n_columns = MAX (frame->n_columns, 1);
  for (guint i = 0; i < cp_frame_get_n_panels (frame); i++) {
    const char *across = frame->column_titles != NULL ? frame->column_titles[i % n_columns] : NULL;
    const char *down = frame->row_titles != NULL ? frame->row_titles[i / n_columns] : NULL;
    g_ptr_array_add (panels, down != NULL && across != NULL ? g_strdup_printf ("%s, %s", down, across)
                                                            : g_strdup (down != NULL ? down : across));
  }
}

static CpTable *
build (gpointer data) {
  const Rows *rows = data;
  gsize n, n_columns = 0;
  g_autofree guint32 *shown = find_shown (rows, &n);
  g_autofree double *numbers = g_new (double, n + 1);
  for (gsize i = 0; i < n; i++)
    numbers[i] = shown[i];
  CpColumn *columns[5];
  columns[n_columns++] = cp_column_new_number ("Row", numbers, n);
  columns[n_columns++] = make_axis (rows, 0, shown, n);
  columns[n_columns++] = make_axis (rows, 1, shown, n);
  if (rows->names->len > 0)
    columns[n_columns++] = make_series (rows, shown, n);
  if (rows->panels->len > 0)
    columns[n_columns++] = make_panel (rows, shown, n);
  CpTable *table = cp_table_new ("plot", columns, n_columns, NULL);
  for (gsize i = 0; i < n_columns; i++)
    cp_column_unref (columns[i]);
  return table;
}

static CpDataSource
get_data (GtkWidget *widget) {
  CpScatter *self = CP_SCATTER (widget);
  if (self->points == NULL || self->points->n == 0)
    return (CpDataSource){0};
  Rows *rows = g_new0 (Rows, 1);
  rows->points = cp_points_ref (self->points);
  rows->names = g_ptr_array_new_with_free_func (g_free);
  rows->panels = g_ptr_array_new_with_free_func (g_free);
  if (self->points->panels != NULL && cp_frame_get_n_panels (&self->frame) > 1)
    add_panels (rows->panels, &self->frame);
  for (guint axis = 0; axis < 2; axis++) {
    rows->titles[axis] = cp_frame_dup_column_name (&self->frame, axis);
    rows->labels[axis] = g_strdupv (self->frame.axes[axis].labels);
    rows->has_lane[axis] = self->frame.has_lane[axis];
  }
  for (guint s = 0; s < self->frame.series->len; s++) {
    g_ptr_array_add (rows->names, g_strdup (cp_frame_get_series (&self->frame, s)->name));
    rows->is_hidden[s] = cp_scatter_is_hidden (self, s);
  }
  rows->is_hidden[CP_POINTS_NOWHERE] = TRUE;
  return (CpDataSource){self->points->n, build, rows, free_rows};
}

static const char *
get_title (GtkWidget *widget) {
  return CP_SCATTER (widget)->frame.title;
}

const CpChartKind cp_scatter_kind = {cp_scatter_draw, get_data, get_title, cp_scatter_make_menu};
