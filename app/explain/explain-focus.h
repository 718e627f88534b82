#pragma once
#include "app/session/session.h"

/* What a person looks at among the explanations: an output of the models, and a column that stands out in
 * every chart. One object a session.
 *
 * Signal: "changed". */
G_BEGIN_DECLS

#define CP_TYPE_EXPLAIN_FOCUS (cp_explain_focus_get_type ())
G_DECLARE_FINAL_TYPE (CpExplainFocus, cp_explain_focus, CP, EXPLAIN_FOCUS, GObject)

/* (transfer none): the session's, made when it is first asked for */
CpExplainFocus *cp_session_get_explain_focus (CpSession *session);

/* The session's output until another is chosen here. */
guint cp_explain_focus_get_output (CpExplainFocus *self);
void cp_explain_focus_set_output (CpExplainFocus *self, guint output);
const char *cp_explain_focus_get_column (CpExplainFocus *self);              /* (nullable) */
void cp_explain_focus_set_column (CpExplainFocus *self, const char *column); /* (nullable) */

G_END_DECLS
