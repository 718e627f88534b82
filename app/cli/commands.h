#pragma once

/* One function a subcommand: argv[0] is the subcommand's name. Returns the exit status. */
int cp_command_inspect (int argc, char **argv);
int cp_command_predict (int argc, char **argv);
int cp_command_audit (int argc, char **argv);
int cp_command_whatif (int argc, char **argv);
int cp_command_counterfactual (int argc, char **argv);
int cp_command_explain (int argc, char **argv);
int cp_command_dependence (int argc, char **argv);
int cp_command_swap (int argc, char **argv);
int cp_command_train (int argc, char **argv);
