#include "app/panels/slice-line.h"

#include "app/panels/letters.h"
#include "app/panels/slice-columns.h"
#include "core/base/format.h"
#include "ui/controls/badge.h"
#include "ui/controls/inscription.h"
#include "ui/controls/threshold.h"
#include "ui/controls/tooltip.h"
#include "ui/plot/rate-bar.h"

#include <math.h>
#include <string.h>

struct _CpSliceLine {
  GtkWidget parent_instance;
  CpSession *session;
  guint model, slice;
  gboolean is_updating;
  GtkWidget *box, *threshold_stack, *control, *bar, *rate_label;
  CpSliceColumns columns;
  GtkWidget *labels[CP_N_METRICS];
  GtkWidget *q_label; /* (nullable) */
  CpAuditCell last;   /* that the labels say; n < 0: none */
  char *name;         /* of the slice, as the threshold is called */
};

G_DEFINE_FINAL_TYPE (CpSliceLine, cp_slice_line, GTK_TYPE_WIDGET)

static void
threshold_changed (CpSliceLine *self) {
  if (!self->is_updating)
    cp_session_set_threshold (self->session, self->model, self->slice,
                              cp_threshold_control_get_threshold (CP_THRESHOLD_CONTROL (self->control)));
}

static const CpAuditCell *
get_cell (CpSliceLine *self) {
  const CpAudit *audit = cp_session_get_audit (self->session);
  if (audit == NULL)
    return NULL;
  const CpAuditModel *model = &audit->models[self->model];
  return self->slice == CP_ALL_ROWS ? &model->overall : &model->slices[self->slice];
}

/* The figure, and beneath it its interval where these are shown; while a threshold moves only the formulas'
 * intervals are known. */
static void
update_label (CpSliceLine *self, GtkWidget *label, const CpAuditCell *cell, CpMetric metric) {
  g_autofree char *text = cp_slice_format_metric (metric, cell->metrics[metric]);
  g_autofree char *tooltip = cp_slice_describe_metric (cell, metric);
  if (self->columns.shows_intervals) {
    g_autofree char *interval = cp_slice_format_interval (metric, cell->intervals[metric]);
    g_autofree char *markup =
        g_markup_printf_escaped ("%s\n<span size=\"smaller\" weight=\"normal\">%s</span>", text, interval);
    gtk_inscription_set_markup (GTK_INSCRIPTION (label), markup);
  } else {
    gtk_inscription_set_text (GTK_INSCRIPTION (label), text);
  }
  cp_tooltip_set (label, tooltip);
  if (cell->n < CP_FEW_ROWS)
    gtk_widget_add_css_class (label, "cp-faint");
  else
    gtk_widget_remove_css_class (label, "cp-faint");
}

/* While a threshold moves it is not known anew, and that of before stands. */
static void
update_q (CpSliceLine *self, const CpAuditCell *cell) {
  double q = cell->q[CP_METRIC_SELECTION_RATE];
  if (self->q_label == NULL || (isnan (q) && self->slice != CP_ALL_ROWS))
    return;
  g_autofree char *text = cp_slice_format_q (q);
  gtk_inscription_set_text (GTK_INSCRIPTION (self->q_label), text);
}

static void
update_threshold (CpSliceLine *self, const char *slice_name) {
  double threshold = cp_session_get_threshold (self->session, self->model, self->slice);
  const CpThresholds *preview = cp_session_get_preview (self->session, self->model);
  if (g_strcmp0 (self->name, slice_name) != 0) {
    g_autofree char *label =
        g_strdup_printf ("Threshold of %s, %s", cp_model_letter (self->model), slice_name);
    cp_threshold_control_set_label (CP_THRESHOLD_CONTROL (self->control), label);
    g_free (self->name);
    self->name = g_strdup (slice_name);
  }
  gtk_stack_set_visible_child_name (GTK_STACK (self->threshold_stack),
                                    isnan (threshold) ? "varies" : "control");
  self->is_updating = TRUE;
  if (!isnan (threshold))
    cp_threshold_control_set_threshold (CP_THRESHOLD_CONTROL (self->control), MAX (threshold, 0));
  self->is_updating = FALSE;
  gboolean is_shown = preview != NULL && self->slice != CP_ALL_ROWS && self->slice < preview->n_slices &&
                      preview->thresholds[self->slice] != threshold;
  cp_threshold_control_set_preview (CP_THRESHOLD_CONTROL (self->control),
                                    is_shown ? preview->thresholds[self->slice] : NAN);
}

/* Whether the labels already say what @cell holds. While a threshold moves, all slices but one are so: their
 * intervals by bootstrap are not known anew, and the old ones hold. */
static gboolean
is_said (const CpAuditCell *said, const CpAuditCell *cell) {
  if (said->n != cell->n || memcmp (&said->confusion, &cell->confusion, sizeof said->confusion) != 0 ||
      memcmp (said->metrics, cell->metrics, sizeof said->metrics) != 0)
    return FALSE;
  for (guint m = 0; m < CP_N_METRICS; m++) {
    if (!isnan (cell->intervals[m].low) &&
        memcmp (&said->intervals[m], &cell->intervals[m], sizeof (CpInterval)) != 0)
      return FALSE;
  }
  return TRUE;
}

void
cp_slice_line_update (CpSliceLine *self, guint slice, const char *slice_name) {
  g_return_if_fail (CP_IS_SLICE_LINE (self));
  if (slice != self->slice && self->q_label != NULL)
    gtk_inscription_set_text (GTK_INSCRIPTION (self->q_label), "");
  self->slice = slice;
  const CpAuditCell *cell = get_cell (self);
  if (cell == NULL)
    return;
  update_threshold (self, slice_name);
  update_q (self, cell);
  if (is_said (&self->last, cell))
    return;
  self->last = *cell;
  CpInterval interval = cell->intervals[CP_METRIC_SELECTION_RATE];
  cp_rate_bar_set (CP_RATE_BAR (self->bar), cell->metrics[CP_METRIC_SELECTION_RATE], interval.low,
                   interval.high);
  update_label (self, self->rate_label, cell, CP_METRIC_SELECTION_RATE);
  for (guint i = 0; i < self->columns.n; i++)
    update_label (self, self->labels[i], cell, self->columns.metrics[i]);
}

static void
cp_slice_line_dispose (GObject *object) {
  CpSliceLine *self = CP_SLICE_LINE (object);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (cp_slice_line_parent_class)->dispose (object);
}

static void
cp_slice_line_finalize (GObject *object) {
  g_free (CP_SLICE_LINE (object)->name);
  G_OBJECT_CLASS (cp_slice_line_parent_class)->finalize (object);
}

static void
cp_slice_line_class_init (CpSliceLineClass *class) {
  G_OBJECT_CLASS (class)->dispose = cp_slice_line_dispose;
  G_OBJECT_CLASS (class)->finalize = cp_slice_line_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
cp_slice_line_init (CpSliceLine *self) {
  self->slice = CP_ALL_ROWS;
  self->last.n = -1;
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, CP_SLICE_SPACING);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

static void
add_threshold (CpSliceLine *self) {
  self->threshold_stack = gtk_stack_new ();
  self->control = cp_threshold_control_new (cp_model_letter (self->model));
  GtkWidget *varies = gtk_label_new ("by slice");
  gtk_label_set_xalign (GTK_LABEL (varies), 1);
  gtk_widget_set_margin_end (varies, 8);
  gtk_widget_add_css_class (varies, "cp-dim");
  cp_tooltip_set (varies, "The slices have different thresholds");
  gtk_stack_add_named (GTK_STACK (self->threshold_stack), self->control, "control");
  gtk_stack_add_named (GTK_STACK (self->threshold_stack), varies, "varies");
  gtk_widget_set_size_request (self->threshold_stack, CP_SLICE_THRESHOLD_WIDTH, -1);
  gtk_widget_set_hexpand (self->threshold_stack, TRUE); /* a long slider sets finer */
  g_signal_connect_swapped (self->control, "notify::threshold", G_CALLBACK (threshold_changed), self);
  gtk_box_append (GTK_BOX (self->box), self->threshold_stack);
}

/* The interval stands in a line of its own. */
static GtkWidget *
make_figure (const CpSliceColumns *columns, int width) {
  GtkWidget *figure = cp_inscription_new (1);
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (figure), columns->shows_intervals ? 2 : 1);
  gtk_widget_set_size_request (figure, width, -1);
  return figure;
}

GtkWidget *
cp_slice_line_new (CpSession *session, guint model, const CpSliceColumns *columns) {
  CpSliceLine *self = g_object_new (CP_TYPE_SLICE_LINE, NULL);
  self->session = g_object_ref (session);
  self->model = model;
  self->columns = *columns;
  gtk_box_append (GTK_BOX (self->box), cp_badge_new (cp_model_letter (model)));
  add_threshold (self);
  self->bar = cp_rate_bar_new (cp_model_fill (model));
  gtk_widget_set_size_request (self->bar, CP_SLICE_BAR_WIDTH, -1);
  gtk_widget_set_hexpand (self->bar, TRUE);
  gtk_widget_set_valign (self->bar, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->box), self->bar);
  self->rate_label = make_figure (columns, cp_slice_column_get_width (columns, CP_METRIC_SELECTION_RATE));
  gtk_widget_add_css_class (self->rate_label, "cp-strong");
  gtk_box_append (GTK_BOX (self->box), self->rate_label);
  if (columns->shows_q) {
    self->q_label = make_figure (columns, CP_SLICE_Q_WIDTH);
    gtk_box_append (GTK_BOX (self->box), self->q_label);
  }
  for (guint i = 0; i < columns->n; i++) {
    self->labels[i] = make_figure (columns, cp_slice_column_get_width (columns, columns->metrics[i]));
    gtk_box_append (GTK_BOX (self->box), self->labels[i]);
  }
  return GTK_WIDGET (self);
}
