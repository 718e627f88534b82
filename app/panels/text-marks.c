#include "app/panels/text-marks.h"

#include <math.h>
#include <string.h>

#define LEAST 0.0005 /* effects below are 0.000 on the screen: no tint */

static int
compare_marks (gconstpointer a, gconstpointer b) {
  const CpWordMark *x = a, *y = b;
  return x->begin < y->begin ? -1 : x->begin > y->begin ? 1 : x->end < y->end ? 1 : x->end > y->end ? -1 : 0;
}

/* One walk over the text: marks hold bytes until they are sorted. */
void
cp_text_marks_count (GArray *marks, const char *text) {
  g_return_if_fail (marks != NULL && text != NULL);
  gsize byte = 0;
  guint character = 0;
  g_array_sort (marks, compare_marks);
  for (guint i = 0; i < marks->len; i++) {
    CpWordMark *mark = &g_array_index (marks, CpWordMark, i);
    character += (guint)g_utf8_strlen (text + byte, (gssize)(mark->begin - byte));
    byte = mark->begin;
    guint length = (guint)g_utf8_strlen (text + byte, (gssize)(mark->end - mark->begin));
    mark->begin = character;
    mark->end = character + length;
  }
}

GArray *
cp_text_marks_new (GPtrArray *items, CpTextShown shown, const char *text) {
  g_return_val_if_fail (items != NULL && text != NULL, NULL);
  GArray *marks = g_array_new (FALSE, FALSE, sizeof (CpWordMark));
  double most = 0;
  gsize length = strlen (text);
  for (guint i = 0; i < items->len; i++)
    most = fmax (most, fabs (cp_text_item_get_value (g_ptr_array_index (items, i), shown)));
  for (guint i = 0; i < items->len; i++) {
    const CpTextItem *item = g_ptr_array_index (items, i);
    double value = cp_text_item_get_value (item, shown);
    double strength = most > 0 && fabs (value) >= LEAST ? value / most : 0;
    for (guint s = 0; s < item->spans->len; s++) {
      CpSpan span = g_array_index (item->spans, CpSpan, s);
      CpWordMark mark = {(guint)span.begin, (guint)span.end, strength, !cp_text_item_is_known (item, shown),
                         i};
      if (span.end <= length)
        g_array_append_val (marks, mark);
    }
  }
  cp_text_marks_count (marks, text);
  return marks;
}
