#pragma once
#include "app/explain/explanations.h"
#include "core/explain/words.h"

/* What every model says of the selected row's text as it stands, edits and all: scores, and what each word
 * did to them. One object a session; it answers while somebody wants to know. Every key starts a job at once:
 * the quick answer within it is shown first, the better one, and the words whose absence mattered, follow
 * when the hand rests. Answers are immutable snapshots, a stale one is never shown.
 *
 * Signals, on the main loop: "changed" (an answer, the game, or which column is the text). */
G_BEGIN_DECLS

#define CP_TEXT_MOST_WORDS 20000 /* longer texts are scored, their words are not explained */

/* Which question the attributions answer (DEFINITIONS, Words). */
typedef enum {
  CP_TEXT_PRESENT, /* the words present, against no words */
  CP_TEXT_AGAINST  /* against texts of the table: absent words count too */
} CpTextGame;

/* What one model says of one text. */
typedef struct {
  guint n_outputs;
  double *scores;           /* (n_outputs) (nullable): as the model gives them; NULL with @problem */
  CpAttributions *answer;   /* (nullable): NULL where the words are not explained */
  GPtrArray **words;        /* (nullable) (n_outputs) of CpWordEffect: see cp_words_tell() */
  CpBackground *background; /* (nullable) */
  CpTextEncoding *encoding; /* (nullable): the model does not read the text */
  CpTable *state;           /* the row */
  guint n_words, n_unknown; /* places in the text, and those the model does not know */
  gboolean is_quick;        /* a better answer is on its way */
  char *problem;            /* (nullable): why there is no answer, as a sentence */
} CpTextAnswer;

void cp_text_answer_free (CpTextAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpTextAnswer, cp_text_answer_free)

#define CP_TYPE_TEXT_ANSWERS (cp_text_answers_get_type ())
G_DECLARE_FINAL_TYPE (CpTextAnswers, cp_text_answers, CP, TEXT_ANSWERS, GObject)

/* (transfer none): the session's, made when it is first asked for */
CpTextAnswers *cp_session_get_text_answers (CpSession *session);

void cp_text_answers_want (CpTextAnswers *self);
void cp_text_answers_unwant (CpTextAnswers *self);

/* (nullable): the text column a model of the open session reads; the first model's where they differ */
const CpField *cp_text_answers_get_field (CpTextAnswers *self);
CpTextGame cp_text_answers_get_game (CpTextAnswers *self);
void cp_text_answers_set_game (CpTextAnswers *self, CpTextGame game);

/* (nullable): not known yet, no row is selected, or the model cannot score again */
const CpTextAnswer *cp_text_answers_get (CpTextAnswers *self, guint model);
/* (nullable): the same by the game against texts, for the words that are absent */
const CpTextAnswer *cp_text_answers_get_absent (CpTextAnswers *self, guint model);

/* (transfer full): the text of a row as it stands; "" where it is missing */
char *cp_text_answers_dup_text (CpTextAnswers *self);
/* (transfer full): that text with @replacement in every one of the places; without one, they and a space
 * beside each are gone. @spans: of CpSpan, ascending, without overlaps */
char *cp_text_replace (const char *text, const GArray *spans, const char *replacement);

/* Scores of that text in place of the row's, by a job of its own: asked for one word at a time. @text:
 * (transfer full). @done: called on the main loop unless asked again before; @scores: (n_models items, each
 * (n_outputs) or NULL) */
typedef void (*CpTextScored) (double *const *scores, gpointer data);
void cp_text_answers_score_other (CpTextAnswers *self, char *text, CpTextScored done, gpointer data);
void cp_text_answers_forget_other (CpTextAnswers *self);

/**
 * cp_text_answer_make:
 * @absent: of guint32, ascending: rows of @table that are of no background
 * @state: a table of one row
 * @background: (nullable): made from @table where NULL
 *
 * On a worker. Returns: (transfer full): never NULL; what went wrong is its problem
 */
CpTextAnswer *cp_text_answer_make (CpModel *model, CpEncoder *encoder, const CpTable *table,
                                   const GArray *absent, const CpTable *state, const char *column,
                                   CpBackground *background, CpTextGame game, gboolean is_quick,
                                   GCancellable *cancellable);

G_END_DECLS
