#include "app/explain/effects.h"

#include "app/explain/explain-words.h"
#include "core/base/format.h"
#include "core/encode/text-encoding.h"
#include "core/explain/global-words.h"

#include <math.h>
#include <string.h>

static void
clear_effect (gpointer data) {
  CpEffect *effect = data;
  g_free (effect->name);
  g_free (effect->value);
}

static GArray *
make_list (void) {
  GArray *effects = g_array_new (FALSE, TRUE, sizeof (CpEffect));
  g_array_set_clear_func (effects, clear_effect);
  return effects;
}

static const CpEffect *
get (const GArray *effects, guint i) {
  return &g_array_index (effects, CpEffect, i);
}

static int
compare (gconstpointer first, gconstpointer second) {
  const CpEffect *a = first, *b = second;
  double left = fabs (a->effect), right = fabs (b->effect);
  return left != right ? (left < right ? 1 : -1) : strcmp (a->name, b->name);
}

/* Σ error² as the errors of parts add up; a hundred words that are no word of the text have none. */
static void
add_words (GArray *effects, const CpFeatureGroup *group, const double *values, const double *errors) {
  for (guint i = 0; i < group->n_features; i++) {
    guint feature = group->features[i];
    const char *word = cp_text_encoding_get_word (group->text, i);
    if (values[feature] == 0 && (errors == NULL || errors[feature] == 0))
      continue;
    CpEffect effect = {.name = word != NULL ? g_strdup_printf ("“%s”", word) : g_strdup ("other words"),
                       .effect = values[feature],
                       .error = errors != NULL ? errors[feature] : 0};
    g_array_append_val (effects, effect);
  }
}

GArray *
cp_effects_build (const CpRowExplanation *told, const CpFields *fields, guint output) {
  g_return_val_if_fail (told != NULL && told->answer != NULL && told->groups != NULL, NULL);
  const CpAttributions *answer = told->answer;
  g_return_val_if_fail (output < answer->n_outputs, NULL);
  const double *values = cp_attributions_get_values (answer, 0, output);
  const double *errors = cp_attributions_get_errors (answer, 0, output);
  GArray *effects = make_list ();
  for (guint g = 0; g < cp_feature_groups_get_n (told->groups); g++) {
    const CpFeatureGroup *group = cp_feature_groups_get (told->groups, g);
    if (group->text != NULL && !cp_text_encoding_is_sequence (group->text)) {
      add_words (effects, group, values, errors);
      continue;
    }
    const CpField *field = group->text == NULL ? cp_fields_find (fields, group->name) : NULL;
    CpEffect effect = {.name = g_strdup (group->name),
                       .value = field != NULL ? cp_field_dup_shown (field, told->state, 0) : NULL,
                       .effect = cp_feature_group_sum (group, values),
                       .error = cp_attributions_get_group_error (answer, 0, output, g)};
    g_array_append_val (effects, effect);
  }
  g_array_sort (effects, compare);
  return effects;
}

const CpEffect *
cp_effects_find (const GArray *effects, const char *name) {
  g_return_val_if_fail (effects != NULL, NULL);
  for (guint i = 0; name != NULL && i < effects->len; i++) {
    if (g_str_equal (get (effects, i)->name, name))
      return get (effects, i);
  }
  return NULL;
}

GArray *
cp_effects_subtract (const GArray *first, const GArray *second) {
  g_return_val_if_fail (first != NULL && second != NULL, NULL);
  GArray *effects = make_list ();
  for (guint i = 0; i < first->len; i++) {
    const CpEffect *a = get (first, i), *b = cp_effects_find (second, a->name);
    CpEffect effect = {.name = g_strdup (a->name),
                       .value = g_strdup (a->value),
                       .effect = a->effect - (b != NULL ? b->effect : 0),
                       .error = b != NULL ? hypot (a->error, b->error) : a->error};
    g_array_append_val (effects, effect);
  }
  for (guint i = 0; i < second->len; i++) {
    const CpEffect *b = get (second, i);
    CpEffect effect = {
        .name = g_strdup (b->name), .value = g_strdup (b->value), .effect = -b->effect, .error = b->error};
    if (cp_effects_find (first, b->name) == NULL)
      g_array_append_val (effects, effect);
    else
      clear_effect (&effect);
  }
  g_array_sort (effects, compare);
  return effects;
}

double
cp_effects_get_sum (const GArray *effects) {
  double sum = 0;
  for (guint i = 0; i < effects->len; i++)
    sum += get (effects, i)->effect;
  return sum;
}

double
cp_effects_get_largest_error (const GArray *effects) {
  double largest = 0;
  for (guint i = 0; i < effects->len; i++)
    largest = MAX (largest, get (effects, i)->error);
  return largest;
}

double
cp_effects_find_marked (const CpRowExplanation *told, const CpGlobal *global, const char *name,
                        const char *word, guint output) {
  if (told == NULL || told->answer == NULL || output >= told->answer->n_outputs ||
      told->answer->space != global->space || !cp_explain_words_agree (told->answer->method, global->method))
    return NAN;
  const double *values = cp_attributions_get_values (told->answer, 0, output);
  int feature = word != NULL ? cp_global_words_find (told->groups, word) : -1;
  if (feature >= 0)
    return values[feature];
  const CpFeatureGroup *group = cp_feature_groups_find (told->groups, name);
  return group != NULL ? cp_feature_group_sum (group, values) : NAN;
}

char *
cp_effects_describe (const GArray *effects, const char *model, guint n) {
  g_return_val_if_fail (effects != NULL && model != NULL, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < MIN (n, effects->len); i++) {
    const CpEffect *effect = get (effects, i);
    g_autofree char *size = cp_format_score (fabs (effect->effect));
    g_autofree char *of = i == 0 ? g_strdup_printf ("the score of %s", model) : g_strdup ("it");
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", effect->name);
    if (effect->value != NULL)
      g_string_append_printf (text, " (%s)", effect->value);
    g_string_append_printf (text, " %s %s by %s", effect->effect < 0 ? "lowers" : "raises", of, size);
  }
  g_string_append (text, text->len > 0 ? "." : "Nothing has an effect.");
  return g_strdup (text->str);
}
