#pragma once
#include "ui/plot/card.h"
#include "ui/plot/chart-menu.h"
#include "ui/plot/cloud.h"
#include "ui/plot/frame.h"
#include "ui/plot/lasso.h"
#include "ui/plot/scatter.h"

/* The state of a CpScatter, shared by its files: scatter.c owns it and keeps the screen fresh, scatter-set.c
 * takes what the owner says, scatter-view.c knows where things lie, scatter-draw.c, scatter-decor.c and
 * scatter-labels.c paint,
 * scatter-input.c and scatter-lasso.c answer pointer and keys. */

#define CP_SCATTER_PAD 4      /* the picture of the points reaches this far over the plot's edges */
#define CP_SCATTER_RADIUS 1.3 /* of a point */
#define CP_SCATTER_RING 8     /* of the selected row */

/* What a drag holds: the axis of a threshold line (a CpAxisKind), or one of these. */
enum { CP_DRAG_NOTHING = -1, CP_DRAG_VIEW = 2, CP_DRAG_LASSO, CP_DRAG_BOX };

struct _CpScatter {
  GtkWidget parent_instance;
  CpFrame frame;
  CpPoints *points;
  double thresholds[2]; /* NaN: none */
  gint64 selected;      /* -1: none */
  char *selected_label; /* (nullable) */
  double place[2];      /* of the selected row after an edit; NaN: its point */
  gboolean is_placed;
  double *trail; /* (2 × n_trail): x, y of each earlier place */
  gsize n_trail;
  gint64 link_row;   /* joined to the selected row; -1: none */
  double link[2];    /* where it lies */
  char *link_label;  /* (nullable) */
  char *description; /* (nullable) */
  CpDescribeRow describe, label;
  CpRowMenu row_menu;
  gpointer describe_data, label_data, row_menu_data;
  GDestroyNotify describe_destroy;

  char **panel_notes;      /* (nullable): one a panel */
  char *captions[2];       /* (nullable): top left and bottom right of the crossing thresholds */
  char *margin_colours[2]; /* (nullable): no histograms in the margins */
  char *margin_units[2];   /* (nullable) */

  CpCard *card;
  CpChartMenu *menu;
  gint64 hovered; /* the data cursor; -1: none */
  double pointer[2];
  int dragged;
  double press_x, press_y; /* where the drag began */
  double drag_x, drag_y;   /* … and where its pan has got to */
  CpScatterMode mode;
  GArray *lasso;   /* CpLassoPoint on the widget: the line being drawn */
  gboolean is_box; /* … by its two opposite corners, moved by keys */

  int width, height; /* the frame was laid out for these */
  gboolean needs_layout, needs_cloud, is_building;
  gboolean follows;                       /* colours are changing: the next picture is to follow them */
  CpCloud *cloud;                         /* (nullable) */
  GskRenderNode *frame_node, *marks_node; /* (nullable): recorded until something on them changes */
  GskRenderNode *decor_node;              /* (nullable): likewise, what follows from the cloud */
};

/* scatter.c */
void cp_scatter_drop_marks (CpScatter *self); /* draw these anew */
void cp_scatter_drop_decor (CpScatter *self);
void cp_scatter_drop_frame (CpScatter *self);
void cp_scatter_drop_cloud (CpScatter *self);
void cp_scatter_change_view (CpScatter *self); /* after zoom, pan or fit */
void cp_scatter_toggle_series (CpScatter *self, guint series);
void cp_scatter_tell (CpScatter *self, const char *cursor); /* (nullable): the accessible description */
void cp_scatter_hover (CpScatter *self, gint64 row,
                       gboolean is_spoken); /* moves the data cursor and its card */

/* scatter-view.c */
CpRaster cp_scatter_make_raster (CpScatter *self, double scale);   /* without colours; nothing is hidden */
CpCloudSpec *cp_scatter_make_spec (CpScatter *self, double scale); /* (transfer full) */
/* What a pan is about to uncover is drawn as well, around the plot of every panel. */
void cp_scatter_add_margins (CpScatter *self, CpRaster *raster);
gboolean cp_scatter_locate (CpScatter *self, gint64 row, double *out_x,
                            double *out_y); /* on the widget; FALSE: not seen */
gboolean cp_scatter_locate_place (CpScatter *self, double x, double y, gint64 row, double *out_x,
                                  double *out_y); /* of a row that stands elsewhere */
/* To the first panel, whose axes are the frame's. Returns: the panel */
guint cp_scatter_to_first_panel (CpScatter *self, double *x, double *y);
/* From the widget to the picture the picking index was built for, which may be of an older view. */
gboolean cp_scatter_to_cloud (CpScatter *self, double x, double y, double *out_x, double *out_y);
void cp_scatter_append_cloud (CpScatter *self, GtkSnapshot *snapshot);

/* scatter-draw.c */
void cp_scatter_draw_marks (CpScatter *self, CpPaint *paint);
void cp_scatter_draw (cairo_t *cr, gpointer scatter); /* everything, on a ground of its own */
const char *cp_scatter_get_colour (CpScatter *self, guint series);

/* %FALSE: there is no room for it, or nothing to say */
gboolean cp_scatter_place_caption (CpScatter *self, CpPaint *paint, guint which, graphene_rect_t *out_box);

/* scatter-labels.c */
#define CP_SCATTER_LABELLED 300 /* labels stand beside points while no more are in sight */
typedef struct {
  guint32 row;
  graphene_point_t point; /* its point on the widget */
  graphene_rect_t box;    /* of the text beside it */
  char *text;
} CpScatterLabel;
/* (transfer full) (nullable) (element-type CpScatterLabel): nearest to the selected row or the middle first;
 * NULL: too many rows are in sight */
GArray *cp_scatter_place_labels (CpScatter *self, CpPaint *paint);
void cp_scatter_draw_labels (CpScatter *self, CpPaint *paint);

/* scatter-decor.c: histograms in the margins, notes in the panels */
gboolean cp_scatter_place_note (CpScatter *self, CpPaint *paint, guint panel, graphene_rect_t *out_box);
double cp_scatter_get_margin (CpScatter *self, CpAxisKind axis); /* pixels kept free for the histogram */
void cp_scatter_draw_decor (CpScatter *self, CpPaint *paint);
void cp_scatter_draw_notes (CpScatter *self, CpPaint *paint); /* over the threshold lines */

/* scatter-data.c */
extern const CpChartKind cp_scatter_kind;

/* scatter-input.c */
void cp_scatter_add_controllers (CpScatter *self);
/* CpChartKind's make_menu */
GMenuModel *cp_scatter_make_menu (GtkWidget *widget, const graphene_point_t *at, GdkRectangle *out_place);

/* scatter-lasso.c */
void cp_scatter_begin_lasso (CpScatter *self, double x, double y);
void cp_scatter_extend_lasso (CpScatter *self, double x, double y);
void cp_scatter_finish_lasso (CpScatter *self);
gboolean cp_scatter_cancel_lasso (CpScatter *self);             /* FALSE: there was none */
gboolean cp_scatter_press_box_key (CpScatter *self, guint key); /* Shift with an arrow, Enter, Escape */
void cp_scatter_draw_lasso (CpScatter *self, CpPaint *paint);
