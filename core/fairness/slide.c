#include "core/fairness/parity.h"

#include <math.h>

#define CHECK_EVERY 65536 /* candidates between two looks at the cancellable */

static void
tree_set (CpSlide *slide, guint leaf, CpSlideNode value) {
  guint node = slide->n_places + leaf;
  slide->nodes[node] = value;
  for (node /= 2; node > 0; node /= 2) {
    const CpSlideNode *left = &slide->nodes[2 * node], *right = left + 1;
    slide->nodes[node] = (CpSlideNode){left->cost + right->cost, MAX (left->top, right->top)};
  }
}

/* The front of the leaf's queue changed. */
static void
show_front (CpSlide *slide, guint leaf) {
  CpSlideNode value = {INFINITY, 0};
  if (slide->heads[leaf] < slide->tails[leaf]) {
    guint32 front = slide->queue[slide->heads[leaf]];
    value = (CpSlideNode){slide->candidates[front].cost, front};
  }
  tree_set (slide, leaf, value);
}

void
cp_slide_init (CpSlide *slide, const CpParity *parity, const CpCandidate *candidates, gsize n,
               gboolean takes_high_thresholds) {
  *slide = (CpSlide){
      .parity = parity, .candidates = candidates, .n = n, .takes_high_thresholds = takes_high_thresholds};
  slide->queue = g_new (guint32, n);
  slide->heads = g_new0 (gsize, parity->n_leaves + 1);
  slide->tails = g_new (gsize, parity->n_leaves);
  for (gsize i = 0; i < n; i++)
    slide->heads[candidates[i].leaf + 1]++;
  for (guint leaf = 0; leaf < parity->n_leaves; leaf++) {
    slide->heads[leaf + 1] += slide->heads[leaf];
    slide->tails[leaf] = slide->heads[leaf];
  }
  slide->n_places = 1;
  while (slide->n_places < parity->n_leaves)
    slide->n_places *= 2;
  slide->nodes = g_new0 (CpSlideNode, 2 * slide->n_places);
  for (guint leaf = 0; leaf < parity->n_leaves; leaf++)
    show_front (slide, leaf);
}

void
cp_slide_clear (CpSlide *slide) {
  g_clear_pointer (&slide->queue, g_free);
  g_clear_pointer (&slide->heads, g_free);
  g_clear_pointer (&slide->tails, g_free);
  g_clear_pointer (&slide->nodes, g_free);
}

/* The queue's costs rise from front to back: what a newcomer beats can never be the cheapest again. */
static void
slide_enter (CpSlide *slide, guint32 index) {
  const CpCandidate *new = &slide->candidates[index];
  gsize *tail = &slide->tails[new->leaf], head = slide->heads[new->leaf];
  while (*tail > head) {
    const CpCandidate *last = &slide->candidates[slide->queue[*tail - 1]];
    gboolean is_beaten = last->cost > new->cost || (slide->takes_high_thresholds && last->cost == new->cost &&
                                                    last->point > new->point);
    if (!is_beaten)
      break;
    (*tail)--;
  }
  slide->queue[(*tail)++] = index;
  if (*tail == head + 1)
    show_front (slide, new->leaf);
}

static void
slide_leave (CpSlide *slide, guint32 index) {
  guint leaf = slide->candidates[index].leaf;
  if (slide->queue[slide->heads[leaf]] != index || slide->heads[leaf] == slide->tails[leaf])
    return;
  slide->heads[leaf]++;
  show_front (slide, leaf);
}

gboolean
cp_slide_run (CpSlide *slide, const CpLimit *limit, CpSlideFunc func, gpointer data,
              GCancellable *cancellable) {
  gsize high = 0, next_check = 0;
  for (gsize low = 0; low < slide->n;) {
    if (low >= next_check) {
      if (g_cancellable_is_cancelled (cancellable))
        return FALSE;
      next_check = low + CHECK_EVERY;
    }
    const CpCandidate *lowest = &slide->candidates[low];
    while (high < slide->n && cp_parity_fits (slide->parity, limit, lowest, &slide->candidates[high]))
      slide_enter (slide, (guint32)high++);
    func (slide, low, data);
    guint32 rank = lowest->rank;
    for (; low < slide->n && slide->candidates[low].rank == rank; low++)
      slide_leave (slide, (guint32)low);
  }
  return TRUE;
}
