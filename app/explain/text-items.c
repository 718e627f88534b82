#include "app/explain/text-items.h"

#include <math.h>

static void
free_item (gpointer data) {
  CpTextItem *item = data;
  g_free (item->word);
  g_array_unref (item->spans);
  g_free (item);
}

/* A word of a bag is one item wherever it stands; a word of a sequence is told apart by its place. */
static char *
make_key (const CpTextAnswer *answer, const CpWordEffect *effect) {
  gboolean is_sequence = cp_text_encoding_is_sequence (answer->encoding) && effect->spans->len > 0;
  gsize place = is_sequence ? g_array_index (effect->spans, CpSpan, 0).begin + 1 : 0;
  return g_strdup_printf ("%" G_GSIZE_FORMAT " %s", place, effect->word);
}

static void
add (GPtrArray *items, GHashTable *known, const CpTextAnswer *answer, guint model, guint output,
     gboolean is_absent) {
  for (guint i = 0; i < answer->words[output]->len; i++) {
    const CpWordEffect *effect = g_ptr_array_index (answer->words[output], i);
    if (effect->is_present == is_absent)
      continue;
    char *key = make_key (answer, effect);
    CpTextItem *item = g_hash_table_lookup (known, key);
    if (item == NULL) {
      item = g_new0 (CpTextItem, 1);
      item->word = g_strdup (effect->word);
      item->spans = g_array_ref (effect->spans);
      g_ptr_array_add (items, item);
      g_hash_table_insert (known, g_steal_pointer (&key), item);
    }
    g_free (key);
    item->values[model] += effect->value;
    item->errors[model] = hypot (item->errors[model], effect->error);
    item->is_known[model] = effect->number >= 0;
  }
}

GPtrArray *
cp_text_items_new (const CpTextAnswer *a, const CpTextAnswer *b, guint output, gboolean is_absent) {
  GPtrArray *items = g_ptr_array_new_with_free_func (free_item);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const CpTextAnswer *answers[] = {a, b};
  for (guint m = 0; m < G_N_ELEMENTS (answers); m++) {
    if (answers[m] != NULL && answers[m]->words != NULL && output < answers[m]->n_outputs)
      add (items, known, answers[m], m, output, is_absent);
  }
  return items;
}

static guint
get_model (CpTextShown shown) {
  return shown == CP_TEXT_B ? 1 : 0;
}

double
cp_text_item_get_value (const CpTextItem *item, CpTextShown shown) {
  return shown == CP_TEXT_DIFFERENCE ? item->values[0] - item->values[1] : item->values[get_model (shown)];
}

double
cp_text_item_get_error (const CpTextItem *item, CpTextShown shown) {
  return shown == CP_TEXT_DIFFERENCE ? hypot (item->errors[0], item->errors[1])
                                     : item->errors[get_model (shown)];
}

gboolean
cp_text_item_is_known (const CpTextItem *item, CpTextShown shown) {
  return shown == CP_TEXT_DIFFERENCE ? item->is_known[0] || item->is_known[1]
                                     : item->is_known[get_model (shown)];
}
