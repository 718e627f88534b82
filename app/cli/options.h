#pragma once
#include "app/opening/sources.h"

/* The options every subcommand shares (INTERFACE, "Input, the same everywhere"), as the user typed them. */
G_BEGIN_DECLS

typedef enum { CP_CLI_TABLE, CP_CLI_JSON, CP_CLI_CSV } CpCliFormat;

typedef struct {
  char *command;
  char **arguments;     /* positional, NULL-terminated */
  char *session;        /* (nullable): a positional SESSION.counterpoint */
  CpSources *sources;   /* data, models, types, label … */
  gboolean has_weights; /* it was said what they are: @sources->is_survey */
  CpTask task;
  gboolean has_task;
  double threshold;
  gboolean has_threshold;
  CpCliFormat format;
  char *output;
  guint64 seed;
  gboolean is_quiet;
  GCancellable *cancellable; /* triggered by Ctrl-C */
} CpCliOptions;

/**
 * cp_cli_options_parse:
 * @summary: one line for --help
 * @arguments: how positional arguments read in the usage line
 * @entries: (nullable): the subcommand's own options, NULL-terminated
 *
 * Parses @argv, answers --help, sets the thread count and catches Ctrl-C.
 *
 * Returns: (transfer full) (nullable): NULL when the program should end with *@out_status (0 after --help, 2
 * after a wrong option, told on standard error)
 */
CpCliOptions *cp_cli_options_parse (int argc, char **argv, const char *summary, const char *arguments,
                                    const GOptionEntry *entries, int *out_status);
void cp_cli_options_free (CpCliOptions *options);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpCliOptions, cp_cli_options_free)

/* Prints "counterpoint: …" and returns the exit status that belongs to @error (1, or 130 when cancelled). */
int cp_cli_fail (const GError *error);
/* Prints "counterpoint COMMAND: …" with a pointer to --help and returns 2. */
int cp_cli_misuse (const char *command, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
