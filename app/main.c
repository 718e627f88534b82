#include "app/application.h"
#include "app/cli/cli.h"
#include "version.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

/* A word that is neither a subcommand nor a file is told at once, not in a window. */
static gboolean
check_arguments (const CpCliOptions *options) {
  for (char **argument = options->arguments; *argument != NULL; argument++) {
    if (g_file_test (*argument, G_FILE_TEST_EXISTS))
      continue;
    fprintf (stderr,
             "counterpoint: %s: no such file or subcommand; 'counterpoint --help' lists the subcommands.\n",
             *argument);
    return FALSE;
  }
  return TRUE;
}

static int
run_window (int argc, char **argv) {
  int status;
  char **arguments = g_newa (char *, argc + 1);
  memcpy (arguments, argv, sizeof (char *) * ((gsize)argc + 1));
  arguments[0] = (char *)"";
  CpCliOptions *options =
      cp_cli_options_parse (argc, arguments, "look at a session, or at a table with models",
                            "[SESSION.counterpoint | TABLE]", NULL, &status);
  if (options == NULL)
    return status;
  g_set_prgname ("counterpoint");
  if (!check_arguments (options)) {
    cp_cli_options_free (options);
    return 1;
  }
  if (!gtk_init_check ()) {
    fputs ("counterpoint: there is no display to open a window on; 'counterpoint --help' lists what works "
           "without one.\n",
           stderr);
    cp_cli_options_free (options);
    return 1;
  }
  g_autoptr (CpApplication) application = cp_application_new (options);
  return g_application_run (G_APPLICATION (application), 1, argv);
}

int
main (int argc, char **argv) {
  setlocale (LC_ALL, "");
  if (argc > 1 && cp_cli_is_subcommand (argv[1]))
    return cp_cli_main (argc, argv);
  if (argc > 1 && strcmp (argv[1], "--version") == 0) {
    printf ("counterpoint %s\n", CP_VERSION);
    return 0;
  }
  if (argc > 1 && (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0)) {
    g_autofree char *help = cp_cli_dup_help ();
    fputs (help, stdout);
    return 0;
  }
  return run_window (argc, argv);
}
