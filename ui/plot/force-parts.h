#pragma once
#include "ui/plot/answer-data.h"
#include "ui/plot/paint.h"
#include "ui/plot/scale.h"

/* The parts of a force bar: which there are, where they lie on the axis, and where their names stand below.
 */
G_BEGIN_DECLS

/* One part of the bar, from left to right. */
typedef struct {
  char *name, *value; /* value: (nullable) */
  double from, to;    /* from < to, on the axis */
  double effect, error;
  gboolean is_column; /* of its own, that can be chosen: neither folded nor the residual */
  gboolean is_residual;
  /* where its name stands, found when it is drawn: of the label's box; width 0: no room */
  double label_x, label_width;
  guint label_line;
} CpForcePart;

/* (transfer full) (element-type CpForcePart): from left to right; those that raise the score end at it, those
 * that lower it begin there, the largest nearest; what is next to nothing is one part on each side */
GArray *cp_force_parts_build (const CpAnswerData *data);

/* (transfer full): "sex = Female" */
char *cp_force_part_dup_label (const CpForcePart *part);

/* Gives every name a place below the bar where there is one, the largest effects first.
 * @view: the axis; @plot: as wide as names may be; @n_lines: how many lines of names there is room for */
void cp_force_parts_place_labels (GArray *parts, CpPaint *paint, const CpScale *view,
                                  const graphene_rect_t *plot, guint n_lines);

G_END_DECLS
