#include "app/panels/points-plot-private.h"
#include "app/session/session-counterfactual.h"

#include "app/panels/rows-csv.h"
#include "app/session/session-scope.h"
#include "app/session/session-selection.h"
#include "core/base/error.h"
#include "core/base/format.h"

#define FACETS_MOST 8 /* columns offered; the toolbar has all */

/* What can be done with a point: the menu of the row it stands for. Its actions are the plot's, by the row's
 * number. */

/* ---- the selection ---- */

static void
select_row (GSimpleAction *action, GVariant *parameter, gpointer data) {
  cp_session_select_row (CP_POINTS_PLOT (data)->session, g_variant_get_uint32 (parameter));
}

static gboolean
is_selected (CpSession *session, guint32 row) {
  gsize n;
  const guint32 *rows = cp_session_get_selection (session, &n);
  for (gsize i = 0; i < n; i++) {
    if (rows[i] == row)
      return TRUE;
  }
  return FALSE;
}

/* Adds the row to the selected ones, or takes it from them. */
static void
toggle_selected (GSimpleAction *action, GVariant *parameter, gpointer data) {
  CpSession *session = CP_POINTS_PLOT (data)->session;
  guint32 row = g_variant_get_uint32 (parameter), current = cp_session_get_row (session);
  gboolean was_selected = is_selected (session, row);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  gsize n, at = 0;
  const guint32 *selected = cp_session_get_selection (session, &n);
  g_array_append_vals (rows, selected, (guint)n);
  while (at < n && selected[at] < row)
    at++;
  if (was_selected)
    g_array_remove_index (rows, (guint)at);
  else
    g_array_insert_val (rows, (guint)at, row);
  if (rows->len > 0)
    cp_session_set_selection (session, (const guint32 *)rows->data, rows->len, was_selected ? current : row);
}

static void
show_counterfactual (GSimpleAction *action, GVariant *parameter, gpointer data) {
  CpSession *session = CP_POINTS_PLOT (data)->session;
  cp_session_select_row (session, g_variant_get_uint32 (parameter));
  cp_session_compare (session, TRUE, cp_session_get_compared_model (session),
                      cp_session_get_compared_norm (session));
}

static void
copy_row (GSimpleAction *action, GVariant *parameter, gpointer data) {
  CpPointsPlot *self = data;
  guint32 row = g_variant_get_uint32 (parameter);
  CpDataSource source = cp_rows_csv_source (self->session, &row, 1);
  cp_outlet_copy (GTK_WIDGET (self), cp_parcel_new_csv ("Row", &source));
}

/* ---- the rows of one colour ---- */

typedef struct {
  CpPoints *points;
  guint8 series;
  char *name;
} Alike;

static void
alike_free (gpointer data) {
  Alike *alike = data;
  cp_points_unref (alike->points);
  g_free (alike->name);
  g_free (alike);
}

typedef struct {
  GArray *rows;
  char *name;
} Found;

static void
found_free (gpointer data) {
  Found *found = data;
  g_clear_pointer (&found->rows, g_array_unref);
  g_free (found->name);
  g_free (found);
}

static gpointer
gather_alike (gpointer data, const CpProgress *progress, GCancellable *cancellable, GError **error) {
  const Alike *alike = data;
  if (cp_check_cancelled (cancellable, error))
    return NULL;
  Found *found = g_new0 (Found, 1);
  found->name = g_strdup (alike->name);
  found->rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint32 row = 0; row < alike->points->n; row++) {
    if (alike->points->series[row] == alike->series)
      g_array_append_val (found->rows, row);
  }
  return found;
}

static void
finish_alike (gpointer result, const GError *error, gpointer owner) {
  CpPointsPlot *self = owner;
  Found *found = result;
  if (found == NULL)
    return;
  cp_session_set_scope (self->session, g_steal_pointer (&found->rows), found->name);
  found_free (found);
}

static const CpJobKind alike_kind = {
    .kind = "points-alike",
    .run = gather_alike,
    .free_data = alike_free,
    .free_result = found_free,
    .done = finish_alike,
};

/* (transfer full): "Only B positive", "purpose: Refinancing" */
static char *
name_alike (CpPointsPlot *self, guint32 row) {
  const char *name = self->set->names[self->set->points->series[row]];
  const char *column = cp_points_toolbar_get_name (self->toolbar, CP_POINTS_COLOUR);
  return self->set->request->colour.field < 0 && self->set->series_of_codes != NULL
             ? g_strdup (name)
             : g_strdup_printf ("%s: %s", column, name);
}

static void
look_at_alike (GSimpleAction *action, GVariant *parameter, gpointer data) {
  CpPointsPlot *self = data;
  guint32 row = g_variant_get_uint32 (parameter);
  if (self->set == NULL || row >= self->set->n_rows || self->set->points->series[row] == CP_POINTS_NOWHERE)
    return;
  Alike *alike = g_new0 (Alike, 1);
  alike->points = cp_points_ref (self->set->points);
  alike->series = alike->points->series[row];
  alike->name = name_alike (self, row);
  cp_jobs_start (cp_session_get_jobs (self->session), &alike_kind, alike, self);
}

static void
look_at_all (GSimpleAction *action, GVariant *parameter, gpointer data) {
  cp_session_set_scope (CP_POINTS_PLOT (data)->session, NULL, NULL);
}

void
cp_points_plot_stop_menu (CpPointsPlot *self) {
  cp_jobs_cancel (cp_session_get_jobs (self->session), &alike_kind);
}

/* ---- what is drawn ---- */

static void
colour_by_distance (GSimpleAction *action, GVariant *parameter, gpointer data) {
  CpPointsPlot *self = data;
  const CpColumnChoice distance = {-1, CP_COMPUTED_DISTANCE, 0};
  g_autofree char *name = cp_column_choice_dup_name (&distance, cp_session_get_fields (self->session));
  cp_session_select_row (self->session, g_variant_get_uint32 (parameter));
  cp_points_toolbar_choose (self->toolbar, CP_POINTS_COLOUR, name);
}

static void
facet_by (GSimpleAction *action, GVariant *parameter, gpointer data) {
  const char *name = g_variant_get_string (parameter, NULL);
  cp_points_toolbar_choose (CP_POINTS_PLOT (data)->toolbar, CP_POINTS_FACET_ACROSS,
                            *name != '\0' ? name : NULL);
}

/* ---- the menu ---- */

static void
add_with_row (GMenu *menu, const char *label, const char *action, guint32 row) {
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);
  g_menu_item_set_action_and_target_value (item, action, g_variant_new_uint32 (row));
  g_menu_append_item (menu, item);
}

static void
add_facet (GMenu *menu, const char *label, const char *name) {
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);
  g_menu_item_set_action_and_target_value (item, "point.facet-by", g_variant_new_string (name));
  g_menu_append_item (menu, item);
}

/* An underscore of a name is no mnemonic. (transfer full) */
static char *
dup_plain (const char *name) {
  g_auto (GStrv) parts = g_strsplit (name, "_", -1);
  return g_strjoinv ("__", parts);
}

/* (transfer full): the columns of few values, as they stand in the table */
static GMenuModel *
make_facets (CpPointsPlot *self) {
  GMenu *menu = g_menu_new ();
  CpFields *fields = cp_session_get_fields (self->session);
  CpTable *table = cp_session_get_table (self->session);
  CpColumnChoice unused;
  guint n = 0;
  for (guint i = 0; i < cp_fields_get_n (fields) && n < FACETS_MOST; i++) {
    const CpField *field = cp_fields_get (fields, i);
    guint n_values = field->type == CP_COLUMN_CATEGORY ? cp_field_get_n_values (field, table) : 0;
    if (n_values < 2 || n_values > CP_FACET_MOST)
      continue;
    g_autofree char *label = dup_plain (field->name);
    add_facet (menu, label, field->name);
    n++;
  }
  if (cp_points_toolbar_get (self->toolbar, CP_POINTS_FACET_ACROSS, &unused))
    add_facet (menu, "_No panels", "");
  return G_MENU_MODEL (menu);
}

static void
add_section (GMenu *menu, GMenu *section) {
  if (g_menu_model_get_n_items (G_MENU_MODEL (section)) > 0)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  g_object_unref (section);
}

static void
add_selecting (CpPointsPlot *self, GMenu *menu, guint32 row) {
  CpSession *session = self->session;
  GMenu *section = g_menu_new ();
  gsize n;
  cp_session_get_selection (session, &n);
  g_autofree char *number = cp_format_count (row), *select = g_strdup_printf ("_Select row %s", number);
  add_with_row (section, select, "point.select", row);
  if (!is_selected (session, row) && n > 0)
    add_with_row (section, "_Add to the selected rows", "point.toggle-selected", row);
  else if (n > 1)
    add_with_row (section, "_Take from the selected rows", "point.toggle-selected", row);
  if (cp_session_get_n_models (session) > 0)
    add_with_row (section, "Show its _nearest counterfactual", "point.counterfactual", row);
  add_with_row (section, "Copy _row", "point.copy", row);
  add_section (menu, section);
}

static void
add_looking (CpPointsPlot *self, GMenu *menu, guint32 row) {
  GMenu *section = g_menu_new ();
  if (self->set->n_series > 1) {
    g_autofree char *name = name_alike (self, row), *plain = dup_plain (name);
    g_autofree char *label = g_strdup_printf ("_Look only at “%s”", plain);
    add_with_row (section, label, "point.look-at-alike", row);
  }
  if (cp_session_is_narrowed (self->session))
    g_menu_append (section, "Look at a_ll rows", "point.look-at-all");
  add_section (menu, section);
}

static void
add_drawing (CpPointsPlot *self, GMenu *menu, guint32 row) {
  GMenu *section = g_menu_new ();
  g_autoptr (GMenuModel) facets = make_facets (self);
  add_with_row (section, "Colour by _distance to it", "point.colour-by-distance", row);
  if (g_menu_model_get_n_items (facets) > 0)
    g_menu_append_submenu (section, "_Facet by", facets);
  add_section (menu, section);
}

/* (transfer full) (nullable) */
static GMenuModel *
make_menu (guint row, gpointer data) {
  CpPointsPlot *self = data;
  if (!cp_points_plot_is_ready (self) || self->set == NULL || row >= self->set->n_rows ||
      self->set->points->series[row] == CP_POINTS_NOWHERE)
    return NULL;
  GMenu *menu = g_menu_new ();
  add_selecting (self, menu, row);
  add_looking (self, menu, row);
  add_drawing (self, menu, row);
  return G_MENU_MODEL (menu);
}

void
cp_points_plot_add_menu (CpPointsPlot *self) {
  const GActionEntry entries[] = {
      {.name = "select", .activate = select_row, .parameter_type = "u"},
      {.name = "toggle-selected", .activate = toggle_selected, .parameter_type = "u"},
      {.name = "counterfactual", .activate = show_counterfactual, .parameter_type = "u"},
      {.name = "copy", .activate = copy_row, .parameter_type = "u"},
      {.name = "look-at-alike", .activate = look_at_alike, .parameter_type = "u"},
      {.name = "look-at-all", .activate = look_at_all},
      {.name = "colour-by-distance", .activate = colour_by_distance, .parameter_type = "u"},
      {.name = "facet-by", .activate = facet_by, .parameter_type = "s"},
  };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "point", G_ACTION_GROUP (actions));
  cp_scatter_set_row_menu (CP_SCATTER (self->scatter), make_menu, self);
}
