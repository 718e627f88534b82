#include "ui/plot/ink-private.h"

#define AHEAD 16 /* changed rows lie all over memory, and are fetched while others are looked at */
#define N_PAIRS (CP_POINTS_SERIES * CP_POINTS_SERIES)

/* A change under way. */
typedef struct {
  CpInk *ink;
  guint32 *from, *to; /* the two inks at hand */
  int top, bottom;    /* lines of pixels that are touched: [top, bottom) */
} Change;

static void
move_disc (Change *change, guint32 place, guint32 count) {
  const CpInk *self = change->ink;
  CpInkDisc disc = cp_ink_get_disc (self, place, 0, self->raster.height);
  const guint32 *amounts = disc.amounts;
  guint32 *from = change->from + disc.pixel, *to = change->to + disc.pixel;
  guint8 *dirty = self->is_dirty + disc.pixel;
  for (int v = 0; v < disc.height; v++) {
    for (int u = 0; u < disc.width; u++) {
      from[u] -= count * amounts[u];
      to[u] += count * amounts[u];
      dirty[u] = 1;
    }
    amounts += self->size;
    from += self->raster.width;
    to += self->raster.width;
    dirty += self->raster.width;
  }
  change->top = MIN (change->top, disc.top);
  change->bottom = MAX (change->bottom, disc.top + disc.height);
}

/* All that goes one way: where many points lie on a pixel its disc is moved once for all of them. @places:
 * (n), written on */
static void
move_places (Change *change, guint32 *places, gsize n) {
  CpInk *self = change->ink;
  gsize n_pixels = (gsize)self->raster.width * self->raster.height, n_distinct = 0;
  for (gsize i = 0; i < n && !self->is_dense; i++)
    move_disc (change, places[i], 1);
  if (!self->is_dense)
    return;
  if (self->moved == NULL)
    self->moved = g_new0 (guint32, n_pixels);
  for (gsize i = 0; i < n; i++) {
    if (self->moved[places[i]]++ == 0)
      places[n_distinct++] = places[i];
  }
  for (gsize i = 0; i < n_distinct; i++) {
    move_disc (change, places[i], self->moved[places[i]]);
    self->moved[places[i]] = 0;
  }
}

/* The rows by the pair of series they leave and enter. */
typedef struct {
  guint16 *pairs;  /* (n_pairs): those there are */
  guint32 *counts; /* (N_PAIRS): rows of each */
  guint n_pairs;
  guint32 *places; /* by pair, in the order of `pairs` */
} Moves;

static void
moves_clear (Moves *moves) {
  g_free (moves->pairs);
  g_free (moves->counts);
  g_free (moves->places);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Moves, moves_clear)

/* Two passes of a counting sort. */
static void
sort_moves (Moves *moves, const CpInk *self, const CpPoints *from, const CpPoints *to, const guint32 *rows,
            gsize n) {
  g_autofree guint16 *pair_of = g_new (guint16, n + 1);
  g_autofree guint32 *place_of = g_new (guint32, n + 1), *next = g_new (guint32, N_PAIRS);
  moves->pairs = g_new (guint16, N_PAIRS);
  moves->counts = g_new0 (guint32, N_PAIRS);
  moves->places = g_new (guint32, n + 1);
  gsize n_seen = 0;
  for (gsize i = 0; i < n; i++) {
    if (i + AHEAD < n) {
      __builtin_prefetch (self->places + rows[i + AHEAD]);
      __builtin_prefetch (from->series + rows[i + AHEAD]);
      __builtin_prefetch (to->series + rows[i + AHEAD]);
    }
    guint before = from->series[rows[i]], after = to->series[rows[i]];
    g_assert (before != CP_POINTS_NOWHERE && after != CP_POINTS_NOWHERE);
    if (self->places[rows[i]] == CP_INK_NOWHERE)
      continue;
    pair_of[n_seen] = (guint16)(before * CP_POINTS_SERIES + after);
    place_of[n_seen] = self->places[rows[i]];
    if (moves->counts[pair_of[n_seen++]]++ == 0)
      moves->pairs[moves->n_pairs++] = pair_of[n_seen - 1];
  }
  guint32 first = 0;
  for (guint i = 0; i < moves->n_pairs; i++) {
    next[moves->pairs[i]] = first;
    first += moves->counts[moves->pairs[i]];
  }
  for (gsize i = 0; i < n_seen; i++)
    moves->places[next[pair_of[i]]++] = place_of[i];
}

/* (transfer full): the dirty pixels, which are so no longer */
static GArray *
take_dirty (const Change *change) {
  CpInk *self = change->ink;
  GArray *dirty = g_array_new (FALSE, FALSE, sizeof (guint32));
  gsize width = (gsize)self->raster.width, end = (gsize)change->bottom * width;
  for (gsize i = cp_ink_next_mark (self->is_dirty, (gsize)change->top * width, end); i < end;
       i = cp_ink_next_mark (self->is_dirty, i + 1, end)) {
    self->is_dirty[i] = 0;
    guint32 pixel = (guint32)i;
    g_array_append_val (dirty, pixel);
  }
  return dirty;
}

GArray *
cp_ink_recolour (CpInk *self, const CpPoints *from, const CpPoints *to, const guint32 *rows, gsize n) {
  g_return_val_if_fail (self != NULL && cp_points_share_places (from, to), NULL);
  g_auto (Moves) moves = {0};
  gsize n_pixels = (gsize)self->raster.width * self->raster.height;
  Change change = {.ink = self, .top = self->raster.height, .bottom = 0};
  if (self->is_dirty == NULL)
    self->is_dirty = g_new0 (guint8, n_pixels);
  sort_moves (&moves, self, from, to, rows, n);
  guint32 *places = moves.places;
  for (guint i = 0; i < moves.n_pairs; i++) {
    guint pair = moves.pairs[i], series[2] = {pair / CP_POINTS_SERIES, pair % CP_POINTS_SERIES};
    if (self->inks[series[1]] == NULL)
      self->inks[series[1]] = g_new0 (guint32, n_pixels);
    change.from = self->inks[series[0]];
    change.to = self->inks[series[1]];
    move_places (&change, places, moves.counts[pair]);
    places += moves.counts[pair];
  }
  return take_dirty (&change);
}
