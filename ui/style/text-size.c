#include "ui/style/text-size.h"

#include <math.h>
#include <string.h>

#define SMALLEST 8 /* pixels: what is smaller is a line or a gap, not room for text */

typedef struct {
  char *css;
  GtkCssProvider *provider;
} Sheet;

/* The display is one for the process, and so are its sheets. */
static struct {
  double scale; /* 0 until it is asked for first: 1 */
  GArray *sheets;
} text;

/* ---- style sheets ---- */

/* Handles, check marks and switches are no text, and their margins are made for their size. */
static gboolean
is_fixed (const char *selector, gsize length) {
  static const char *const fixed[] = {"slider", "switch", "> check", "> radio", "check {", "trough"};
  g_autofree char *copy = g_strndup (selector, length);
  const char *comment = g_strrstr (copy, "*/"); /* what stands before is about something else */
  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    if (strstr (comment != NULL ? comment : copy, fixed[i]) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
scale_value (const GMatchInfo *match, GString *result, gpointer data) {
  double scale = *(const double *)data;
  g_autofree char *name = g_match_info_fetch (match, 1), *number = g_match_info_fetch (match, 2);
  double pixels = g_ascii_strtod (number, NULL);
  if (pixels >= SMALLEST)
    pixels = rint (pixels * scale);
  g_string_append_printf (result, "%s%gpx", name, pixels);
  return FALSE;
}

char *
cp_text_size_apply (const char *css, double scale) {
  g_return_val_if_fail (css != NULL, NULL);
  g_autoptr (GRegex) values = g_regex_new (
      "(?<![\\w-])((?:font-size|min-height|min-width|-gtk-icon-size)\\s*:\\s*)([0-9.]+)px", 0, 0, NULL);
  GString *result = g_string_new (NULL);
  const char *rest = css;
  while (*rest != '\0') {
    const char *open = strchr (rest, '{');
    const char *end = open != NULL ? strchr (open, '}') : NULL;
    if (end == NULL)
      break;
    g_string_append_len (result, rest, open - rest);
    g_autofree char *block = g_strndup (open, (gsize)(end - open));
    gboolean stays = scale == 1 || is_fixed (rest, (gsize)(open - rest) + 1);
    g_autofree char *scaled =
        stays ? NULL : g_regex_replace_eval (values, block, -1, 0, 0, scale_value, &scale, NULL);
    g_string_append (result, scaled != NULL ? scaled : block);
    rest = end;
    g_string_append_c (result, *rest++);
  }
  g_string_append (result, rest);
  return g_string_free (result, FALSE);
}

static void
load_sheet (const Sheet *sheet) {
  g_autofree char *css = cp_text_size_apply (sheet->css, cp_text_size_get_scale ());
  gtk_css_provider_load_from_data (sheet->provider, css, -1);
}

void
cp_text_size_add_sheet (const char *resource) {
  g_autoptr (GBytes) bytes = g_resources_lookup_data (resource, 0, NULL);
  g_return_if_fail (bytes != NULL);
  if (text.sheets == NULL)
    text.sheets = g_array_new (FALSE, FALSE, sizeof (Sheet));
  Sheet sheet = {g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)),
                 gtk_css_provider_new ()};
  load_sheet (&sheet);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (sheet.provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_array_append_val (text.sheets, sheet);
}

/* ---- sizes asked for in pixels ---- */

/* What a widget asked for before it was scaled, so that another scale begins there. */
typedef struct {
  int asked[2], given[2];
} Request;

static void
scale_request (GtkWidget *widget) {
  int width, height;
  gtk_widget_get_size_request (widget, &width, &height);
  Request *request = g_object_get_data (G_OBJECT (widget), "cp-size");
  if (width <= 0 && height <= 0)
    return;
  if (request == NULL) {
    request = g_new0 (Request, 1);
    g_object_set_data_full (G_OBJECT (widget), "cp-size", request, g_free);
  }
  const int now[] = {width, height};
  for (guint i = 0; i < 2; i++) {
    if (now[i] != request->given[i]) /* its owner asked anew */
      request->asked[i] = now[i];
    request->given[i] = request->asked[i] > 0 ? cp_text_size_scale (request->asked[i]) : request->asked[i];
  }
  gtk_widget_set_size_request (widget, request->given[0], request->given[1]);
}

void
cp_text_size_request (GtkWidget *widget, int width, int height) {
  g_return_if_fail (GTK_IS_WIDGET (widget));
  const Request *last = g_object_get_data (G_OBJECT (widget), "cp-size");
  if (last != NULL && last->asked[0] == width && last->asked[1] == height &&
      last->given[0] == (width > 0 ? cp_text_size_scale (width) : width))
    return;
  g_object_set_data (G_OBJECT (widget), "cp-size", NULL);
  gtk_widget_set_size_request (widget, width, height);
  scale_request (widget);
}

static void
scale_tree (GtkWidget *widget) {
  scale_request (widget);
  gtk_widget_queue_resize (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    scale_tree (child);
}

/* Widgets that come later: as they are about to be seen. */
static gboolean
realized (GSignalInvocationHint *hint, guint n, const GValue *values, gpointer data) {
  if (cp_text_size_get_scale () != 1)
    scale_request (g_value_get_object (&values[0]));
  return TRUE;
}

/* ---- the scale ---- */

double
cp_text_size_get_scale (void) {
  return text.scale > 0 ? text.scale : 1;
}

int
cp_text_size_scale (int pixels) {
  return (int)rint (pixels * cp_text_size_get_scale ());
}

void
cp_text_size_set_scale (double scale) {
  g_return_if_fail (scale >= 1 && scale <= 2);
  static gulong hook;
  if (scale == cp_text_size_get_scale ())
    return;
  text.scale = scale;
  if (hook == 0) {
    g_type_class_unref (g_type_class_ref (GTK_TYPE_WIDGET)); /* its signals are there only then */
    hook = g_signal_add_emission_hook (g_signal_lookup ("realize", GTK_TYPE_WIDGET), 0, realized, NULL, NULL);
  }
  for (guint i = 0; text.sheets != NULL && i < text.sheets->len; i++)
    load_sheet (&g_array_index (text.sheets, Sheet, i));
  GListModel *windows = gtk_window_get_toplevels ();
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
    scale_tree (window);
  }
}
