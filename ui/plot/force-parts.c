#include "ui/plot/force-parts.h"

#include "ui/style/text-size.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NEXT_TO_NOTHING 0.004 /* share of all effects below which a part is folded */
#define NAME_MOST (190 * cp_text_size_get_scale ())

static CpForcePart *
get_part (const GArray *parts, guint i) {
  return &g_array_index (parts, CpForcePart, i);
}

static void
clear_part (gpointer data) {
  CpForcePart *part = data;
  g_free (part->name);
  g_free (part->value);
}

static int
compare_parts (gconstpointer first, gconstpointer second) {
  const CpForcePart *a = first,
                    *b = second; /* raising ones by growing size, then lowering ones by falling size */
  return a->effect != b->effect && (a->effect >= 0) != (b->effect >= 0) ? (a->effect >= 0 ? -1 : 1)
         : a->effect != b->effect                                       ? (a->effect < b->effect ? -1 : 1)
                                                                        : strcmp (a->name, b->name);
}

/* What is next to nothing becomes one part on each side. */
static void
add_folded (GArray *parts, const CpForcePart *folded, guint n, const char *noun) {
  CpForcePart part = *folded;
  if (n == 0)
    return;
  part.name = g_strdup_printf ("%u other %s", n, noun);
  part.error = sqrt (part.error);
  g_array_append_val (parts, part);
}

/* Left of the score what raises it, right of it what lowers it. */
static void
lay_parts (GArray *parts, double score) {
  double at = score;
  for (guint i = 0; i < parts->len; i++)
    at -= MAX (get_part (parts, i)->effect, 0);
  for (guint i = 0; i < parts->len; i++) {
    CpForcePart *part = get_part (parts, i);
    part->from = at;
    part->to = at += fabs (part->effect);
  }
}

GArray *
cp_force_parts_build (const CpAnswerData *data) {
  g_return_val_if_fail (data != NULL, NULL);
  GArray *parts = g_array_new (FALSE, TRUE, sizeof (CpForcePart));
  g_array_set_clear_func (parts, clear_part);
  CpForcePart folded[2] = {{0}, {0}};
  guint n_folded[2] = {0, 0};
  double whole = 0;
  for (guint i = 0; i < data->n_bars; i++)
    whole += fabs (data->bars[i].effect);
  for (guint i = 0; i < data->n_bars; i++) {
    const CpAnswerBar *bar = &data->bars[i];
    guint side = bar->effect < 0;
    if (fabs (bar->effect) < NEXT_TO_NOTHING * whole || bar->effect == 0) {
      folded[side].effect += bar->effect;
      folded[side].error += bar->error * bar->error;
      n_folded[side]++;
      continue;
    }
    CpForcePart part = {.name = g_strdup (bar->name),
                        .value = g_strdup (bar->value),
                        .effect = bar->effect,
                        .error = bar->error,
                        .is_column = TRUE};
    g_array_append_val (parts, part);
  }
  for (guint side = 0; side < 2; side++)
    add_folded (parts, &folded[side], n_folded[side], data->noun);
  if (data->residual != 0) {
    CpForcePart part = {.name = g_strdup ("Residual"), .effect = data->residual, .is_residual = TRUE};
    g_array_append_val (parts, part);
  }
  g_array_sort (parts, compare_parts);
  lay_parts (parts, data->score);
  return parts;
}

/* --- names --- */

typedef struct {
  GArray *parts;
  const CpScale *view;
  const graphene_rect_t *plot;
  guint n_lines;
} Names;

char *
cp_force_part_dup_label (const CpForcePart *part) {
  return part->value != NULL ? g_strdup_printf ("%s = %s", part->name, part->value) : g_strdup (part->name);
}

static gboolean
is_free (const Names *names, guint line, double left, double right) {
  for (guint i = 0; i < names->parts->len; i++) {
    const CpForcePart *other = get_part (names->parts, i);
    if (other->label_width > 0 && other->label_line == line &&
        left < other->label_x + other->label_width + 8 && right > other->label_x - 8)
      return FALSE;
  }
  return TRUE;
}

/* A leader runs down to a name: it must not cross one above it. */
static gboolean
is_reachable (const Names *names, guint line, double middle) {
  for (guint above = 0; above < line; above++)
    if (!is_free (names, above, middle - 1, middle + 1))
      return FALSE;
  return TRUE;
}

static void
place_label (const Names *names, CpPaint *paint, CpForcePart *part) {
  const graphene_rect_t *plot = names->plot;
  static const double shifts[] = {0, -0.5, 0.5, -1, 1};
  g_autofree char *label = cp_force_part_dup_label (part);
  double width, middle = cp_scale_to_pixel (names->view, (part->from + part->to) / 2);
  cp_paint_measure (paint, CP_TEXT_LEGEND, label, &width, NULL);
  width = MIN (width, NAME_MOST);
  for (guint line = 0; line < names->n_lines; line++) {
    if (!is_reachable (names, line, middle))
      return;
    for (guint i = 0; i < G_N_ELEMENTS (shifts); i++) { /* beside its place where that one is taken */
      double left = middle - width / 2 + shifts[i] * (width / 2 - 6);
      left = CLAMP (left, plot->origin.x, plot->origin.x + plot->size.width - width);
      if (!is_free (names, line, left, left + width))
        continue;
      part->label_line = line;
      part->label_x = left;
      part->label_width = width;
      return;
    }
  }
}

static int
compare_sizes (gconstpointer first, gconstpointer second) {
  const CpForcePart *a = *(CpForcePart *const *)first, *b = *(CpForcePart *const *)second;
  double left = fabs (a->effect), right = fabs (b->effect);
  return left != right ? (left < right ? 1 : -1) : (a < b ? -1 : a > b);
}

void
cp_force_parts_place_labels (GArray *parts, CpPaint *paint, const CpScale *view, const graphene_rect_t *plot,
                             guint n_lines) {
  g_return_if_fail (parts != NULL && paint != NULL);
  const Names names = {parts, view, plot, n_lines};
  g_autofree CpForcePart **order = g_new (CpForcePart *, parts->len + 1);
  for (guint i = 0; i < parts->len; i++) {
    order[i] = get_part (parts, i);
    order[i]->label_width = 0;
  }
  qsort (order, parts->len, sizeof *order, compare_sizes);
  for (guint i = 0; i < parts->len; i++)
    place_label (&names, paint, order[i]);
}
