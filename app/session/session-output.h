#pragma once
#include "app/session/session.h"
#include "core/metrics/tags.h"

/* Models of several outputs: tags, or classes. The pages about one decision look at one output at a time, the
 * same for every model; its scores are the session's scores. A column of tags gives a yes-or-no column a tag,
 * "tags: keras", so that the output looked at has its own ground truth. */
G_BEGIN_DECLS

guint cp_session_get_n_outputs (CpSession *session); /* of the models; 1 for plain decisions */
guint cp_session_get_output (CpSession *session);
const char *cp_session_get_output_name (CpSession *session, guint output); /* (nullable) */
/* Looks at another output: scores every row again by a job. Runs belong to the output they were scored for
 * and go with it. Then everything is new, as after opening: "opened". */
void cp_session_set_output (CpSession *session, guint output);

/* (transfer none): the model as it was opened, with all its outputs: for explanations */
CpModel *cp_session_get_whole_model (CpSession *session, guint model);

/* The threshold above which an output says yes, of the output looked at the one in force for all rows (NaN
 * where slices differ). 0.5 until it is moved; saved with the session. */
double cp_session_get_output_threshold (CpSession *session, guint model, guint output);
void cp_session_set_output_threshold (CpSession *session, guint model, guint output, double threshold);

const char *cp_session_get_tags_column (CpSession *session); /* (nullable) */
/* Whether the row is given that output's tag; −1 where there is no such tag */
int cp_session_has_tag (CpSession *session, guint32 row, guint output);

G_END_DECLS
