#pragma once
#include "app/points/point-set.h"
#include "app/points/score-order.h"

/* A set of points under moving thresholds: only the rows that are decided differently are looked at, so that
 * colours and counts follow the hand within a frame. What comes out is what a set built anew would be. */
G_BEGIN_DECLS

/* What following it takes, in parallel; once, when it is built. FALSE when cancelled */
gboolean cp_point_set_begin_to_follow (CpPointSet *set, GCancellable *cancellable);

/**
 * cp_point_set_follow:
 * @set: its points, counts and marks become those of the thresholds of @now
 * @now: what the session has now
 * @orders: (element-type CpScoreOrder): one a model of @now
 *
 * Some 0.02 µs a row whose score a threshold passes; 0.2 µs where slices have their own.
 *
 * Returns: %FALSE, and @set is as it was, where it has to be built anew: it is of another table, question or
 * scores, rows lie elsewhere by their decisions, or more rows are passed than a frame has time for
 */
gboolean cp_point_set_follow (CpPointSet *set, const CpColumnSource *now, GPtrArray *orders);

G_END_DECLS
