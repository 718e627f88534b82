#include "app/application.h"
#include "app/session/session-counterfactual.h"
#include "app/session/session-inputs.h"
#include "app/session/session-output.h"
#include "app/session/session-rows.h"
#include "app/session/session-scope.h"
#include "app/session/session-selection.h"
#include "app/window/window-private.h"
#include "tests/app/started.h"
#include "tests/bench/cost.h"
#include "tests/bench/million.h"
#include "tests/ui/display.h"

/* How long the main loop stands still while a person works on a million rows: for each thing that can be done
 * the longest single turn of the loop, in processor time, and how long until the jobs it started have ended.
 * A turn longer than a tenth of a second is felt: what a hand does is answered late. */

static CpWindow *window;
static CpSession *session;

static double
ms_since (gint64 start) {
  return (double)(g_get_monotonic_time () - start) / 1000;
}

static gboolean
is_busy (void) {
  return cp_jobs_is_busy (cp_session_get_jobs (session));
}

/* Until nothing is to be done for 300 ms. Returns: the longest turn, in ms of the processor */
static double
settle (void) {
  double longest = 0;
  gint64 quiet = g_get_monotonic_time ();
  while (is_busy () || ms_since (quiet) < 300) {
    double start = get_processor_time ();
    gboolean was_anything = g_main_context_iteration (NULL, FALSE);
    double turn = get_processor_time () - start;
    longest = MAX (longest, turn);
    if (was_anything && turn > 5)
      quiet = g_get_monotonic_time ();
    if (!was_anything)
      g_usleep (500);
  }
  return longest;
}

static void
measure (const char *what, void (*act) (void)) {
  gint64 start = g_get_monotonic_time ();
  double before = get_processor_time ();
  act ();
  double call = get_processor_time () - before;
  double longest = settle ();
  g_print ("  %-44s the call %6.1f ms, the longest turn after it %6.1f ms, all of it %6.0f ms%s\n", what,
           call, longest, ms_since (start) - 300, MAX (call, longest) > 100 ? "   <-- felt" : "");
}

/* ---- what a person does ---- */

static void
activate (const char *name, GVariant *parameter) {
  g_action_group_activate_action (G_ACTION_GROUP (window), name, parameter);
}

static void
to_performance (void) {
  activate ("page", g_variant_new_string ("performance"));
}

static void
to_explanations (void) {
  activate ("page", g_variant_new_string ("explanations"));
}

static void
to_points (void) {
  activate ("page", g_variant_new_string ("points"));
}

static void
next_row (void) {
  activate ("next-row", NULL);
}

static void
edit_and_run (void) {
  const CpFields *fields = cp_session_get_fields (session);
  cp_session_edit (session, cp_fields_find (fields, "loan_amount_000s"), "90", NULL);
  cp_session_run (session, NULL);
}

static void
other_slices (void) {
  cp_session_set_slice_keys (session, (const char *const[]){"applicant_sex", "area", NULL});
}

static void
other_label (void) {
  cp_session_set_label (session, "applicant_sex", "Female");
}

static void
back_to_label (void) {
  cp_session_set_label (session, "loan_granted", "1");
}

static void
move_threshold (void) {
  cp_session_set_threshold (session, 0, CP_ALL_ROWS, 0.61);
}

static void
parity (void) {
  cp_session_preview_strategy (session, CP_STRATEGY_DEMOGRAPHIC_PARITY);
}

static void
narrow (void) {
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint32 row = 0; row < 900000; row += 2)
    g_array_append_val (rows, row);
  cp_session_set_scope (session, rows, "Lasso");
}

static void
widen (void) {
  cp_session_set_scope (session, NULL, NULL);
}

static void
compare (void) {
  cp_session_compare (session, TRUE, 0, CP_NORM_L1);
}

static void
select_many (void) {
  g_autofree guint32 *rows = g_new (guint32, CP_MAX_SELECTED);
  for (guint i = 0; i < CP_MAX_SELECTED; i++)
    rows[i] = i * 3;
  gsize n;
  cp_session_set_selection (session, rows, CP_MAX_SELECTED, 0);
  cp_session_get_selection (session, &n);
  g_assert_cmpuint (n, ==, CP_MAX_SELECTED);
}

static void
duplicate (void) {
  cp_session_duplicate_rows (session);
}

static void
add (void) {
  cp_session_add_row (session);
}

static void delete (void) {
  cp_session_delete_rows (session);
}

static void
undo (void) {
  cp_session_undo (session);
}

static void
revert (void) {
  cp_session_select_row (session, 5);
  cp_session_revert (session);
}

static char *place; /* of a session file */

static void
save (void) {
  cp_session_save (session, place);
}

static void
reload (void) {
  cp_session_reload (session);
}

static CpTable *
ref_table (gpointer data) {
  return cp_table_ref (data);
}

static void
copy_all (void) {
  CpTable *table = cp_session_get_table (session);
  CpDataSource source = {.n_rows = cp_table_get_n_rows (table),
                         .build = ref_table,
                         .data = cp_table_ref (table),
                         .destroy = (GDestroyNotify)cp_table_unref};
  cp_outlet_copy (GTK_WIDGET (window), cp_parcel_new_csv ("Rows", &source));
}

static const struct {
  const char *what;
  void (*act) (void);
} acts[] = {
    {"Performance & Fairness is turned to", to_performance},
    {"other slices", other_slices},
    {"a threshold is moved", move_threshold},
    {"a strategy is considered", parity},
    {"another label", other_label},
    {"and back", back_to_label},
    {"Explanations is turned to", to_explanations},
    {"Points is turned to", to_points},
    {"the next row", next_row},
    {"an edit that is run", edit_and_run},
    {"the counterfactual is asked for", compare},
    {"450 000 rows are looked at", narrow},
    {"all rows again", widen},
    {"a row is added", add},
    {"it is undone", undo},
    {"as many rows as may be are selected", select_many},
    {"they are duplicated", duplicate},
    {"they are deleted", delete},
    {"it is undone", undo},
    {"as many rows as may be are selected", select_many},
    {"they are edited and run", edit_and_run},
    {"one row, reverted", revert},
    {"the session is saved", save},
    {"its files are read again", reload},
    {"a million rows are copied as CSV", copy_all},
};

int
main (int argc, char **argv) {
  if (argc < 2 || !gtk_init_check ()) {
    g_print (argc < 2 ? "usage: bench_stalls FOLDER-OF-THE-MORTGAGE-SAMPLE\n" : "no display\n");
    return 77;
  }
  g_autofree char *home = g_canonicalize_filename (argv[1], NULL);
  g_autofree char *folder = g_dir_make_tmp ("bench-stalls-XXXXXX", NULL);
  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  g_setenv ("XDG_STATE_HOME", folder, TRUE);
  CpApplication *application = start_application ();
  g_autofree char *path = write_session (home, folder),
                  *table = g_build_filename (folder, "million.csv", NULL);
  place = g_build_filename (folder, "saved.counterpoint", NULL);
  window = CP_WINDOW (cp_window_new (GTK_APPLICATION (application)));
  session = window->session;
  gtk_window_present (GTK_WINDOW (window));
  settle ();
  g_print ("A million rows of 21 columns, two models:\n");
  gint64 start = g_get_monotonic_time ();
  cp_window_open_session (window, path);
  double longest = settle ();
  g_assert_true (cp_session_is_open (session));
  g_print ("  %-44s the longest turn %6.1f ms, all of it %6.0f ms\n", "opened", longest,
           ms_since (start) - 300);
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    measure (acts[i].what, acts[i].act);
  cp_autosave_end (window->autosave);
  gtk_window_destroy (GTK_WINDOW (window));
  g_unlink (path);
  g_unlink (table);
  g_unlink (place);
  return 0;
}
