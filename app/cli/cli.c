#include "app/cli/cli.h"

#include "app/cli/commands.h"

#include <string.h>

static const struct {
  const char *name;
  const char *summary;
  int (*run) (int argc, char **argv);
} commands[] = {
    {"inspect", "describe tables and models", cp_command_inspect},
    {"predict", "score every row with every model", cp_command_predict},
    {"audit", "compare performance between slices and set thresholds", cp_command_audit},
    {"whatif", "change one row and score it again", cp_command_whatif},
    {"explain", "tell which columns or words pushed a score up or down", cp_command_explain},
    {"dependence", "how scores go with the values of a column", cp_command_dependence},
    {"counterfactual", "the nearest rows that are decided differently", cp_command_counterfactual},
    {"swap", "put words or values for others everywhere and see which scores move", cp_command_swap},
    {"train", "make a small network from a table", cp_command_train},
};

static gsize
find_command (const char *word) {
  gsize i = 0;
  while (i < G_N_ELEMENTS (commands) && strcmp (commands[i].name, word) != 0)
    i++;
  return i;
}

gboolean
cp_cli_is_subcommand (const char *word) {
  return find_command (word) < G_N_ELEMENTS (commands);
}

char *
cp_cli_dup_help (void) {
  GString *text =
      g_string_new ("Usage:\n"
                    "  counterpoint [SESSION.counterpoint | TABLE.csv]   open the window\n"
                    "  counterpoint SUBCOMMAND …                         work without a display\n\n"
                    "Subcommands:\n");
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "  %-14s %s\n", commands[i].name, commands[i].summary);
  g_string_append (
      text,
      "\n'counterpoint SUBCOMMAND --help' explains each; 'counterpoint --version' tells the version.\n");
  return g_string_free (text, FALSE);
}

int
cp_cli_main (int argc, char **argv) {
  g_return_val_if_fail (argc >= 2, 2);
  gsize i = find_command (argv[1]);
  g_return_val_if_fail (i < G_N_ELEMENTS (commands), 2);
  return commands[i].run (argc - 1, argv + 1);
}
