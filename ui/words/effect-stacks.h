#pragma once
#include "ui/plot/chart.h"

/* Signed effects stacked on both sides of 0, one stack a group: what raises to the right, what lowers to the
 * left, the largest nearest to 0. A segment is named where its name has room, and on its card.
 *
 * Mouse: hover shows the card of a segment. Keys: up and down change the group, left and right walk its
 * segments, Escape hides the card. */
G_BEGIN_DECLS

#define CP_TYPE_EFFECT_STACKS (cp_effect_stacks_get_type ())
G_DECLARE_FINAL_TYPE (CpEffectStacks, cp_effect_stacks, CP, EFFECT_STACKS, CpChart)

typedef struct {
  guint group;
  char *name;
  double value;
  guint count; /* of the rows the mean is over; 0: not said */
} CpEffectSegment;

GtkWidget *cp_effect_stacks_new (const char *title);
/* @groups: NULL-terminated, from the top; @segments: (n): copied, any order; @strong: the group in bold, or
 * beyond; @axis: the title of the axis */
void cp_effect_stacks_set (CpEffectStacks *self, const char *const *groups, const CpEffectSegment *segments,
                           guint n, guint strong, const char *axis);

G_END_DECLS
