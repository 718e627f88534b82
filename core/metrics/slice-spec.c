#include "core/metrics/slice-spec.h"

#include "core/base/error.h"

#include <string.h>

static const struct {
  const char *name;
  CpBinKind kind;
} kinds[] = {
    {"count", CP_BINS_EQUAL_COUNT},
    {"width", CP_BINS_EQUAL_WIDTH},
    {"values", CP_BINS_VALUES},
};

void
cp_slice_spec_free (CpSliceSpec *spec) {
  g_free (spec->column);
  g_free (spec);
}

static gboolean
parse_kind (const char *name, CpBinKind *out) {
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (g_str_equal (name, kinds[i].name)) {
      *out = kinds[i].kind;
      return TRUE;
    }
  }
  return FALSE;
}

static const char *
get_kind_name (CpBinKind kind) {
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (kinds[i].kind == kind)
      return kinds[i].name;
  }
  return NULL;
}

/* Cuts what follows the last colon off @text; NULL without one. */
static char *
cut_tail (char *text) {
  char *colon = strrchr (text, ':');
  if (colon == NULL || colon == text)
    return NULL;
  *colon = '\0';
  return colon + 1;
}

static gboolean
parse_bins (const char *text, guint *out) {
  guint64 n;
  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 1, CP_SLICE_MAX_BINS, &n, NULL))
    return FALSE;
  *out = (guint)n;
  return TRUE;
}

static gboolean
is_number (const char *text) {
  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, NULL, NULL);
}

CpSliceSpec *
cp_slice_spec_parse (const char *text, const CpTable *table, const char *place, GError **error) {
  g_autoptr (CpSliceSpec) spec = g_new0 (CpSliceSpec, 1);
  spec->column = g_strdup (text);
  if (cp_table_find_column (table, text) != NULL)
    return g_steal_pointer (&spec);
  char *tail = cut_tail (spec->column);
  if (tail == NULL)
    return g_steal_pointer (&spec);
  if (g_str_equal (tail, "values")) {
    spec->bins = CP_BINS_VALUES;
    return g_steal_pointer (&spec);
  }
  gboolean has_kind = parse_kind (tail, &spec->bins);
  if (!has_kind)
    spec->bins = CP_BINS_EQUAL_COUNT;
  if (parse_bins (has_kind ? cut_tail (spec->column) : tail, &spec->n_bins))
    return g_steal_pointer (&spec);
  gboolean is_other_kind = !has_kind && !is_number (tail) && is_number (cut_tail (spec->column));
  g_set_error (error, CP_ERROR, CP_ERROR_VALUE,
               is_other_kind ? "%s: expected count or width after the bins."
                             : "%s: expected COLUMN:BINS with 1 to 1000 bins.",
               place);
  return NULL;
}

char *
cp_slice_spec_to_text (const CpSliceSpec *spec) {
  switch (spec->bins) {
  case CP_BINS_VALUES:
    return g_strdup_printf ("%s:values", spec->column);
  case CP_BINS_EQUAL_WIDTH:
    return g_strdup_printf ("%s:%u:width", spec->column, spec->n_bins);
  case CP_BINS_EQUAL_COUNT:
    return g_strdup_printf ("%s:%u", spec->column, spec->n_bins);
  default:
    return g_strdup (spec->column);
  }
}

CpSliceSpec *
cp_slice_spec_from_json (const json_t *json, const CpTable *table, const char *place, GError **error) {
  if (json_is_string (json))
    return cp_slice_spec_parse (json_string_value (json), table, place, error);
  const char *column = json_string_value (json_object_get (json, "column"));
  const json_t *bins = json_object_get (json, "bins"), *kind = json_object_get (json, "kind");
  if (column == NULL) {
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: expected a column's name or {\"column\": NAME}.",
                 place);
    return NULL;
  }
  g_autoptr (CpSliceSpec) spec = g_new0 (CpSliceSpec, 1);
  spec->column = g_strdup (column);
  spec->bins = bins != NULL ? CP_BINS_EQUAL_COUNT : CP_BINS_AUTO;
  if (kind != NULL && (!json_is_string (kind) || !parse_kind (json_string_value (kind), &spec->bins))) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "%s.kind: expected count, width or values.", place);
    return NULL;
  }
  if (spec->bins == CP_BINS_AUTO || spec->bins == CP_BINS_VALUES)
    return g_steal_pointer (&spec);
  json_int_t n = json_integer_value (bins);
  if (!json_is_integer (bins) || n < 1 || n > CP_SLICE_MAX_BINS) {
    g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "%s.bins: expected a whole number from 1 to 1000.", place);
    return NULL;
  }
  spec->n_bins = (guint)n;
  return g_steal_pointer (&spec);
}

json_t *
cp_slice_spec_to_json (const CpSliceSpec *spec) {
  const char *kind = get_kind_name (spec->bins);
  if (kind == NULL)
    return json_string (spec->column);
  json_t *json = json_pack ("{s:s}", "column", spec->column);
  if (spec->bins != CP_BINS_VALUES)
    json_object_set_new (json, "bins", json_integer (spec->n_bins));
  json_object_set_new (json, "kind", json_string (kind));
  return json;
}

CpSlices *
cp_slices_build_from_texts (const CpTable *table, const char *const *texts, const char *prefix,
                            GError **error) {
  g_autoptr (GPtrArray) specs = g_ptr_array_new_with_free_func ((GDestroyNotify)cp_slice_spec_free);
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (CpSliceKey));
  for (gsize i = 0; texts[i] != NULL; i++) {
    g_autofree char *place = g_strconcat (prefix, texts[i], NULL);
    CpSliceSpec *spec = cp_slice_spec_parse (texts[i], table, place, error);
    if (spec == NULL)
      return NULL;
    g_ptr_array_add (specs, spec);
    CpSliceKey key = {spec->column, spec->bins, spec->n_bins};
    g_array_append_val (keys, key);
  }
  return cp_slices_build (table, (const CpSliceKey *)(gpointer)keys->data, keys->len, error);
}

char **
cp_slice_texts_from_json (const json_t *list, const CpTable *table, GError **error) {
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();
  gsize i;
  json_t *item;
  json_array_foreach ((json_t *)list, i, item) {
    g_autofree char *place = g_strdup_printf ("slices[%" G_GSIZE_FORMAT "]", i);
    g_autoptr (CpSliceSpec) spec = cp_slice_spec_from_json (item, table, place, error);
    if (spec == NULL)
      return NULL;
    g_autofree char *text = cp_slice_spec_to_text (spec);
    g_strv_builder_add (texts, text);
  }
  return g_strv_builder_end (texts);
}
