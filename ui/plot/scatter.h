#pragma once
#include "ui/plot/points.h"
#include <gtk/gtk.h>

/* A scatter plot of up to millions of rows: coloured by series, with thresholds, a selected row, its trail,
 * a hover card, zoom and pan. Row numbers are the indices into the arrays given to cp_scatter_set_points().
 *
 * The points are one picture, drawn off the main thread from 20 000 rows on, as a density map from 200 000
 * on; hover, selection and thresholds lie on top and never touch it, so a hover frame costs no data-sized
 * work.
 *
 * Mouse: hover shows the card; click selects; wheel zooms; drag pans or draws a lasso, or moves a threshold
 * line; Shift and drag draws a box; double click fits; a legend entry toggles its series. Keys: arrows walk
 * to the nearest row in that direction, Enter selects, + and - zoom, 0 fits, 1 to 9 toggle the series of the
 * legend, Escape hides the card; Shift and arrows draw a box, then Enter chooses the rows in it.
 *
 * Signals: "row-activated" (guint row) by click or Enter; "rows-chosen" (GArray of guint32, ascending) by
 * lasso or box; "threshold-moved" (guint axis, double value) while a threshold line is dragged: the owner
 * sets the new threshold itself; "view-changed" after zoom, pan or fit. */
G_BEGIN_DECLS

#define CP_TYPE_SCATTER (cp_scatter_get_type ())
G_DECLARE_FINAL_TYPE (CpScatter, cp_scatter, CP, SCATTER, GtkWidget)

typedef enum { CP_AXIS_X, CP_AXIS_Y } CpAxisKind;
typedef enum { CP_SCATTER_PAN, CP_SCATTER_LASSO } CpScatterMode;

/* (transfer full) (nullable): what can be done with @row, in sections */
typedef GMenuModel *(*CpRowMenu) (guint row, gpointer data);

/* (transfer full): the lines of the card of @row: the first is its title; a tab separates a name on the left
 * from a value on the right; a name that is exactly "A" or "B" becomes that model's badge. */
typedef char *(*CpDescribeRow) (guint row, gpointer data);

GtkWidget *cp_scatter_new (void);

/**
 * cp_scatter_set_points:
 * @x, @y: (n), copied; a row with a NaN or infinite coordinate is not drawn
 * @series: (n) (nullable): which series each row belongs to; later series are drawn over earlier ones
 */
void cp_scatter_set_points (CpScatter *self, const double *x, const double *y, const guint8 *series, gsize n);
/* @points: (transfer full): the same without a copy, for what a worker made; panels as
 * cp_scatter_set_panels(). Points shown already that only changed their series (cp_points_recolour()) are
 * recoloured in place: up to 150 000 changed rows within the frame. */
void cp_scatter_take_points (CpScatter *self, CpPoints *points);

/**
 * cp_scatter_set_series:
 * @names: (n), copied: for the legend, which is shown from two series on
 * @colours: (n), copied: names for cp_style_lookup()
 * @counts: (n) (nullable): rows of each, shown after its name
 */
void cp_scatter_set_series (CpScatter *self, const char *const *names, const char *const *colours,
                            const double *counts, guint n);

/**
 * cp_scatter_set_axis:
 * @title: with its unit
 * @labels: (nullable) (array zero-terminated=1): the axis is of categories, category i at value i, and @lo
 * and
 *   @hi are ignored
 */
void cp_scatter_set_axis (CpScatter *self, CpAxisKind axis, const char *title, double lo, double hi,
                          const char *const *labels);

void cp_scatter_set_title (CpScatter *self, const char *title); /* also the accessible label */
/* The finding in words ("26 144 rows, 3 118 decided differently"): the accessible description. */
void cp_scatter_set_description (CpScatter *self, const char *description);
void cp_scatter_set_thresholds (CpScatter *self, double x, double y); /* NaN: no line */
/* @row: -1 for none. @label: (nullable): beside the ring */
void cp_scatter_set_selected (CpScatter *self, gint64 row, const char *label);
gint64 cp_scatter_get_selected (CpScatter *self);
/* Where the selected row stands after an edit; NaN: where its point is. Goes with the next selection. */
void cp_scatter_set_place (CpScatter *self, double x, double y);
/* Earlier places of the selected row, oldest first, joined by a dashed line to where it is now; @n 0: none.
 */
void cp_scatter_set_trail (CpScatter *self, const double *x, const double *y, gsize n);
/* Another row joined to the selected row by a line, with a ring of its own: its nearest counterfactual.
 * @row: -1: no link; @x, @y: where it lies; @label: (nullable): beside the ring */
void cp_scatter_set_link (CpScatter *self, gint64 row, double x, double y, const char *label);
void cp_scatter_set_describe (CpScatter *self, CpDescribeRow describe, gpointer data, GDestroyNotify destroy);
/* What a right click on a point, and Menu or Shift F10 on the one under the data cursor (else on the selected
 * row, where it is in sight), open on top of the chart's own menu. */
void cp_scatter_set_row_menu (CpScatter *self, CpRowMenu menu, gpointer data);
/* Its points in an accessible table in place of the drawing, as the menu's "Show as table" does. */
void cp_scatter_set_is_table (CpScatter *self, gboolean is_table);
gboolean cp_scatter_is_table (CpScatter *self);
/* Text beside the points (one line), while at most 300 are in sight, of as many as find room without lying on
 * one another; among more a line says when. @label: (nullable): none */
void cp_scatter_set_labels (CpScatter *self, CpDescribeRow label, gpointer data);
/* A strip beside the axis for rows without a value there; without it they are not drawn. */
void cp_scatter_set_lanes (CpScatter *self, gboolean has_x, gboolean has_y);

/**
 * cp_scatter_set_panels:
 * @across, @down: (nullable) (array zero-terminated=1): what the columns and the rows of panels hold
 * @notes: (nullable) (array zero-terminated=1): one a panel, row by row: one or two lines at its top
 *
 * Small multiples that share axes, zoom and threshold lines. Which panel a row lies in is part of the points.
 */
void cp_scatter_set_panels (CpScatter *self, const char *const *across, const char *const *down,
                            const char *const *notes);
/* Histograms of the rows in sight above and right of a single panel, drawn when both axes have a colour.
 * @colour: (nullable): a name for cp_style_lookup(); @unit: (nullable): after the bin's width: "score" */
void cp_scatter_set_margin (CpScatter *self, CpAxisKind axis, const char *colour, const char *unit);
/* What two threshold lines part, in words: (nullable): above left and below right of where they cross. */
void cp_scatter_set_captions (CpScatter *self, const char *top_left, const char *bottom_right);
/* What a drag does; with Shift it always draws a box. */
void cp_scatter_set_mode (CpScatter *self, CpScatterMode mode);
CpScatterMode cp_scatter_get_mode (CpScatter *self);

void cp_scatter_fit (CpScatter *self);                 /* the whole range again */
void cp_scatter_zoom (CpScatter *self, double factor); /* about the middle; > 1 comes nearer */
double cp_scatter_get_zoom (CpScatter *self);          /* 1: the whole range */
/* What is shown of an axis. Returns: whether that is a part of it only */
gboolean cp_scatter_get_range (CpScatter *self, CpAxisKind axis, double *out_lo, double *out_hi);
/* Shows that part of the axis, as far as it lies within the whole range. */
void cp_scatter_set_range (CpScatter *self, CpAxisKind axis, double lo, double hi);
/* Whether the picture shows what was said last: FALSE while one is being drawn on a worker. */
gboolean cp_scatter_is_fresh (CpScatter *self);
gboolean cp_scatter_is_hidden (CpScatter *self, guint series); /* switched off in the legend */
void cp_scatter_set_hidden (CpScatter *self, guint series, gboolean is_hidden);
guint cp_scatter_get_n_series (CpScatter *self);
const char *cp_scatter_get_series_name (CpScatter *self, guint series);

/**
 * cp_scatter_export:
 * @path: ends in .png (at twice the pixels), .svg or .pdf
 *
 * Writes the chart as it is drawn now, without the hover card.
 *
 * Returns: %FALSE with @error set for another suffix or a place that cannot be written; nothing is then left
 * there
 */
gboolean cp_scatter_export (CpScatter *self, const char *path, GError **error);

G_END_DECLS
