#pragma once
#include "core/explain/explain-private.h"

/* A network that is one weighted sum of its features in the space before its link: dense layers and
 * normalisations without functions between them, then nothing, a sigmoid, or a softmax of two classes. */
G_BEGIN_DECLS

gboolean cp_affine_can (const CpModel *model);
/* The space before the link: log-odds where there is one, else the scores themselves */
CpSpace cp_affine_get_space (const CpModel *model);
gboolean cp_affine_answers_in (const CpModel *model, CpSpace space);

/* @weights: (n_outputs × n_features) of the sums; @means: (n_features) of the background. The answer's scores
 * and base are filled, in the space before the link. */
void cp_affine_fill (const CpExplainJob *job, CpAttributions *answer, double *weights, double *means);

G_END_DECLS
