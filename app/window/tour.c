#include "app/window/tour.h"

#include "app/panels/headline.h"
#include "ui/controls/reveal.h"
#include "ui/plot/scatter.h"

#define AROUND 120 /* pixels around what a step is about: its words stand there */

/* A widget without a size of its own, so that the popover has a parent that goes with the tour. */
struct _CpTour {
  GtkWidget parent_instance;
  GtkStack *pages;
  GtkWidget *popover, *title, *text, *count, *back, *next;
  guint step;
  guint show_tick;
};

G_DEFINE_FINAL_TYPE (CpTour, cp_tour, GTK_TYPE_WIDGET)

enum { ENDED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* ---- what the steps point at ---- */

/* (transfer none) (nullable): the first that is seen */
static GtkWidget *
find_seen (GtkWidget *root, gboolean (*fits) (GtkWidget *)) {
  if (gtk_widget_get_mapped (root) && fits (root))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_seen (child, fits);
    if (found != NULL)
      return found;
  }
  return NULL;
}

static gboolean
is_scatter (GtkWidget *widget) {
  return CP_IS_SCATTER (widget);
}

static gboolean
is_run_button (GtkWidget *widget) {
  return GTK_IS_BUTTON (widget) &&
         g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), "win.run") == 0;
}

static gboolean
is_headline (GtkWidget *widget) {
  return CP_IS_HEADLINE (widget);
}

static GtkWidget *
find_scatter (GtkWidget *page) {
  return find_seen (page, is_scatter);
}

static GtkWidget *
find_run_button (GtkWidget *page) {
  return find_seen (page, is_run_button);
}

static GtkWidget *
find_headline (GtkWidget *page) {
  return find_seen (page, is_headline);
}

static const CpTourStep steps[] = {
    {"points", find_scatter, "A point is a row",
     "Where it lies is what the two models say of it. Click a point, or walk with the arrow keys and press "
     "Enter: the row opens on the right."},
    {"points", find_run_button, "What if it were different?",
     "Change a value of the row, then run inference: both models score the changed row, and the point "
     "moves."},
    {"performance", find_headline, "Whose thresholds are fair?",
     "The sentence says what the models decide for each group. Choose a strategy on the left, or move a "
     "threshold, and read it again."},
};

/* ---- showing a step ---- */

/* (transfer none): what the step is about, else its page */
static GtkWidget *
find_target (CpTour *self) {
  GtkWidget *page = gtk_stack_get_visible_child (self->pages), *target = steps[self->step].find (page);
  return target != NULL ? target : page;
}

static void
point (CpTour *self) {
  graphene_rect_t box;
  if (!gtk_widget_compute_bounds (find_target (self), GTK_WIDGET (self), &box))
    return;
  /* towards the middle of a plot, below a button or a sentence */
  gboolean is_large = box.size.height > 200;
  GdkRectangle place = {(int)box.origin.x, (int)box.origin.y, (int)box.size.width, (int)box.size.height};
  if (is_large)
    place = (GdkRectangle){place.x + place.width / 2, place.y + place.height / 3, 1, 1};
  gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_BOTTOM);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &place);
  gtk_popover_popup (GTK_POPOVER (self->popover));
  gtk_widget_grab_focus (self->next);
}

/* Large text puts the row beneath the points, where nobody sees it. */
static gboolean
bring_into_sight (CpTour *self) {
  GtkWidget *target = find_target (self);
  graphene_rect_t whole;
  return gtk_widget_compute_bounds (target, target, &whole) && cp_reveal (target, &whole, AROUND);
}

/* A page that was not shown before has a size only with the next frame, and one that scrolls its places. */
static gboolean
point_later (GtkWidget *widget, GdkFrameClock *clock, gpointer data) {
  CpTour *self = CP_TOUR (widget);
  if (gtk_widget_get_width (gtk_stack_get_visible_child (self->pages)) == 0 || bring_into_sight (self))
    return G_SOURCE_CONTINUE;
  self->show_tick = 0;
  point (self);
  return G_SOURCE_REMOVE;
}

static void
show_step (CpTour *self, guint step) {
  self->step = step;
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  gtk_stack_set_visible_child_name (self->pages, steps[step].page);
  g_autofree char *count = g_strdup_printf ("%u of %u", step + 1, (guint)G_N_ELEMENTS (steps));
  gtk_label_set_text (GTK_LABEL (self->title), steps[step].title);
  gtk_label_set_text (GTK_LABEL (self->text), steps[step].text);
  gtk_label_set_text (GTK_LABEL (self->count), count);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->popover), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  steps[step].title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, steps[step].text,
                                  -1);
  gtk_widget_set_sensitive (self->back, step > 0);
  gtk_button_set_label (GTK_BUTTON (self->next), step + 1 == G_N_ELEMENTS (steps) ? "Done" : "Next");
  if (self->show_tick == 0)
    self->show_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), point_later, NULL, NULL);
}

static void
end (CpTour *self) {
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  g_signal_emit (self, signals[ENDED], 0);
}

static void
go_back (CpTour *self) {
  if (self->step > 0)
    show_step (self, self->step - 1);
}

static void
go_on (CpTour *self) {
  if (self->step + 1 < G_N_ELEMENTS (steps))
    show_step (self, self->step + 1);
  else
    end (self);
}

static gboolean
key_pressed (CpTour *self, guint key, guint code, GdkModifierType state) {
  if (key != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  end (self);
  return GDK_EVENT_STOP;
}

/* ---- the type ---- */

static GtkWidget *
make_button (CpTour *self, const char *label, GCallback clicked) {
  GtkWidget *button = gtk_button_new_with_label (label);
  g_signal_connect_swapped (button, "clicked", clicked, self);
  return button;
}

static GtkWidget *
make_buttons (CpTour *self) {
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *skip = make_button (self, "Skip", G_CALLBACK (end));
  self->count = gtk_label_new (NULL);
  self->back = make_button (self, "Back", G_CALLBACK (go_back));
  self->next = make_button (self, "Next", G_CALLBACK (go_on));
  gtk_widget_add_css_class (skip, "flat");
  gtk_widget_add_css_class (self->next, "suggested-action");
  gtk_widget_add_css_class (self->count, "cp-caption");
  gtk_widget_set_hexpand (self->count, TRUE);
  gtk_box_append (GTK_BOX (box), skip);
  gtk_box_append (GTK_BOX (box), self->count);
  gtk_box_append (GTK_BOX (box), self->back);
  gtk_box_append (GTK_BOX (box), self->next);
  return box;
}

static void
cp_tour_size_allocate (GtkWidget *widget, int width, int height, int baseline) {
  gtk_popover_present (GTK_POPOVER (CP_TOUR (widget)->popover));
}

static void
cp_tour_dispose (GObject *object) {
  CpTour *self = CP_TOUR (object);
  if (self->show_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->show_tick);
  self->show_tick = 0;
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  G_OBJECT_CLASS (cp_tour_parent_class)->dispose (object);
}

static void
cp_tour_class_init (CpTourClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_tour_dispose;
  GTK_WIDGET_CLASS (class)->size_allocate = cp_tour_size_allocate;
  signals[ENDED] =
      g_signal_new ("ended", CP_TYPE_TOUR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cp_tour_init (CpTour *self) {
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->title = gtk_label_new (NULL);
  self->text = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->title, "cp-title");
  gtk_widget_add_css_class (box, "cp-tour");
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_label_set_xalign (GTK_LABEL (self->text), 0);
  gtk_label_set_wrap (GTK_LABEL (self->text), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->text), 44);
  gtk_box_append (GTK_BOX (box), self->title);
  gtk_box_append (GTK_BOX (box), self->text);
  gtk_box_append (GTK_BOX (box), make_buttons (self));
  self->popover = gtk_popover_new ();
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_child (GTK_POPOVER (self->popover), box);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed), self);
  gtk_widget_add_controller (self->popover, keys);
}

GtkWidget *
cp_tour_new (GtkWidget *parent, GtkStack *pages) {
  g_return_val_if_fail (GTK_IS_WIDGET (parent) && GTK_IS_STACK (pages), NULL);
  CpTour *self = g_object_new (CP_TYPE_TOUR, NULL);
  self->pages = pages;
  gtk_widget_set_parent (GTK_WIDGET (self), parent);
  show_step (self, 0);
  return GTK_WIDGET (self);
}
