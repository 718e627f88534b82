#pragma once
#include "app/explain/dependence-subject.h"

/* How the scores go with every column: the mean curves of the output looked at, by every model, over the
 * whole table. One object a session; it works while somebody wants to know, a few columns a job, in the order
 * of the fields, and keeps what it knows until the table, the models or the output change.
 *
 * Signal, on the main loop: "changed" (more curves are known, or none any more). */
G_BEGIN_DECLS

typedef struct {
  CpDependenceGrid *grid; /* (nullable): the column cannot be set to other values */
  guint n_models;
  double **means; /* (n_models): (grid->n_points); NULL: the model does not read the column */
} CpColumnCurves;

#define CP_TYPE_DEPENDENCES (cp_dependences_get_type ())
G_DECLARE_FINAL_TYPE (CpDependences, cp_dependences, CP, DEPENDENCES, GObject)

/* (transfer none): the session's, made when it is first asked for */
CpDependences *cp_session_get_dependences (CpSession *session);

/* A page calls these when it is shown and hidden; nothing is begun while nobody wants it. */
void cp_dependences_want (CpDependences *self);
void cp_dependences_unwant (CpDependences *self);

const CpColumnCurves *cp_dependences_get (CpDependences *self, const char *name); /* (nullable): not yet */
/* The most any column's curves, of all models together, span: for one scale of all small pictures; 0 while
 * none is known */
double cp_dependences_get_span (CpDependences *self);
gboolean cp_dependences_is_complete (CpDependences *self);
/* (nullable): prepared, so that single columns can be asked more of */
CpDependenceSubject *cp_dependences_get_subject (CpDependences *self);

G_END_DECLS
