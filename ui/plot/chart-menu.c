#include "ui/plot/chart-menu.h"

#include "ui/plot/paint.h"
#include "ui/rows/data-table.h"
#include "ui/style/text-size.h"

#define BUTTON 24
#define TITLE_ROW cp_text_size_scale (30)

struct _CpChartMenu {
  GtkWidget *chart; /* its owner */
  const CpChartKind *kind;
  GSimpleActionGroup *actions;
  GtkWidget *button;
  GtkWidget *popover;     /* (nullable): made when it is opened first */
  GtkWidget *table;       /* (nullable): while the chart is a table */
  GCancellable *building; /* (nullable) */
  guint refresh_source;
};

static const char *
get_title (CpChartMenu *self) {
  const char *title = self->kind->get_title (self->chart);
  return title != NULL ? title : "Chart";
}

/* ---- pictures and data ---- */

static GBytes *
render (CpChartMenu *self, CpExportFormat format, double scale, GError **error) {
  int width = MAX (gtk_widget_get_width (self->chart), 1),
      height = MAX (gtk_widget_get_height (self->chart), 1);
  return cp_export_render (format, scale, width, height, self->kind->draw, self->chart, error);
}

static void
copy_picture (GSimpleAction *action, GVariant *parameter, gpointer data) {
  CpChartMenu *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = render (self, CP_EXPORT_PNG, CP_EXPORT_SCALE, &error);
  g_autoptr (GdkTexture) texture = bytes != NULL ? gdk_texture_new_from_bytes (bytes, &error) : NULL;
  if (texture == NULL) {
    cp_outlet_say (self->chart, error->message);
    return;
  }
  gdk_clipboard_set_texture (gtk_widget_get_clipboard (self->chart), texture);
  cp_outlet_say (self->chart, "Copied the picture");
}

static CpParcel *
make_csv (CpChartMenu *self) {
  CpDataSource source = self->kind->get_data (self->chart);
  if (source.n_rows > 0)
    return cp_parcel_new_csv (get_title (self), &source);
  cp_data_source_clear (&source);
  return NULL;
}

static void
copy_data (GSimpleAction *action, GVariant *parameter, gpointer data) {
  CpChartMenu *self = data;
  CpParcel *parcel = make_csv (self);
  if (parcel != NULL)
    cp_outlet_copy (self->chart, parcel);
}

static void
save_data (GSimpleAction *action, GVariant *parameter, gpointer data) {
  CpChartMenu *self = data;
  CpParcel *parcel = make_csv (self);
  if (parcel != NULL)
    cp_outlet_save (self->chart, parcel);
}

/* @parameter: (format, scale) */
static void
save_picture (GSimpleAction *action, GVariant *parameter, gpointer data) {
  CpChartMenu *self = data;
  g_autoptr (GError) error = NULL;
  guint32 format;
  double scale;
  g_variant_get (parameter, "(ud)", &format, &scale);
  if (format > CP_EXPORT_PDF || !(scale >= 1 && scale <= 4))
    return;
  GBytes *bytes = render (self, format, scale, &error);
  if (bytes != NULL)
    cp_outlet_save (self->chart,
                    cp_parcel_new_bytes (get_title (self), cp_export_get_suffix (format), bytes));
  else
    cp_outlet_say (self->chart, error->message);
}

/* ---- the table in its place ---- */

static void
build_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable) {
  const CpDataSource *rows = data;
  g_task_return_pointer (task, rows->build (rows->data), (GDestroyNotify)cp_table_unref);
}

static void
free_source (gpointer data) {
  cp_data_source_clear (data);
  g_free (data);
}

/* The task holds the table's widget, which outlives a chart that goes. */
static void
built (GObject *widget, GAsyncResult *result, gpointer data) {
  g_autoptr (CpTable) table = g_task_propagate_pointer (G_TASK (result), NULL);
  if (table != NULL)
    cp_data_table_set_table (CP_DATA_TABLE (widget), table);
}

static void
stop_building (CpChartMenu *self) {
  g_cancellable_cancel (self->building);
  g_clear_object (&self->building);
}

static gboolean
refresh_now (gpointer data) {
  CpChartMenu *self = data;
  self->refresh_source = 0;
  if (self->table == NULL)
    return G_SOURCE_REMOVE;
  stop_building (self);
  CpDataSource source = self->kind->get_data (self->chart);
  if (source.n_rows == 0) {
    cp_data_source_clear (&source);
    cp_data_table_set_table (CP_DATA_TABLE (self->table), NULL);
  } else if (source.n_rows < CP_PARCEL_LARGE) {
    g_autoptr (CpTable) table = source.build (source.data);
    cp_data_source_clear (&source);
    cp_data_table_set_table (CP_DATA_TABLE (self->table), table);
  } else {
    self->building = g_cancellable_new ();
    g_autoptr (GTask) task = g_task_new (self->table, self->building, built, NULL);
    g_task_set_task_data (task, g_memdup2 (&source, sizeof source), free_source);
    g_task_run_in_thread (task, build_on_worker);
  }
  return G_SOURCE_REMOVE;
}

void
cp_chart_menu_refresh (CpChartMenu *self) {
  g_return_if_fail (self != NULL);
  if (self->table != NULL && self->refresh_source == 0)
    self->refresh_source = g_idle_add (refresh_now, self);
}

gboolean
cp_chart_menu_is_table (CpChartMenu *self) {
  g_return_val_if_fail (self != NULL, FALSE);
  return self->table != NULL;
}

void
cp_chart_menu_set_is_table (CpChartMenu *self, gboolean is_table) {
  g_return_if_fail (self != NULL);
  if ((self->table != NULL) == is_table)
    return;
  if (is_table) {
    g_autofree char *name = g_strdup_printf ("%s, as a table", get_title (self));
    self->table = cp_data_table_new (name);
    gtk_widget_insert_after (self->table, self->chart, NULL);
    refresh_now (self);
  } else {
    stop_building (self);
    g_clear_pointer (&self->table, gtk_widget_unparent);
  }
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "show-table");
  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (is_table));
  gtk_widget_queue_resize (self->chart);
}

static void
change_is_table (GSimpleAction *action, GVariant *value, gpointer data) {
  cp_chart_menu_set_is_table (data, g_variant_get_boolean (value));
}

/* ---- the menu ---- */

/* @mark: (nullable) (transfer none): of the mark it is opened on; the chart's own stand under it then. */
static GMenuModel *
make_model (CpChartMenu *self, GMenuModel *mark) {
  GMenu *menu = g_menu_new (), *copy = g_menu_new (), *picture = g_menu_new (), *data = g_menu_new ();
  g_menu_append (copy, "_Copy picture", "chart.copy-picture");
  g_menu_append (copy, "Copy _data", "chart.copy-data");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (copy));
  if (cp_outlet_find (self->chart) != NULL) {
    GMenu *sizes = g_menu_new ();
    for (guint scale = 1; scale <= 4; scale++) {
      g_autofree char *label =
          g_strdup_printf ("_%u×: %d × %d pixels", scale, (int)scale * gtk_widget_get_width (self->chart),
                           (int)scale * gtk_widget_get_height (self->chart));
      g_autofree char *action =
          g_strdup_printf ("chart.save-picture((uint32 %d, %u.0))", CP_EXPORT_PNG, scale);
      g_menu_append (sizes, label, action);
    }
    g_menu_append_submenu (picture, "Save as _PNG", G_MENU_MODEL (sizes));
    g_menu_append (picture, "Save as _SVG…", "chart.save-picture((uint32 1, 1.0))");
    g_menu_append (picture, "Save as PD_F…", "chart.save-picture((uint32 2, 1.0))");
    g_menu_append (picture, "Save data as CS_V…", "chart.save-data");
    g_menu_append_section (menu, NULL, G_MENU_MODEL (picture));
    g_object_unref (sizes);
  }
  g_menu_append (data, "Show as _table", "chart.show-table");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (data));
  g_object_unref (copy);
  g_object_unref (picture);
  g_object_unref (data);
  if (mark != NULL) {
    GMenu *both = g_menu_new (), *chart = g_menu_new ();
    for (int i = 0; i < g_menu_model_get_n_items (mark);
         i++) { /* a section inside one has no line around it */
      g_autoptr (GMenuModel) section = g_menu_model_get_item_link (mark, i, G_MENU_LINK_SECTION);
      g_menu_append_section (both, NULL, section);
    }
    g_menu_append_submenu (chart, "Pict_ure and data", G_MENU_MODEL (menu));
    g_menu_append_section (both, NULL, G_MENU_MODEL (chart));
    g_object_unref (chart);
    g_object_unref (menu);
    menu = both;
  }
  return G_MENU_MODEL (menu);
}

static void
set_enabled (CpChartMenu *self, const char *name, gboolean is_enabled) {
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), is_enabled);
}

/* Pixel sizes and what is there to copy may be others since the menu was open last. */
static void
open_at (CpChartMenu *self, const GdkRectangle *place, GMenuModel *mark) {
  CpDataSource source = self->kind->get_data (self->chart);
  gboolean has_data = source.n_rows > 0;
  cp_data_source_clear (&source);
  set_enabled (self, "copy-data", has_data);
  set_enabled (self, "save-data", has_data);
  set_enabled (self, "show-table", has_data || self->table != NULL);
  g_autoptr (GMenuModel) model = make_model (self, mark);
  if (self->popover == NULL) {
    self->popover = gtk_popover_menu_new_from_model (model);
    gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
    gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_BOTTOM);
    gtk_widget_set_parent (self->popover, self->chart);
  } else {
    gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->popover), model);
  }
  g_autofree char *name = g_strdup_printf ("Menu of %s", get_title (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->popover), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), place);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
open_at_button (CpChartMenu *self) {
  int width = gtk_widget_get_width (self->chart);
  open_at (self, &(GdkRectangle){MAX (width - BUTTON - 4, 0), 3, BUTTON, BUTTON}, NULL);
}

/* (transfer full) (nullable) */
static GMenuModel *
make_mark_menu (CpChartMenu *self, const graphene_point_t *at, GdkRectangle *place) {
  return self->kind->make_menu != NULL && self->table == NULL ? self->kind->make_menu (self->chart, at, place)
                                                              : NULL;
}

static void
pressed (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data) {
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  CpChartMenu *self = data;
  GdkRectangle place = {(int)x, (int)y, 1, 1}, unused;
  g_autoptr (GMenuModel) mark = make_mark_menu (self, &GRAPHENE_POINT_INIT ((float)x, (float)y), &unused);
  open_at (self, &place, mark);
}

static gboolean
shortcut_pressed (GtkWidget *widget, GVariant *arguments, gpointer data) {
  GdkRectangle place;
  g_autoptr (GMenuModel) mark = make_mark_menu (data, NULL, &place);
  if (mark != NULL)
    open_at (data, &place, mark);
  else
    open_at_button (data);
  return GDK_EVENT_STOP;
}

static void
add_shortcut (GtkShortcutController *controller, GtkShortcutTrigger *trigger, GtkShortcutAction *action) {
  gtk_shortcut_controller_add_shortcut (controller, gtk_shortcut_new (trigger, action));
}

static void
add_controllers (CpChartMenu *self) {
  GtkGesture *click = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed), self);
  gtk_widget_add_controller (self->chart, GTK_EVENT_CONTROLLER (click));
  GtkShortcutController *keys = GTK_SHORTCUT_CONTROLLER (gtk_shortcut_controller_new ());
  GtkShortcutTrigger *trigger = gtk_alternative_trigger_new (
      gtk_keyval_trigger_new (GDK_KEY_Menu, 0), gtk_keyval_trigger_new (GDK_KEY_F10, GDK_SHIFT_MASK));
  add_shortcut (keys, trigger, gtk_callback_action_new (shortcut_pressed, self, NULL));
  add_shortcut (keys, gtk_keyval_trigger_new (GDK_KEY_c, GDK_CONTROL_MASK),
                gtk_named_action_new ("chart.copy-data"));
  add_shortcut (keys, gtk_keyval_trigger_new (GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK),
                gtk_named_action_new ("chart.copy-picture"));
  gtk_widget_add_controller (self->chart, GTK_EVENT_CONTROLLER (keys));
}

static void
add_actions (CpChartMenu *self) {
  const GActionEntry entries[] = {
      {.name = "copy-picture", .activate = copy_picture},
      {.name = "copy-data", .activate = copy_data},
      {.name = "save-picture", .activate = save_picture, .parameter_type = "(ud)"},
      {.name = "save-data", .activate = save_data},
      {.name = "show-table", .state = "false", .change_state = change_is_table},
  };
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (self->chart, "chart", G_ACTION_GROUP (self->actions));
}

CpChartMenu *
cp_chart_menu_new (GtkWidget *chart, const CpChartKind *kind) {
  g_return_val_if_fail (GTK_IS_WIDGET (chart) && kind != NULL, NULL);
  CpChartMenu *self = g_new0 (CpChartMenu, 1);
  self->chart = chart;
  self->kind = kind;
  add_actions (self);
  add_controllers (self);
  self->button = gtk_button_new_from_icon_name ("view-more-symbolic");
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "cp-chart-menu");
  gtk_widget_set_tooltip_text (self->button, "Copy, save or show as a table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, "Chart menu",
                                  GTK_ACCESSIBLE_PROPERTY_HAS_POPUP, TRUE, -1);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (open_at_button), self);
  gtk_widget_set_parent (self->button, chart);
  gtk_widget_add_css_class (chart, "cp-has-menu");
  return self;
}

void
cp_chart_menu_free (CpChartMenu *self) {
  if (self == NULL)
    return;
  stop_building (self);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  gtk_widget_insert_action_group (self->chart, "chart", NULL);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->table, gtk_widget_unparent);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_object_unref (self->actions);
  g_free (self);
}

/* ---- its place ---- */

static void
allocate (GtkWidget *widget, int x, int y, int width, int height) {
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL); /* GTK insists */
  gtk_widget_size_allocate (widget, &(GtkAllocation){x, y, width, height}, -1);
}

void
cp_chart_menu_allocate (CpChartMenu *self, int width, int height) {
  g_return_if_fail (self != NULL);
  int least_width, least_height;
  gtk_widget_measure (self->button, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL, NULL);
  gtk_widget_measure (self->button, GTK_ORIENTATION_VERTICAL, -1, &least_height, NULL, NULL, NULL);
  least_width = MAX (least_width, BUTTON);
  allocate (self->button, MAX (width - least_width - 4, 0), 3, least_width, MAX (least_height, BUTTON));
  if (self->table != NULL) {
    gtk_widget_measure (self->table, GTK_ORIENTATION_VERTICAL, -1, &least_height, NULL, NULL, NULL);
    gtk_widget_measure (self->table, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL, NULL);
    allocate (self->table, 0, TITLE_ROW, MAX (width, least_width), MAX (height - TITLE_ROW, least_height));
  }
  if (self->popover != NULL)
    gtk_popover_present (GTK_POPOVER (self->popover));
}

static void
draw_title (CpChartMenu *self, GtkSnapshot *snapshot) {
  CpPaint paint;
  int width = gtk_widget_get_width (self->chart);
  cairo_t *cr =
      gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)TITLE_ROW));
  cp_paint_begin (&paint, self->chart, cr);
  cp_paint_text (&paint, CP_TEXT_SMALL_TITLE, "t1", get_title (self), 12, TITLE_ROW / 2.0, 0, 0.5,
                 width - 12 - CP_CHART_CORNER);
  cp_paint_end (&paint);
  cairo_destroy (cr);
}

gboolean
cp_chart_menu_snapshot (CpChartMenu *self, GtkSnapshot *snapshot) {
  g_return_val_if_fail (self != NULL, FALSE);
  if (self->table != NULL) {
    draw_title (self, snapshot);
    gtk_widget_snapshot_child (self->chart, self->table, snapshot);
  }
  gtk_widget_snapshot_child (self->chart, self->button, snapshot);
  return self->table != NULL;
}
