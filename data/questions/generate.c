#include "core/base/file.h"
#include "core/base/random.h"
#include "data/questions/words.h"

#include <stdio.h>
#include <string.h>

/* Makes the questions sample: programming questions put together from the phrases of words.h, each with one
 * or two tags. Nobody asked them. README.md beside this file describes the process; keep the two together. */

#define SEED 20190417
#define N_ROWS 20000
#define STRAY 0.10  /* of the phrases come from another topic */
#define FORGOT 0.04 /* of the second tags were not given */

static gboolean
happens (CpRandom *random, double probability) {
  return cp_random_uniform (random) < probability;
}

static const char *
pick (CpRandom *random, const char *const *list) {
  return list[cp_random_below (random, g_strv_length ((char **)list))];
}

/* A name nobody else uses, so that there are words no vocabulary holds. */
static char *
draw_name (CpRandom *random) {
  static const char *const syllables[] = {"ba",  "cor", "den", "fil", "gra", "hol", "jin",
                                          "kas", "lum", "mon", "nor", "pel", "qua", "rif",
                                          "sol", "tam", "vex", "wil", "yor", "zen", NULL};
  GString *name = g_string_new (NULL);
  guint n = 2 + (guint)cp_random_below (random, 2);
  for (guint i = 0; i < n; i++)
    g_string_append (name, pick (random, syllables));
  if (happens (random, 0.4))
    g_string_append_printf (name, "_%u", (guint)cp_random_below (random, 90) + 1);
  return g_string_free (name, FALSE);
}

typedef struct {
  guint first, second; /* tags; second == N_TAGS: none */
  guint level, place;
} Question;

/* The topic of the next phrase. */
static const Topic *
draw_topic (CpRandom *random, const Question *question) {
  if (happens (random, STRAY))
    return &topics[cp_random_below (random, N_TAGS)];
  gboolean is_second = question->second < N_TAGS && happens (random, 0.42);
  return &topics[is_second ? question->second : question->first];
}

static void
append_title (CpRandom *random, const Question *question, GString *text) {
  const Topic *topic = draw_topic (random, question);
  switch (cp_random_below (random, 4)) {
  case 0:
    g_string_append_printf (text, "How to %s with mango?", pick (random, topic->goals));
    break;
  case 1:
    g_string_append_printf (text, "Why is it that %s %s?", pick (random, topic->calls),
                            pick (random, topic->symptoms));
    break;
  case 2:
    g_string_append_printf (text, "Problem with %s in mango.", pick (random, topic->things));
    break;
  default:
    g_string_append_printf (text, "mango: %s and %s.", pick (random, topic->things),
                            pick (random, topic->things));
  }
}

static void
append_code (CpRandom *random, const Question *question, GString *text) {
  const Topic *topic = draw_topic (random, question);
  g_autofree char *own = happens (random, 0.3) ? draw_name (random) : g_strdup (pick (random, variables));
  guint form = (guint)cp_random_below (random, 6);
  const char *parts[3] = {own, pick (random, topic->calls), pick (random, variables)};
  if (form == 2 || form == 5) { /* the call comes first there */
    parts[0] = pick (random, topic->calls);
    parts[1] = own;
  }
  g_auto (GStrv) pieces = g_strsplit (codes[form], "%s", -1);
  for (guint i = 0; pieces[i] != NULL; i++)
    g_string_append_printf (text, "%s%s", pieces[i], i < 3 ? parts[i] : "");
}

static void
append_middle (CpRandom *random, const Question *question, GString *text) {
  const Topic *topic = draw_topic (random, question);
  guint kind = (guint)cp_random_below (random, 5);
  if (kind == 0) {
    g_string_append_printf (text, "I want to %s.", pick (random, topic->goals));
  } else if (kind == 1) {
    g_string_append_printf (text, "%s %s.", pick (random, topic->calls), pick (random, topic->symptoms));
  } else {
    const char *thing = pick (random, kind == 2 ? topic->calls : topic->things);
    g_auto (GStrv) pieces = g_strsplit (pick (random, middles), "%s", 2);
    g_string_append_printf (text, "%s%s%s", pieces[0], thing, pieces[1]);
  }
}

/* Beginners explain themselves, experts show code. */
static char *
write_question (CpRandom *random, const Question *question) {
  GString *text = g_string_new (NULL);
  append_title (random, question, text);
  if (happens (random, question->level == 2 ? 0.3 : 0.8))
    g_string_append_printf (text, " %s", pick (random, openings));
  guint n_middles = 1 + (guint)cp_random_below (random, 4);
  for (guint i = 0; i < n_middles; i++) {
    g_string_append_c (text, ' ');
    append_middle (random, question, text);
  }
  guint n_codes = (guint)cp_random_below (random, question->level + 2);
  for (guint i = 0; i < n_codes; i++) {
    g_string_append_c (text, ' ');
    append_code (random, question, text);
  }
  if (happens (random, 0.85))
    g_string_append_printf (text, " %s", pick (random, closings));
  return g_string_free (text, FALSE);
}

static Question
draw_question (CpRandom *random) {
  Question question = {.first = (guint)cp_random_below (random, N_TAGS), .second = N_TAGS};
  double left = cp_random_uniform (random);
  for (guint k = 0; k < N_TAGS && question.second == N_TAGS; k++) {
    left -= together[question.first][k];
    if (left < 0)
      question.second = k;
  }
  double level = cp_random_uniform (random);
  question.level = level < 0.45 ? 0 : level < 0.85 ? 1 : 2;
  question.place = (guint)cp_random_below (random, 3);
  return question;
}

static void
append_tags (CpRandom *random, const Question *question, GString *csv) {
  gboolean has_second = question->second < N_TAGS && !happens (random, FORGOT);
  guint low = has_second ? MIN (question->first, question->second) : question->first;
  g_string_append (csv, tag_names[low]);
  if (has_second)
    g_string_append_printf (csv, ",%s", tag_names[MAX (question->first, question->second)]);
}

int
main (int argc, char **argv) {
  if (argc != 2) {
    fprintf (stderr, "usage: %s OUT.csv\n", argv[0]);
    return 2;
  }
  CpRandom random;
  cp_random_init (&random, SEED);
  g_autoptr (GString) csv = g_string_new ("id,level,asked_from,words,question,tags\n");
  for (guint i = 0; i < N_ROWS; i++) {
    Question question = draw_question (&random);
    g_autofree char *text = write_question (&random, &question);
    guint n_words = 1;
    for (const char *at = text; *at != '\0'; at++)
      n_words += *at == ' ';
    g_string_append_printf (csv, "q%05u,%s,%s,%u,\"%s\",\"", i, levels[question.level],
                            places[question.place], n_words, text);
    append_tags (&random, &question, csv);
    g_string_append (csv, "\"\n");
  }
  g_autoptr (GError) error = NULL;
  if (!cp_write_file (argv[1], csv->str, csv->len, &error)) {
    fprintf (stderr, "generate-questions: %s\n", error->message);
    return 1;
  }
  return 0;
}
