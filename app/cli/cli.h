#pragma once
#include <glib.h>

/* The command line face of the engine: subcommands that need no display. Exit status: 0 done; 1 the input was
 * wrong (one line on standard error, nothing half-written); 2 wrong usage; 130 stopped by Ctrl-C. */
G_BEGIN_DECLS

/* Whether `counterpoint WORD …` is a subcommand rather than a file for the window. */
gboolean cp_cli_is_subcommand (const char *word);

/* @argv[0] is the program, @argv[1] the subcommand. Returns the exit status. */
int cp_cli_main (int argc, char **argv);

/* The help text of `counterpoint --help`, (transfer full). */
char *cp_cli_dup_help (void);

G_END_DECLS
