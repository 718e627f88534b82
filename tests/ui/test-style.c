#include "tests/fixture.h"
#include "tests/ui/display.h"
#include "ui/plot/palette.h"
#include "ui/style/style.h"

#include <math.h>
#include <string.h>

static GtkWidget *probe;

static void
look_up (const char *name, GdkRGBA *out) {
  cp_style_lookup (probe, name, out);
}

static void
assert_contrast (const char *mark, const char *ground, double least) {
  GdkRGBA first, second;
  look_up (mark, &first);
  look_up (ground, &second);
  double ratio = cp_palette_contrast (&first, &second);
  if (ratio < least)
    g_error ("%s on %s: contrast %.2f, expected %.1f (%s)", mark, ground, ratio, least,
             cp_style_is_dark () ? "dark" : "light");
}

/* W3C, WCAG 2.2: black on white is 21; #777777 on white is the well-known 4.48. */
static void
test_contrast_formula (void) {
  GdkRGBA white = {1, 1, 1, 1}, black = {0, 0, 0, 1}, grey = {119 / 255.0f, 119 / 255.0f, 119 / 255.0f, 1};
  assert_close (cp_palette_contrast (&white, &black), 21, 1e-9);
  assert_close (cp_palette_contrast (&grey, &white), 4.48, 0.005);
  assert_close (cp_palette_contrast (&white, &grey), 4.48, 0.005);
}

/* The sheet in force is the one that is looked up; test-contrast.c goes through all of both. */
static void
assert_readable (void) {
  for (guint i = 0; i <= CP_PALETTE_SIZE; i++)
    assert_contrast (cp_palette_get_name (i), "surface", 3);
  assert_contrast ("t1", "surface", 4.5);
}

static void
test_light (void) {
  GdkRGBA surface;
  cp_style_set_scheme (CP_SCHEME_LIGHT);
  g_assert_false (cp_style_is_dark ());
  look_up ("surface", &surface);
  g_assert_cmpfloat (surface.red, ==, 1);
  assert_readable ();
}

static void
count_change (int *count) {
  ++*count;
}

static void
test_dark (void) {
  gboolean is_dark = FALSE;
  GdkRGBA surface;
  cp_style_set_scheme (CP_SCHEME_DARK);
  g_object_get (gtk_settings_get_default (), "gtk-application-prefer-dark-theme", &is_dark, NULL);
  g_assert_true (is_dark);
  g_assert_true (cp_style_is_dark ());
  g_assert_cmpint (cp_style_get_scheme (), ==, CP_SCHEME_DARK);
  look_up ("surface", &surface);
  g_assert_cmpfloat (surface.red, <, 0.2);
  assert_readable ();
  cp_style_set_scheme (CP_SCHEME_SYSTEM); /* no portal here: light */
  g_assert_false (cp_style_is_dark ());
}

static void
test_init_twice (void) {
  int count = 0;
  gulong handler =
      g_signal_connect_swapped (gtk_settings_get_default (), "notify", G_CALLBACK (count_change), &count);
  cp_ui_init ();
  g_assert_cmpint (count, ==, 0);
  g_signal_handler_disconnect (gtk_settings_get_default (), handler);
}

static GPtrArray *
list_names (const char *path) {
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_assert_nonnull (bytes);
  g_auto (GStrv) lines = g_strsplit (g_bytes_get_data (bytes, NULL), "\n", -1);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  for (int i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) words = g_strsplit (lines[i], " ", 3);
    if (g_str_has_prefix (lines[i], "@define-color "))
      g_ptr_array_add (names, g_strdup (words[1]));
  }
  return names;
}

static void
test_same_names (void) {
  g_autoptr (GPtrArray) light = list_names ("/io/github/counterpoint/ui/light.css");
  g_autoptr (GPtrArray) dark = list_names ("/io/github/counterpoint/ui/dark.css");
  g_assert_cmpuint (light->len, >, 30);
  g_assert_cmpuint (light->len, ==, dark->len);
  for (guint i = 0; i < light->len; i++)
    g_assert_cmpstr (light->pdata[i], ==, dark->pdata[i]);
}

/* A colour the sheet uses is defined; a sheet with an error would have warned, which ends the test. */
static void
test_sheet_names (void) {
  g_autoptr (GPtrArray) light = list_names ("/io/github/counterpoint/ui/light.css");
  g_autoptr (GBytes) bytes =
      g_resources_lookup_data ("/io/github/counterpoint/ui/style.css", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_assert_nonnull (bytes);
  for (const char *at = g_bytes_get_data (bytes, NULL); (at = strstr (at, "@cp_")) != NULL; at++) {
    gsize length = strspn (at + 1, "abcdefghijklmnopqrstuvwxyz_0123456789");
    g_autofree char *name = g_strndup (at + 1, length);
    guint found = 0;
    for (guint i = 0; i < light->len; i++)
      found += g_str_equal (light->pdata[i], name);
    if (found != 1)
      g_error ("style.css uses %s, which light.css defines %u times", name, found);
  }
}

int
main (int argc, char **argv) {
  gtk_test_init (&argc, &argv, NULL);
  cp_ui_init ();
  probe = g_object_ref_sink (gtk_label_new (NULL));
  g_test_add_func ("/ui/style/contrast-is-the-published-formula", test_contrast_formula);
  g_test_add_func ("/ui/style/light-marks-and-text-stand-out", test_light);
  g_test_add_func ("/ui/style/dark-marks-and-text-stand-out", test_dark);
  g_test_add_func ("/ui/style/a-second-init-does-nothing", test_init_twice);
  g_test_add_func ("/ui/style/light-and-dark-define-the-same-names", test_same_names);
  g_test_add_func ("/ui/style/every-colour-of-the-sheet-is-defined", test_sheet_names);
  int status = g_test_run ();
  g_object_unref (probe);
  return status;
}
