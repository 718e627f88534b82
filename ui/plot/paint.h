#pragma once
#include <gtk/gtk.h>

/* Drawing with the program's own colours and type on any cairo context: the screen's and an export's. Lives
 * on the stack for one drawing. */
G_BEGIN_DECLS

typedef struct {
  GtkWidget *widget; /* (unowned): whose style gives colours and fonts */
  cairo_t *cr;       /* (unowned) (nullable): NULL only measures */
  PangoLayout *layout;
} CpPaint;

typedef enum { CP_TEXT_AXIS, CP_TEXT_LEGEND, CP_TEXT_SMALL_TITLE, CP_TEXT_TITLE, CP_TEXT_STRONG } CpTextStyle;

void cp_paint_begin (CpPaint *paint, GtkWidget *widget, cairo_t *cr);
void cp_paint_end (CpPaint *paint);

void cp_paint_set_colour (CpPaint *paint, const char *name, double alpha);
/* Pixels @text takes; each out may be NULL. */
void cp_paint_measure (CpPaint *paint, CpTextStyle style, const char *text, double *width, double *height);
/* Pixels the longest of @names (n; nullable items) takes in @widget's style, at most @most */
double cp_paint_measure_longest (GtkWidget *widget, CpTextStyle style, const char *const *names, gsize n,
                                 double most);
/* Draws @text with its point (@x_align, @y_align), each in [0, 1], at (@x, @y), cut with an ellipsis at
 * @most pixels (<= 0: never), in the named colour. */
void cp_paint_text (CpPaint *paint, CpTextStyle style, const char *colour, const char *text, double x,
                    double y, double x_align, double y_align, double most);
/* The same with a rim of the plot's ground around each letter, so that it can be read among points. */
void cp_paint_rimmed_text (CpPaint *paint, CpTextStyle style, const char *colour, const char *text, double x,
                           double y, double x_align, double y_align, double most);
/* The same turned a quarter to the left, centred on (@x, @y): the title of an upright axis. */
void cp_paint_upright_text (CpPaint *paint, CpTextStyle style, const char *colour, const char *text, double x,
                            double y, double most);
/* A name in a small framed box whose left edge, or right edge where there is no room, is 14 beside (@x, @y).
 */
void cp_paint_tag (CpPaint *paint, const char *text, double x, double y, double right_end);
/* The box it takes. */
graphene_rect_t cp_paint_get_tag_box (CpPaint *paint, const char *text, double x, double y, double right_end);
/* A figure in bold on ink, centred on @y, and on @x as far as [left_end, right_end] lets it: a threshold. */
void cp_paint_flag (CpPaint *paint, const char *text, double x, double y, double left_end, double right_end);
/* The chip that names a model, 16 wide, its left edge at @x, centred on @y; see CpBadge. */
void cp_paint_badge (CpPaint *paint, const char *letter, const char *colour, double x, double y);
/* A rectangle of small round corners, as a path. */
void cp_paint_rounded (cairo_t *cr, double x, double y, double width, double height, double radius);
/* A 95 % interval: a line of ink from @x0 to @x1 with a cap at each end. */
void cp_paint_whisker (CpPaint *paint, double x0, double x1, double y);
/* A ring of ink around a dot in a named colour: the selected row, the marked vertex. */
void cp_paint_ring (CpPaint *paint, const char *colour, double x, double y, double radius);

G_END_DECLS
