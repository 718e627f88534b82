#pragma once
#include "core/encode/text-encoding.h"

/* Between the reader and the writer of text encodings. */
G_BEGIN_DECLS

typedef enum { CP_TEXT_BINARY, CP_TEXT_COUNT, CP_TEXT_FREQ, CP_TEXT_TFIDF } CpTextMode;
typedef enum { CP_TEXT_NORM_NONE, CP_TEXT_NORM_L1, CP_TEXT_NORM_L2 } CpTextNorm;

struct _CpTextEncoding {
  CpTokenizer tokenizer;
  guint n_words;
  char **words;        /* (n_words), items nullable */
  GHashTable *numbers; /* word → number + 1; keys are those of @words */
  gint32 unknown;      /* < 0: unknown words count nowhere */
  gboolean is_sequence;
  /* a bag */
  CpTextMode mode;
  double *idf; /* (nullable) (n_words) */
  gboolean log_counts;
  CpTextNorm norm;
  /* a sequence */
  guint length;
  gboolean fills_before, cuts_before;
};

G_END_DECLS
