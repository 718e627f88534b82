#include "ui/plot/palette.h"

#include <gtk/gtk.h>
#include <string.h>

/* Whatever is read or looked at stands out from its ground: WCAG 2.2 asks 4.5:1 of text (1.4.3) and 3:1 of
 * marks (1.4.11). The colours are those of the sheets as they are written; which stands on which is told
 * here, and a rule of the sheets that puts one on another that is not told fails. */

#define TEXT 4.5
#define MARK 3.0

typedef struct {
  const char *marks, *grounds; /* each of these on each of those */
  double least;
} Pairs;

static const Pairs pairs[] = {
    /* text */
    {"t1 t2", "bg bar surface pane control sel", TEXT},
    {"t3", "surface pane", TEXT},
    {"a_text b_text pos_text neg_text", "surface pane control", TEXT},
    {"warn", "warn_bg surface pane", TEXT},
    {"error", "error_bg surface pane control", TEXT},
    {"on_ink", "ink", TEXT},
    {"on_model", "a b_chip", TEXT}, /* the letters of the models */
    {"on_pos", "pos", TEXT},
    {"on_neg", "neg", TEXT},
    /* marks */
    {"a b a_line b_line", "surface", MARK},
    {"pos neg", "surface pane", MARK},
    {"agree_yes agree_no", "surface", MARK},
    {"ink t3", "bg bar surface pane control sel", MARK}, /* focus, borders of checks, thresholds */
    {"error", "control", MARK},                          /* borders of what is refused */
    {"series1 series2 series3 series4 series5 series6 series7 series8", "surface", MARK},
    {"ramp1 ramp2 ramp3 ramp4 ramp5 ramp6", "surface", MARK},
};

/* A tint of @colour over the surface at @opacity, with text on it. */
static const struct {
  const char *text, *colour;
  double opacity;
} tints[] = {
    {"t1", "a_line", 0.42},  {"t1", "b_line", 0.42}, /* the darkest cell of a confusion matrix */
    {"t1", "pos", 0.6},      {"t1", "neg", 0.6},     /* the word of the strongest effect */
    {"on_pos", "pos", 0.87}, /* the second segment of a stack, the last with its word in it */
    {"on_neg", "neg", 0.87},
};

/* What only parts or rests: nothing is read off these. */
static const char *const decor[] = {"line", "line2", "border", "grid", "shadow"};

static GHashTable *
read_colours (const char *sheet) {
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "resources", sheet, NULL), *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  GHashTable *colours = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (int i = 0; lines[i] != NULL; i++) {
    GdkRGBA colour;
    if (!g_str_has_prefix (lines[i], "@define-color cp_"))
      continue;
    g_auto (GStrv) words = g_strsplit (lines[i] + strlen ("@define-color cp_"), " ", 2);
    g_strdelimit (words[1], ";", '\0');
    g_assert_true (gdk_rgba_parse (&colour, words[1]));
    g_hash_table_insert (colours, g_strdup (words[0]), g_memdup2 (&colour, sizeof colour));
  }
  g_assert_cmpuint (g_hash_table_size (colours), >, 30);
  return colours;
}

static const GdkRGBA *
get_colour (GHashTable *colours, const char *name) {
  const GdkRGBA *colour = g_hash_table_lookup (colours, name);
  if (colour == NULL)
    g_error ("no colour %s", name);
  return colour;
}

static gboolean
is_among (const char *name, const char *names) {
  g_auto (GStrv) words = g_strsplit (names, " ", -1);
  return g_strv_contains ((const char *const *)words, name);
}

static void
assert_contrast (const char *sheet, const char *mark, const char *ground, const GdkRGBA *above,
                 const GdkRGBA *below, double least) {
  double ratio = cp_palette_contrast (above, below);
  if (ratio < least)
    g_error ("%s: %s on %s has contrast %.2f, expected %.1f", sheet, mark, ground, ratio, least);
}

static void
test_pairs (gconstpointer data) {
  const char *sheet = data;
  g_autoptr (GHashTable) colours = read_colours (sheet);
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_auto (GStrv) marks = g_strsplit (pairs[i].marks, " ", -1);
    g_auto (GStrv) grounds = g_strsplit (pairs[i].grounds, " ", -1);
    for (int m = 0; marks[m] != NULL; m++) {
      for (int g = 0; grounds[g] != NULL; g++)
        assert_contrast (sheet, marks[m], grounds[g], get_colour (colours, marks[m]),
                         get_colour (colours, grounds[g]), pairs[i].least);
    }
  }
}

static GdkRGBA
blend (const GdkRGBA *above, const GdkRGBA *below, float opacity) {
  return (GdkRGBA){above->red * opacity + below->red * (1 - opacity),
                   above->green * opacity + below->green * (1 - opacity),
                   above->blue * opacity + below->blue * (1 - opacity), 1};
}

static void
test_tints (gconstpointer data) {
  const char *sheet = data;
  g_autoptr (GHashTable) colours = read_colours (sheet);
  const GdkRGBA *surface = get_colour (colours, "surface");
  for (gsize i = 0; i < G_N_ELEMENTS (tints); i++) {
    GdkRGBA ground = blend (get_colour (colours, tints[i].colour), surface, (float)tints[i].opacity);
    g_autofree char *name = g_strdup_printf ("a tint of %s", tints[i].colour);
    assert_contrast (sheet, tints[i].text, name, get_colour (colours, tints[i].text), &ground, TEXT);
  }
}

static gboolean
is_told (const char *name) {
  gboolean is_found = FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    is_found = is_found || is_among (name, pairs[i].marks) || is_among (name, pairs[i].grounds);
  for (gsize i = 0; i < G_N_ELEMENTS (decor); i++)
    is_found = is_found || g_str_equal (name, decor[i]);
  return is_found;
}

static void
test_every_colour (void) {
  g_autoptr (GHashTable) colours = read_colours ("light.css");
  g_autoptr (GList) names = g_hash_table_get_keys (colours);
  for (GList *name = names; name != NULL; name = name->next) {
    if (!is_told (name->data))
      g_error ("what stands on %s, or on what it stands, is not told", (char *)name->data);
  }
}

/* As a text on @ground (NULL: on any). */
static gboolean
is_text_on (const char *text, const char *ground) {
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++) {
    if (pairs[i].least == TEXT && is_among (text, pairs[i].marks) &&
        (ground == NULL || is_among (ground, pairs[i].grounds)))
      return TRUE;
  }
  return FALSE;
}

/* (transfer full) (nullable): the colour that one of the properties of a rule is given by its bare name */
static char *
find_name (const char *body, const char *pattern) {
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  return g_regex_match (regex, body, 0, &match) ? g_match_info_fetch (match, 1) : NULL;
}

/* A rule that gives both colours gives a pair; one that gives the text's alone stands on a ground told. */
static void
check_rules (const char *sheet) {
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "resources", sheet, NULL), *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_autoptr (GRegex) rule = g_regex_new ("([^{}]*)\\{([^}]*)\\}", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  guint n_checked = 0;
  for (g_regex_match (rule, text, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL)) {
    g_autofree char *selector = g_match_info_fetch (match, 1), *body = g_match_info_fetch (match, 2);
    g_autofree char *front = find_name (body, "(?<![-a-z])color: @cp_([a-z0-9_]+);");
    g_autofree char *ground = find_name (body, "(?<![-a-z])background(?:-color)?: @cp_([a-z0-9_]+);");
    if (front == NULL)
      continue;
    n_checked++;
    if (!is_text_on (front, ground))
      g_error ("%s: text in %s on %s is not told:%s", sheet, front, ground != NULL ? ground : "anything",
               selector);
  }
  g_assert_cmpuint (n_checked, >, 8);
}

static void
test_rules (void) {
  check_rules ("style.css");
  check_rules ("app/app.css");
}

int
main (int argc, char **argv) {
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/ui/contrast/light-text-and-marks-stand-out", "light.css", test_pairs);
  g_test_add_data_func ("/ui/contrast/dark-text-and-marks-stand-out", "dark.css", test_pairs);
  g_test_add_data_func ("/ui/contrast/text-on-light-tints-stands-out", "light.css", test_tints);
  g_test_add_data_func ("/ui/contrast/text-on-dark-tints-stands-out", "dark.css", test_tints);
  g_test_add_func ("/ui/contrast/every-colour-has-its-ground-told", test_every_colour);
  g_test_add_func ("/ui/contrast/every-rule-of-the-sheets-is-of-pairs-told", test_rules);
  return g_test_run ();
}
