#include "core/model/xgboost.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/ubjson.h"
#include "core/model/network.h"
#include "core/model/xgboost-private.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/* --- parts of the document --- */

static const char *
get_type_name (json_type type) {
  return type == JSON_OBJECT ? "an object" : type == JSON_ARRAY ? "a list" : "a text";
}

json_t *
cp_xgboost_require (const CpXgboost *self, const json_t *json, const char *where, const char *key,
                    json_type type, GError **error) {
  json_t *value = json_object_get (json, key);
  if (value != NULL && json_typeof (value) == type)
    return value;
  g_set_error (error, CP_ERROR, CP_ERROR_FORMAT,
               value == NULL ? "%s: %s.%s is missing, expected %s." : "%s: %s.%s is not %s.", self->place,
               where, key, get_type_name (type));
  return NULL;
}

double *
cp_xgboost_read_numbers (const CpXgboost *self, const json_t *json, const char *where, const char *key,
                         gsize n, gsize *out_n, GError **error) {
  const json_t *array = cp_xgboost_require (self, json, where, key, JSON_ARRAY, error);
  if (array == NULL)
    return NULL;
  gsize size = json_array_size (array);
  if (n != G_MAXSIZE && size != n) {
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT,
                 "%s: %s.%s holds %" G_GSIZE_FORMAT " values, expected %" G_GSIZE_FORMAT ".", self->place,
                 where, key, size, n);
    return NULL;
  }
  double *numbers = g_new (double, MAX (size, 1));
  for (gsize i = 0; i < size; i++) {
    const json_t *item = json_array_get (array, i);
    numbers[i] = json_is_boolean (item) ? json_is_true (item) : cp_json_to_double (item);
  }
  if (out_n != NULL)
    *out_n = size;
  return numbers;
}

/* A count that XGBoost writes as text: "15". @fallback where it is absent, as older files lack some */
static gboolean
read_count (const CpXgboost *self, const json_t *json, const char *key, guint fallback, guint *out_count,
            GError **error) {
  const json_t *value = json_object_get (json, key);
  const char *text = json_string_value (value);
  guint64 count = fallback;
  if (json_is_integer (value) && json_integer_value (value) >= 0)
    count = (guint64)json_integer_value (value);
  else if (value != NULL &&
           (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT, &count, NULL)))
    count = G_MAXUINT64;
  if (count > G_MAXINT) {
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: learner.learner_model_param.%s is not a count.",
                 self->place, key);
    return FALSE;
  }
  *out_count = (guint)count;
  return TRUE;
}

/* --- the objective --- */

typedef enum { BASE_AS_IT_IS, BASE_LOGIT, BASE_LOG } BaseKind;

/* How a base score becomes a margin, and a margin a score */
static const struct {
  const char *name;
  CpLink link;
  BaseKind base;
  gboolean is_regression; /* whatever the link says */
} objectives[] = {
    {"binary:logistic", CP_LINK_LOGISTIC, BASE_LOGIT},
    {"binary:logitraw", CP_LINK_LOGISTIC, BASE_AS_IT_IS},
    {"reg:logistic", CP_LINK_LOGISTIC, BASE_LOGIT, TRUE},
    {"multi:softprob", CP_LINK_SOFTMAX, BASE_AS_IT_IS},
    {"multi:softmax", CP_LINK_SOFTMAX, BASE_AS_IT_IS},
    {"reg:squarederror", CP_LINK_IDENTITY, BASE_AS_IT_IS},
    {"reg:linear", CP_LINK_IDENTITY, BASE_AS_IT_IS},
    {"reg:squaredlogerror", CP_LINK_IDENTITY, BASE_AS_IT_IS},
    {"reg:absoluteerror", CP_LINK_IDENTITY, BASE_AS_IT_IS},
    {"reg:pseudohubererror", CP_LINK_IDENTITY, BASE_AS_IT_IS},
    {"reg:quantileerror", CP_LINK_IDENTITY, BASE_AS_IT_IS},
    {"rank:pairwise", CP_LINK_IDENTITY, BASE_AS_IT_IS},
    {"rank:ndcg", CP_LINK_IDENTITY, BASE_AS_IT_IS},
    {"rank:map", CP_LINK_IDENTITY, BASE_AS_IT_IS},
    {"count:poisson", CP_LINK_EXP, BASE_LOG},
    {"reg:gamma", CP_LINK_EXP, BASE_LOG},
    {"reg:tweedie", CP_LINK_EXP, BASE_LOG},
    {"survival:cox", CP_LINK_EXP, BASE_LOG},
    {"survival:aft", CP_LINK_EXP, BASE_LOG},
};

/* FALSE with @error naming the objective when it is not known */
static gboolean
find_objective (const CpXgboost *self, const json_t *learner, guint *out_index, GError **error) {
  const json_t *objective = cp_xgboost_require (self, learner, "learner", "objective", JSON_OBJECT, error);
  const json_t *name = objective != NULL ? cp_xgboost_require (self, objective, "learner.objective", "name",
                                                               JSON_STRING, error)
                                         : NULL;
  if (name == NULL)
    return FALSE;
  for (*out_index = 0; *out_index < G_N_ELEMENTS (objectives); (*out_index)++)
    if (g_str_equal (objectives[*out_index].name, json_string_value (name)))
      return TRUE;
  if (g_str_equal (json_string_value (name), "binary:hinge"))
    g_set_error (
        error, CP_ERROR, CP_ERROR_UNSUPPORTED,
        "%s: the objective 'binary:hinge' gives decisions without a score; train with binary:logistic.",
        self->place);
  else
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED, "%s: the objective '%s' is not known.", self->place,
                 json_string_value (name));
  return FALSE;
}

static double
find_margin (BaseKind kind, double base) {
  const double least = 1e-6; /* XGBoost's kRtEps: a base of 0 or 1 has a margin too */
  if (kind == BASE_AS_IT_IS)
    return base;
  if (kind == BASE_LOG)
    return log (base);
  base = CLAMP (base, least, 1 - least);
  return log (base) - log1p (-base);
}

/* --- the base score: "5E-1" or, from 3.1 on, one for each output: "[9.07E3]" --- */

/* (transfer full) (nullable): element-type double */
static GArray *
parse_numbers (const char *text) {
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (double));
  gboolean is_list = *text == '[';
  const char *at = text + is_list;
  for (;;) {
    char *end = NULL;
    double number = g_ascii_strtod (at, &end);
    if (end == at)
      return NULL;
    g_array_append_val (numbers, number);
    at = end + strspn (end, " ");
    if (!is_list || *at != ',')
      break;
    at++;
  }
  if (is_list && *at++ != ']')
    return NULL;
  return *at == '\0' ? g_steal_pointer (&numbers) : NULL;
}

/* (transfer full) (nullable): the base scores as the file has them, whatever it calls them */
static GArray *
read_base_scores (const json_t *value) {
  if (json_is_string (value))
    return parse_numbers (json_string_value (value));
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (double));
  gsize n = json_is_array (value) ? json_array_size (value) : 1;
  for (gsize i = 0; i < n; i++) {
    double number = cp_json_to_double (json_is_array (value) ? json_array_get (value, i) : value);
    g_array_append_val (numbers, number);
  }
  return numbers;
}

static gboolean
read_base (CpXgboost *self, const json_t *parameters, BaseKind kind, GError **error) {
  g_autoptr (GArray) scores = read_base_scores (json_object_get (parameters, "base_score"));
  if (scores == NULL || (scores->len != 1 && scores->len != self->n_outputs)) {
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT,
                 "%s: learner.learner_model_param.base_score is neither a number nor a list of %u.",
                 self->place, self->n_outputs);
    return FALSE;
  }
  self->base = g_new (double, self->n_outputs);
  for (guint i = 0; i < self->n_outputs; i++) {
    double score = g_array_index (scores, double, scores->len == 1 ? 0 : i);
    self->base[i] = find_margin (kind, score);
    if (!isfinite (self->base[i])) {
      g_set_error (error, CP_ERROR, CP_ERROR_VALUE, "%s: the base score %g is none for its objective.",
                   self->place, score);
      return FALSE;
    }
  }
  return TRUE;
}

/* --- the linear booster --- */

static CpModel *
read_linear (const CpXgboost *self, const json_t *booster, GError **error) {
  static const CpActivation activations[] = {CP_ACTIVATION_LINEAR, CP_ACTIVATION_SIGMOID,
                                             CP_ACTIVATION_SOFTMAX};
  const char *where = "learner.gradient_booster";
  if (self->link == CP_LINK_EXP) {
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: the booster 'gblinear' with an objective whose scores are exponentials is not known; "
                 "the boosters gbtree and dart are.",
                 self->place);
    return NULL;
  }
  gsize n = (gsize)self->n_features * self->n_outputs;
  const json_t *model = cp_xgboost_require (self, booster, where, "model", JSON_OBJECT, error);
  g_autofree double *weights = model != NULL
                                   ? cp_xgboost_read_numbers (self, model, "learner.gradient_booster.model",
                                                              "weights", n + self->n_outputs, NULL, error)
                                   : NULL;
  if (weights == NULL)
    return NULL;
  g_autofree float *kernel = g_new (float, n + 1), *bias = g_new (float, self->n_outputs);
  for (gsize i = 0; i < n; i++)
    kernel[i] = (float)weights[i];
  for (guint i = 0; i < self->n_outputs; i++)
    bias[i] = (float)(weights[n + i] + self->base[i]);
  CpNetworkBuilder *builder = cp_network_builder_new (self->place, self->n_features);
  cp_network_builder_dense (builder, "gblinear", self->n_outputs, kernel, bias, activations[self->link], 0);
  return cp_network_builder_end (builder, error);
}

/* --- the document --- */

static CpModel *
read_booster (const CpXgboost *self, const json_t *learner, GError **error) {
  const char *where = "learner.gradient_booster";
  const json_t *booster =
      cp_xgboost_require (self, learner, "learner", "gradient_booster", JSON_OBJECT, error);
  const json_t *name =
      booster != NULL ? cp_xgboost_require (self, booster, where, "name", JSON_STRING, error) : NULL;
  if (name == NULL)
    return NULL;
  const char *kind = json_string_value (name);
  if (g_str_equal (kind, "gblinear"))
    return read_linear (self, booster, error);
  if (!g_str_equal (kind, "gbtree") && !g_str_equal (kind, "dart")) {
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: the booster '%s' is not known, expected gbtree, dart or gblinear.", self->place, kind);
    return NULL;
  }
  const json_t *drops = NULL;
  if (g_str_equal (kind, "dart")) {
    drops = cp_xgboost_require (self, booster, where, "weight_drop", JSON_ARRAY, error);
    booster = drops != NULL ? cp_xgboost_require (self, booster, where, "gbtree", JSON_OBJECT, error) : NULL;
    where = "learner.gradient_booster.gbtree";
  }
  const json_t *model =
      booster != NULL ? cp_xgboost_require (self, booster, where, "model", JSON_OBJECT, error) : NULL;
  return model != NULL ? cp_xgboost_read_trees (self, model, drops, error) : NULL;
}

static gboolean
read_parameters (CpXgboost *self, const json_t *learner, guint objective, GError **error) {
  const json_t *parameters =
      cp_xgboost_require (self, learner, "learner", "learner_model_param", JSON_OBJECT, error);
  guint n_classes, n_targets;
  if (parameters == NULL || !read_count (self, parameters, "num_feature", 0, &self->n_features, error) ||
      !read_count (self, parameters, "num_class", 0, &n_classes, error) ||
      !read_count (self, parameters, "num_target", 1, &n_targets, error))
    return FALSE;
  self->n_outputs = MAX (MAX (n_classes, n_targets), 1);
  self->link = objectives[objective].link;
  if (self->n_features == 0 || self->n_features > 1 << 24 || self->n_outputs > 1 << 16) {
    g_set_error (error, CP_ERROR, CP_ERROR_UNSUPPORTED,
                 "%s: %u features and %u outputs, expected 1 to %d features and at most %d outputs.",
                 self->place, self->n_features, self->n_outputs, 1 << 24, 1 << 16);
    return FALSE;
  }
  return read_base (self, parameters, objectives[objective].base, error);
}

/* (transfer full) (nullable): NULL also where the file has none; FALSE for a list of another length */
static gboolean
read_feature_names (const CpXgboost *self, const json_t *learner, char ***out_names, GError **error) {
  const json_t *list = json_object_get (learner, "feature_names");
  if (json_array_size (list) == 0)
    return TRUE;
  if (json_array_size (list) != self->n_features) {
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT,
                 "%s: learner.feature_names holds %" G_GSIZE_FORMAT " names for %u features.", self->place,
                 json_array_size (list), self->n_features);
    return FALSE;
  }
  g_auto (GStrv) names = g_new0 (char *, self->n_features + 1);
  for (guint i = 0; i < self->n_features; i++) {
    const char *name = json_string_value (json_array_get (list, i));
    if (name == NULL) {
      g_set_error (error, CP_ERROR, CP_ERROR_FORMAT, "%s: learner.feature_names[%u] is not a text.",
                   self->place, i);
      return FALSE;
    }
    names[i] = g_strdup (name);
  }
  *out_names = g_steal_pointer (&names);
  return TRUE;
}

/* The file knows no names: classes are numbered from 0 as XGBoost does */
static char **
make_output_names (const CpXgboost *self) {
  char **names = g_new0 (char *, self->n_outputs + 1);
  for (guint i = 0; i < self->n_outputs; i++)
    names[i] = self->n_outputs == 1            ? g_strdup ("score")
               : self->link == CP_LINK_SOFTMAX ? g_strdup_printf ("%u", i)
                                               : g_strdup_printf ("output_%u", i + 1);
  return names;
}

static CpModel *
read_document (CpXgboost *self, const json_t *document, GError **error) {
  guint objective;
  g_auto (GStrv) feature_names = NULL;
  const json_t *learner = json_object_get (document, "learner");
  if (!json_is_object (learner)) {
    g_set_error (error, CP_ERROR, CP_ERROR_FORMAT,
                 "%s: holds no XGBoost model; the key 'learner' is missing.", self->place);
    return NULL;
  }
  if (!find_objective (self, learner, &objective, error) ||
      !read_parameters (self, learner, objective, error) ||
      !read_feature_names (self, learner, &feature_names, error))
    return NULL;
  CpModel *model = read_booster (self, learner, error);
  if (model == NULL)
    return NULL;
  if (objectives[objective].is_regression)
    model->task = CP_TASK_REGRESSION;
  model->feature_names = g_steal_pointer (&feature_names);
  g_strfreev (model->output_names);
  model->output_names = make_output_names (self);
  return model;
}

/* (transfer full) (nullable): takes @document */
static CpModel *
take_document (json_t *document, const char *place, const char *format, GError **error) {
  if (document == NULL)
    return NULL;
  CpXgboost self = {.place = place};
  CpModel *model = read_document (&self, document, error);
  g_free (self.base);
  json_decref (document);
  if (model != NULL) {
    g_free (model->format);
    model->format = g_strdup (format);
  }
  return model;
}

CpModel *
cp_xgboost_new_from_json (const char *text, gsize length, const char *place, GError **error) {
  g_autoptr (GString) spelled = cp_json_spell_specials (text, length);
  json_t *document = spelled != NULL ? cp_json_load (spelled->str, spelled->len, place, error)
                                     : cp_json_load (text, length, place, error);
  return take_document (document, place, "XGBoost JSON", error);
}

CpModel *
cp_xgboost_new_from_ubj (const guint8 *bytes, gsize length, const char *place, GError **error) {
  return take_document (cp_ubjson_load (bytes, length, place, error), place, "XGBoost UBJSON", error);
}

/* --- files --- */

static GMappedFile *
map_file (const char *path, GError **error) {
  g_autoptr (GError) problem = NULL;
  GMappedFile *file = g_mapped_file_new (path, FALSE, &problem);
  if (file == NULL)
    g_set_error (error, CP_ERROR, CP_ERROR_READ, "%s: cannot be read: %s.", path, problem->message);
  return file;
}

CpModel *
cp_xgboost_read_json (const char *path, GError **error) {
  g_autoptr (GMappedFile) file = map_file (path, error);
  return file == NULL ? NULL
                      : cp_xgboost_new_from_json (g_mapped_file_get_contents (file),
                                                  g_mapped_file_get_length (file), path, error);
}

CpModel *
cp_xgboost_read_ubj (const char *path, GError **error) {
  g_autoptr (GMappedFile) file = map_file (path, error);
  return file == NULL ? NULL
                      : cp_xgboost_new_from_ubj ((const guint8 *)g_mapped_file_get_contents (file),
                                                 g_mapped_file_get_length (file), path, error);
}
