#include "app/panels/effects-words.h"

#include "app/panels/letters.h"
#include "app/session/session-output.h"
#include "core/base/format.h"
#include "core/table/edits.h"

#include <math.h>
#include <string.h>

/* The sum over the field's features in one model's answer; NaN: no answer */
static CpEffectMark
find_of_row (CpSession *session, guint model, const char *name) {
  const CpRowExplanation *told = cp_explanations_get_row (cp_session_get_explanations (session), model);
  if (told == NULL || told->answer == NULL || told->groups == NULL)
    return (CpEffectMark){NAN, 0, TRUE};
  const CpFeatureGroup *group = cp_feature_groups_find (told->groups, name);
  if (group == NULL)
    return (CpEffectMark){NAN, 0, FALSE};
  guint output = MIN (cp_session_get_output (session), told->answer->n_outputs - 1);
  const double *values = cp_attributions_get_values (told->answer, 0, output);
  double error = cp_attributions_get_group_error (told->answer, 0, output, group->index);
  return (CpEffectMark){cp_feature_group_sum (group, values), error, TRUE};
}

/* Where the field's mean stands in the arrays of a global answer; G_MAXSIZE: the model does not read it */
static gsize
find_place (CpSession *session, const CpGlobalAnswer *answer, const char *name) {
  const CpGlobal *global = answer->global;
  gsize begin = (gsize)MIN (cp_session_get_output (session), global->n_outputs - 1) * global->n_groups;
  for (guint g = 0; g < cp_feature_groups_get_n (answer->groups); g++)
    if (g_str_equal (cp_feature_groups_get (answer->groups, g)->name, name))
      return begin + g;
  return G_MAXSIZE;
}

static const CpGlobalAnswer *
get_global (CpSession *session, guint model) {
  const CpGlobalAnswer *answer =
      cp_global_explanations_get (cp_session_get_global_explanations (session), model);
  return answer != NULL && answer->global != NULL && answer->groups != NULL ? answer : NULL;
}

static CpEffectMark
find_of_table (CpSession *session, guint model, const char *name) {
  const CpGlobalAnswer *answer = get_global (session, model);
  if (answer == NULL)
    return (CpEffectMark){NAN, 0, TRUE};
  gsize place = find_place (session, answer, name);
  if (place == G_MAXSIZE)
    return (CpEffectMark){NAN, 0, FALSE};
  return (CpEffectMark){answer->global->mean_abs[place], 0, TRUE};
}

guint
cp_effect_marks_find (CpSession *session, CpEffectsOf of, const CpField *field, CpEffectMark *out) {
  guint n = MIN (cp_session_get_n_models (session), CP_EFFECT_CELL_MODELS);
  for (guint m = 0; m < n; m++)
    out[m] = of == CP_EFFECTS_OF_TABLE ? find_of_table (session, m, field->name)
                                       : find_of_row (session, m, field->name);
  return n;
}

double
cp_effect_marks_find_most (CpSession *session, CpEffectsOf of) {
  CpFields *fields = cp_session_get_fields (session);
  double most = 0;
  for (guint i = 0; i < cp_fields_get_n (fields); i++) {
    CpEffectMark effects[CP_EFFECT_CELL_MODELS];
    guint n = cp_effect_marks_find (session, of, cp_fields_get (fields, i), effects);
    for (guint m = 0; m < n; m++)
      most = fmax (most, fabs (effects[m].value)); /* fmax leaves NaN out */
  }
  return most > 0 ? most : 1;
}

/* "0.041 on average, over 1 000 rows; mean +0.012" */
static void
describe_of_table (GString *text, CpSession *session, guint model, const char *name) {
  const CpGlobalAnswer *answer = get_global (session, model);
  const CpGlobal *global = answer->global;
  gsize place = find_place (session, answer, name);
  g_autofree char *size = cp_format_number (global->mean_abs[place], 3);
  g_autofree char *mean = cp_format_delta (global->mean[place], 3);
  g_autofree char *rows = cp_format_count ((double)global->n_rows);
  g_string_append_printf (text, "moves by %s on average over %s rows, mean %s", size, rows, mean);
  if (global->space != CP_SPACE_PROBABILITY)
    g_string_append_printf (text, " %s", cp_space_get_name (global->space));
}

static void
describe_of_row (GString *text, const CpRowExplanation *told, const CpEffectMark *effect) {
  g_autofree char *value = cp_format_delta (effect->value, 3);
  g_autofree char *error = cp_format_number (effect->error, 4);
  g_string_append_printf (text, "%s", value);
  if (effect->error > 0)
    g_string_append_printf (text, " ± %s (standard error)", error);
  if (told != NULL && told->answer->space != CP_SPACE_PROBABILITY)
    g_string_append_printf (text, " %s", cp_space_get_name (told->answer->space));
}

static const char *
find_problem (CpSession *session, CpEffectsOf of, guint model) {
  const CpRowExplanation *told = cp_explanations_get_row (cp_session_get_explanations (session), model);
  const CpGlobalAnswer *answer =
      of == CP_EFFECTS_OF_TABLE
          ? cp_global_explanations_get (cp_session_get_global_explanations (session), model)
          : NULL;
  return of == CP_EFFECTS_OF_TABLE ? (answer != NULL ? answer->problem : NULL)
                                   : (told != NULL ? told->problem : NULL);
}

char *
cp_effect_marks_describe (CpSession *session, CpEffectsOf of, const CpField *field,
                          const CpEffectMark *effects, guint n) {
  GString *text = g_string_new (NULL);
  for (guint m = 0; m < n; m++) {
    const char *problem = find_problem (session, of, m);
    g_string_append_printf (text, "%s%s ", m > 0 ? "\n" : "", cp_model_letter (m));
    if (!effects[m].is_read)
      g_string_append (text, "does not read this column");
    else if (problem != NULL)
      g_string_append_printf (text, "is not explained: %s", problem);
    else if (isnan (effects[m].value))
      g_string_append (text, "is not explained yet");
    else if (of == CP_EFFECTS_OF_TABLE)
      describe_of_table (text, session, m, field->name);
    else
      describe_of_row (text, cp_explanations_get_row (cp_session_get_explanations (session), m), &effects[m]);
  }
  return g_string_free (text, FALSE);
}

static char *
dup_point (const CpDependenceGrid *grid, guint point) {
  return grid->is_number ? cp_format_number (grid->numbers[point], -1) : g_strdup (grid->cells[point]);
}

char *
cp_curves_describe (const CpColumnCurves *curves) {
  GString *text = g_string_new (NULL);
  for (guint m = 0; m < curves->n_models && curves->grid != NULL; m++) {
    const double *mean = curves->means[m];
    guint least = 0, most = 0;
    g_string_append_printf (text, "%s%s ", text->len > 0 ? "\n" : "", cp_model_letter (m));
    if (mean == NULL) {
      g_string_append (text, "does not read this column");
      continue;
    }
    for (guint p = 1; p < curves->grid->n_points; p++) {
      least = mean[p] < mean[least] ? p : least;
      most = mean[p] > mean[most] ? p : most;
    }
    g_autofree char *low = cp_format_score (mean[least]), *high = cp_format_score (mean[most]);
    g_autofree char *low_at = dup_point (curves->grid, least), *high_at = dup_point (curves->grid, most);
    g_string_append_printf (text, "from %s (%s) to %s (%s)", low, low_at, high, high_at);
  }
  return g_string_free (text, FALSE);
}

/* Between which points a number lies, in steps of the grid */
static double
find_step (const CpDependenceGrid *grid, double value) {
  guint p = 1;
  if (grid->n_points < 2)
    return 0;
  while (p + 1 < grid->n_points && value > grid->numbers[p])
    p++;
  double share = (value - grid->numbers[p - 1]) / (grid->numbers[p] - grid->numbers[p - 1]);
  return p - 1 + CLAMP (share, 0, 1);
}

double
cp_curves_find_mark (const CpColumnCurves *curves, const char *cell) {
  const CpDependenceGrid *grid = curves->grid;
  double value;
  if (grid == NULL)
    return NAN;
  if (grid->is_number)
    return cp_parse_number (cell, strlen (cell), &value) ? find_step (grid, value) : NAN;
  for (guint p = 0; p < grid->n_points; p++)
    if (g_str_equal (grid->cells[p], cell))
      return p;
  return NAN;
}
