#include "app/panels/score-view.h"
#include "tests/app/session-fixture.h"
#include "tests/ui/display.h"
#include "ui/style/style.h"

/* What stands beside the score of the selected row. */

static void
assert_decided (GtkWidget *view, const char *decision, const char *threshold) {
  g_assert_nonnull (find_label (view, decision));
  g_assert_nonnull (find_label (view, threshold));
}

/* z = amount + 2·Male − 2: row 0 (1, Female) scores 0.27, as Male 0.73. */
static void
test_slices (void) {
  g_auto (Watched) watched;
  open_good (&watched);
  CpSession *session = watched.session;
  cp_session_set_slice_keys (session, (const char *[]){"sex", "amount:values", NULL});
  wait_idle (&watched);
  CpSlices *slices = cp_session_get_slices (session);
  for (guint s = 0; s < cp_slices_get_n_slices (slices); s++)
    cp_session_set_threshold (session, 0, s,
                              g_str_equal (cp_slices_get_value (slices, s, 0), "Male") ? 0.8 : 0.2);
  cp_session_select_row (session, 0);
  GtkWidget *view = g_object_ref_sink (cp_score_view_new (0, "unit"));
  CpScoreView *score_view = CP_SCORE_VIEW (view);
  cp_score_view_update (score_view, session);
  assert_decided (view, "Positive", "· threshold 0.20");
  edit (session, "sex", "Male");
  cp_score_view_update_live (score_view, session, sigmoid (1));
  assert_decided (view, "Negative", "· threshold 0.80");
  cp_score_view_update (score_view, session); /* not scored: as before */
  assert_decided (view, "Positive", "· threshold 0.20");
  run (session);
  cp_score_view_update (score_view, session);
  assert_decided (view, "Negative", "· threshold 0.80");
  edit (session, "amount", "7");
  cp_score_view_update_live (score_view, session, sigmoid (7));
  assert_decided (view, "Positive", "· threshold 0.50 (new slice)");
  cp_session_undo (session);
  cp_session_undo (session);
  cp_score_view_update_live (score_view, session, sigmoid (-1));
  assert_decided (view, "Positive", "· threshold 0.20");
  g_object_unref (view);
}

int
main (int argc, char **argv) {
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  make_folder ();
  g_test_add_func ("/app/score-view/the-threshold-is-that-of-the-slice-the-row-is-edited-to", test_slices);
  int status = g_test_run ();
  remove_folder ();
  return status;
}
