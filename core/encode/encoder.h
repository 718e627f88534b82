#pragma once
#include "core/base/json.h"
#include "core/base/matrix.h"
#include "core/encode/text-encoding.h"
#include "core/table/table.h"

/* The feature specification: an ordered list of inputs, each a table column with its encoding, that turns a
 * table into the float32 matrix a model eats. Immutable, reference-counted.
 *
 *   number    one feature: the value, optionally (x − mean) / std or (x − min) / (max − min); a boolean
 * counts 0/1 one-hot   one feature per listed value, 1 where the cell equals it; a value not listed gives all
 * zeros ordinal   one feature: the index of the cell in the listed values; a value not listed is treated as
 * missing
 *
 *   bag-of-words, tokens   the words of a text: core/encode/text-encoding.h
 *
 * Cells are matched to listed values as text; in number columns as numbers, so the values ["1", "2"] fit the
 * cells 1.0 and 2.0, and a coded missing word ("Exempt") counts as present where it is listed.
 *
 * Missing cells: an input either refuses them ("error", the default: the message names column and row) or
 * writes a number in their place: for `number` a value in the column's unit (then scaled), for `one-hot` and
 * `ordinal` the feature value itself (0 for one-hot means "none of them"); or they pass ("missing": null):
 * the features are NaN, for a model that has its own answer to missing values (trees). */
G_BEGIN_DECLS

typedef enum {
  CP_ENCODING_NUMBER,
  CP_ENCODING_ONE_HOT,
  CP_ENCODING_ORDINAL,
  CP_ENCODING_BAG_OF_WORDS,
  CP_ENCODING_TOKENS
} CpEncoding;
const char *cp_encoding_get_name (CpEncoding encoding); /* as the session file has it: "one-hot" */
typedef enum { CP_SCALE_NONE, CP_SCALE_STANDARD, CP_SCALE_MIN_MAX } CpScale;
typedef enum { CP_MISSING_ERROR, CP_MISSING_NUMBER, CP_MISSING_PASS } CpMissingPolicy;

typedef struct {
  char *column;
  CpEncoding encoding;
  CpScale scale;
  double scale_a, scale_b; /* mean, std or min, max; a zero width counts as 1 */
  char **values;           /* one-hot and ordinal: NULL-terminated */
  guint n_values;
  CpMissingPolicy missing;
  double missing_value;
  CpTextEncoding *text; /* bag of words and tokens; a missing cell is the empty text */
} CpInput;

typedef struct _CpEncoder CpEncoder;

CpEncoder *cp_encoder_ref (CpEncoder *encoder);
void cp_encoder_unref (CpEncoder *encoder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpEncoder, cp_encoder_unref)

/* @inputs: the JSON array INPUT… of the session file; @place names it in messages. Unknown keys are refused,
 * for a misspelt one would change the features in silence. (transfer full) (nullable) */
CpEncoder *cp_encoder_new_from_json (const json_t *inputs, const char *place, GError **error);
json_t *cp_encoder_to_json (const CpEncoder *encoder); /* (transfer full) */

/* %FALSE with @error naming the input where missing cells pass on as NaN, which @taker ("network") has no
 * answer to */
gboolean cp_encoder_check_missing (const CpEncoder *encoder, const char *taker, GError **error);

typedef enum {
  CP_PROPOSE_PLAIN = 0,              /* numbers as they are, as a model read from a file wants them */
  CP_PROPOSE_SCALED = 1 << 0,        /* numbers are standardised: training proposes it */
  CP_PROPOSE_MISSING_PASSES = 1 << 1 /* numbers that are missing, now or after an edit, pass as NaN */
} CpProposal;

/**
 * cp_encoder_propose:
 * @columns: (nullable): NULL-terminated column names in order; NULL: every column of @table in table order
 * but those in @ignored, ids (all-distinct integers or strings), text, and columns that are missing
 * everywhere
 * @ignored: (nullable): NULL-terminated: the label, the weight, …
 * @n_features: the model's width, or 0 when any width will do (training)
 * @how: what the model wants
 *
 * Numbers and booleans become `number`, with the column's mean as missing value where cells are missing;
 * categories `one-hot` over their dictionary, 0 where cells are missing. Constant columns stay: they do no
 * harm, and the next table may vary. When the widths disagree the error lists the model's width, the width of
 * the proposal, and the columns with their widths.
 */
CpEncoder *cp_encoder_propose (const CpTable *table, const char *const *columns, const char *const *ignored,
                               guint n_features, CpProposal how, GError **error);

guint cp_encoder_get_n_inputs (const CpEncoder *encoder);
const CpInput *cp_encoder_get_input (const CpEncoder *encoder, guint index);
guint cp_encoder_get_n_features (const CpEncoder *encoder);
guint cp_encoder_get_feature_input (const CpEncoder *encoder,
                                    guint feature); /* which input a feature comes from */
char *cp_encoder_dup_feature_name (const CpEncoder *encoder, guint feature); /* "income", "sex_Female" */
gboolean cp_encoder_uses_column (const CpEncoder *encoder, const char *column);

/* An encoder bound to the columns of one table: names resolved, values mapped to codes. Immutable; any
 * thread. */
typedef struct _CpBoundEncoder CpBoundEncoder;
/* (transfer full) (nullable): errors name a missing column or a type that does not fit its encoding */
CpBoundEncoder *cp_encoder_bind (CpEncoder *encoder, const CpTable *table, GError **error);
void cp_bound_encoder_free (CpBoundEncoder *bound);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpBoundEncoder, cp_bound_encoder_free)
/* Writes rows [begin, end) to @out, (end−begin × n_features) row-major. FALSE on a refused missing cell. */
gboolean cp_bound_encoder_write (const CpBoundEncoder *bound, gsize begin, gsize end, float *out,
                                 GError **error);

/* (transfer full) (nullable): the whole table, (n_rows × n_features), on all cores */
CpMatrix *cp_encoder_apply (CpEncoder *encoder, const CpTable *table, GCancellable *cancellable,
                            GError **error);

G_END_DECLS
