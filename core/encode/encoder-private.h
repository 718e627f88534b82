#pragma once
#include "core/encode/encoder.h"

/* For the makers of encoders inside core/encode. */
G_BEGIN_DECLS

void cp_input_clear (CpInput *input);

/* (transfer full): takes @inputs (element-type CpInput, cleared by cp_input_clear()); @place: (nullable): the
 * specification's name in messages */
CpEncoder *cp_encoder_take (GArray *inputs, const char *place);
/* (transfer full): what messages call an input: "inputs[3] of spec.json" */
char *cp_encoder_dup_input_place (const CpEncoder *encoder, guint index);
guint cp_encoder_get_first_feature (const CpEncoder *encoder, guint index);

G_END_DECLS
