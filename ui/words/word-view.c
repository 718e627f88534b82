#include "ui/words/word-view.h"

#include "ui/style/style.h"

#include <math.h>

#define PALEST 0.05 /* tint of the smallest effect shown, */
#define DARKEST 0.6 /* and of the largest */
#define ROUND 3
#define LINE 2 /* thickness of the line beneath */
#define AIR 2  /* left and right of a word */

struct _CpWordView {
  GtkTextView parent_instance;
  GArray *marks; /* of CpWordMark */
  GtkTextTag *unknown, *struck;
  int hovered, caret; /* a mark, −1 for none */
};

G_DEFINE_FINAL_TYPE (CpWordView, cp_word_view, GTK_TYPE_TEXT_VIEW)

enum { WORD_CHANGED, WORD_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static GtkTextBuffer *
get_buffer (CpWordView *self) {
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
}

static CpWordMark *
get_at (CpWordView *self, guint i) {
  return &g_array_index (self->marks, CpWordMark, i);
}

/* ---- which word ---- */

/* The shortest mark around @offset, so a word is found before the pair it belongs to; −1 for none. */
static int
find_mark (CpWordView *self, int offset, gboolean takes_end) {
  int found = -1;
  for (guint i = 0; i < self->marks->len; i++) {
    const CpWordMark *mark = get_at (self, i);
    if ((int)mark->begin > offset)
      break;
    gboolean is_in = offset < (int)mark->end || (takes_end && offset == (int)mark->end);
    if (is_in && (found < 0 || mark->end - mark->begin <=
                                   get_at (self, (guint)found)->end - get_at (self, (guint)found)->begin))
      found = (int)i;
  }
  return found;
}

static int
get_current (CpWordView *self) {
  if (self->hovered >= 0)
    return self->hovered;
  return gtk_widget_has_focus (GTK_WIDGET (self)) ? self->caret : -1;
}

static void
set_words (CpWordView *self, int hovered, int caret) {
  int before = get_current (self);
  self->hovered = hovered;
  self->caret = caret;
  if (get_current (self) == before)
    return;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[WORD_CHANGED], 0);
}

static int
find_caret (CpWordView *self) {
  GtkTextIter at;
  gtk_text_buffer_get_iter_at_mark (get_buffer (self), &at, gtk_text_buffer_get_insert (get_buffer (self)));
  return find_mark (self, gtk_text_iter_get_offset (&at), TRUE);
}

static void
caret_moved (CpWordView *self) {
  set_words (self, self->hovered, find_caret (self));
}

static int
find_at (CpWordView *self, double x, double y) {
  int bx, by;
  GtkTextIter at;
  gtk_text_view_window_to_buffer_coords (GTK_TEXT_VIEW (self), GTK_TEXT_WINDOW_WIDGET, (int)x, (int)y, &bx,
                                         &by);
  if (!gtk_text_view_get_iter_at_location (GTK_TEXT_VIEW (self), &at, bx, by))
    return -1;
  return find_mark (self, gtk_text_iter_get_offset (&at), FALSE);
}

static void
pointer_moved (GtkEventController *controller, double x, double y, CpWordView *self) {
  set_words (self, find_at (self, x, y), self->caret);
}

static void
pointer_left (GtkEventController *controller, CpWordView *self) {
  set_words (self, -1, self->caret);
}

void
cp_word_view_forget_pointer (CpWordView *self) {
  g_return_if_fail (CP_IS_WORD_VIEW (self));
  set_words (self, -1, self->caret);
}

static void
focus_changed (CpWordView *self) {
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[WORD_CHANGED], 0);
}

static void
released (GtkGesture *gesture, int n_press, double x, double y, CpWordView *self) {
  GtkTextIter from, to;
  if (n_press != 1 || gtk_text_buffer_get_selection_bounds (get_buffer (self), &from, &to))
    return;
  set_words (self, find_at (self, x, y), self->caret);
  if (self->hovered >= 0)
    g_signal_emit (self, signals[WORD_ACTIVATED], 0);
}

/* Before the text view, for which Alt Enter is a line break like any Enter. */
static gboolean
key_pressed (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
             CpWordView *self) {
  gboolean is_enter = key == GDK_KEY_Return || key == GDK_KEY_KP_Enter;
  if (!is_enter || (state & gtk_accelerator_get_default_mod_mask ()) != GDK_ALT_MASK)
    return GDK_EVENT_PROPAGATE;
  set_words (self, -1, find_caret (self));
  if (self->caret >= 0)
    g_signal_emit (self, signals[WORD_ACTIVATED], 0);
  return GDK_EVENT_STOP;
}

const CpWordMark *
cp_word_view_get_mark (CpWordView *self) {
  g_return_val_if_fail (CP_IS_WORD_VIEW (self), NULL);
  int current = get_current (self);
  return current >= 0 && current < (int)self->marks->len ? get_at (self, (guint)current) : NULL;
}

/* ---- marks and the text under the hand ---- */

static void
inserted (CpWordView *self, GtkTextIter *at, const char *text, int length) {
  guint offset = (guint)gtk_text_iter_get_offset (at), n = (guint)g_utf8_strlen (text, length);
  for (guint i = 0; i < self->marks->len; i++) {
    CpWordMark *mark = get_at (self, i);
    if (mark->begin >= offset)
      mark->begin += n;
    if (mark->end > offset)
      mark->end += n;
  }
}

static void
deleted (CpWordView *self, GtkTextIter *from, GtkTextIter *to) {
  guint begin = (guint)gtk_text_iter_get_offset (from), end = (guint)gtk_text_iter_get_offset (to);
  for (guint i = 0; i < self->marks->len; i++) {
    CpWordMark *mark = get_at (self, i);
    mark->begin = mark->begin >= end ? mark->begin - (end - begin) : MIN (mark->begin, begin);
    mark->end = mark->end >= end ? mark->end - (end - begin) : MIN (mark->end, begin);
  }
}

/* (transfer full): where letters become grey and where they end to be, by turns, ascending */
static GArray *
list_grey (CpWordView *self) {
  GArray *turns = g_array_new (FALSE, FALSE, sizeof (int));
  for (guint i = 0; i < self->marks->len; i++) {
    const CpWordMark *mark = get_at (self, i);
    int *end = turns->len > 0 ? &g_array_index (turns, int, turns->len - 1) : NULL;
    const int range[] = {(int)mark->begin, (int)mark->end};
    if (!mark->is_unknown || range[0] >= range[1])
      continue;
    if (end != NULL && range[0] <= *end)
      *end = MAX (*end, range[1]);
    else
      g_array_append_vals (turns, range, 2);
  }
  return turns;
}

/* One walk from turn to turn: a place found by its number costs a walk along its paragraph. */
static gboolean
is_grey (CpWordView *self, const GArray *turns) {
  GtkTextIter at;
  gtk_text_buffer_get_start_iter (get_buffer (self), &at);
  gboolean is_turn =
      gtk_text_iter_has_tag (&at, self->unknown) || gtk_text_iter_forward_to_tag_toggle (&at, self->unknown);
  guint n = 0;
  for (; is_turn && n < turns->len && gtk_text_iter_get_offset (&at) == g_array_index (turns, int, n); n++)
    is_turn = gtk_text_iter_forward_to_tag_toggle (&at, self->unknown);
  return n == turns->len && !is_turn;
}

/* Letters are greyed only where that changed: a tag applied anew lays the paragraph out anew. */
static void
grey_unknown (CpWordView *self) {
  GtkTextBuffer *buffer = get_buffer (self);
  GtkTextIter from, to;
  g_autoptr (GArray) turns = list_grey (self);
  if (is_grey (self, turns))
    return;
  gtk_text_buffer_get_bounds (buffer, &from, &to);
  gtk_text_buffer_remove_tag (buffer, self->unknown, &from, &to);
  for (guint i = 0; i + 1 < turns->len; i += 2) {
    gtk_text_iter_set_offset (&from, g_array_index (turns, int, i));
    gtk_text_iter_set_offset (&to, g_array_index (turns, int, i + 1));
    gtk_text_buffer_apply_tag (buffer, self->unknown, &from, &to);
  }
}

void
cp_word_view_set_marks (CpWordView *self, const CpWordMark *marks, guint n) {
  g_return_if_fail (CP_IS_WORD_VIEW (self));
  int n_characters = gtk_text_buffer_get_char_count (get_buffer (self));
  g_array_set_size (self->marks, 0);
  for (guint i = 0; i < n; i++) {
    if ((int)marks[i].end <= n_characters)
      g_array_append_val (self->marks, marks[i]);
  }
  self->hovered = self->hovered < (int)self->marks->len ? self->hovered : -1;
  self->caret = find_caret (self);
  grey_unknown (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[WORD_CHANGED], 0);
}

void
cp_word_view_strike (CpWordView *self, const CpWordMark *marks, guint n) {
  g_return_if_fail (CP_IS_WORD_VIEW (self) && (marks != NULL || n == 0));
  GtkTextBuffer *buffer = get_buffer (self);
  GtkTextIter from, to;
  gtk_text_buffer_get_bounds (buffer, &from, &to);
  gtk_text_buffer_remove_tag (buffer, self->struck, &from, &to);
  for (guint i = 0; i < n; i++) {
    gtk_text_buffer_get_iter_at_offset (buffer, &from, (int)marks[i].begin);
    gtk_text_buffer_get_iter_at_offset (buffer, &to, (int)marks[i].end);
    gtk_text_buffer_apply_tag (buffer, self->struck, &from, &to);
  }
}

/* ---- drawing ---- */

static void
append_line (GtkSnapshot *snapshot, const GdkRGBA *colour, const graphene_rect_t *box, gboolean is_dotted) {
  float y = box->origin.y + box->size.height - LINE;
  if (!is_dotted) {
    gtk_snapshot_append_color (snapshot, colour,
                               &GRAPHENE_RECT_INIT (box->origin.x, y, box->size.width, LINE));
    return;
  }
  for (float x = 0; x + LINE <= box->size.width; x += 2 * LINE)
    gtk_snapshot_append_color (snapshot, colour, &GRAPHENE_RECT_INIT (box->origin.x + x, y, LINE, LINE));
}

static void
append_box (CpWordView *self, GtkSnapshot *snapshot, const graphene_rect_t *box, const CpWordMark *mark,
            gboolean is_current) {
  GskRoundedRect shape;
  GdkRGBA colour;
  gsk_rounded_rect_init_from_rect (&shape, box, ROUND);
  if (mark->strength != 0) {
    cp_style_lookup (GTK_WIDGET (self), mark->strength > 0 ? "pos" : "neg", &colour);
    GdkRGBA tint = colour;
    tint.alpha = (float)(PALEST + (DARKEST - PALEST) * MIN (fabs (mark->strength), 1));
    gtk_snapshot_push_rounded_clip (snapshot, &shape);
    gtk_snapshot_append_color (snapshot, &tint, box);
    append_line (snapshot, &colour, box, mark->strength < 0);
    gtk_snapshot_pop (snapshot);
  }
  if (!is_current)
    return;
  cp_style_lookup (GTK_WIDGET (self), "ink", &colour);
  graphene_rect_t around = *box;
  graphene_rect_inset (&around, -1, -1);
  gsk_rounded_rect_init_from_rect (&shape, &around, ROUND + 1);
  gtk_snapshot_append_border (snapshot, &shape, (const float[]){1, 1, 1, 1},
                              (const GdkRGBA[]){colour, colour, colour, colour});
}

/* One box a line of the screen the mark stands on. */
static void
append_mark (CpWordView *self, GtkSnapshot *snapshot, const CpWordMark *mark, gboolean is_current) {
  GtkTextIter from, to, end;
  gtk_text_buffer_get_iter_at_offset (get_buffer (self), &from, (int)mark->begin);
  gtk_text_buffer_get_iter_at_offset (get_buffer (self), &end, (int)mark->end);
  while (gtk_text_iter_compare (&from, &end) < 0) {
    to = from;
    if (!gtk_text_view_forward_display_line_end (GTK_TEXT_VIEW (self), &to) ||
        gtk_text_iter_compare (&to, &end) > 0 || gtk_text_iter_compare (&to, &from) <= 0)
      to = end;
    GdkRectangle first, last;
    gtk_text_view_get_iter_location (GTK_TEXT_VIEW (self), &from, &first);
    gtk_text_view_get_iter_location (GTK_TEXT_VIEW (self), &to, &last);
    if (last.y == first.y && last.x > first.x)
      append_box (self, snapshot,
                  &GRAPHENE_RECT_INIT ((float)first.x - AIR, (float)first.y,
                                       (float)(last.x - first.x) + 2 * AIR, (float)first.height + LINE),
                  mark, is_current);
    from = to;
    if (gtk_text_iter_compare (&from, &end) < 0)
      gtk_text_iter_forward_char (&from); /* the break itself */
  }
}

/* The characters in sight: a paragraph may be thousands of lines of the screen, and to ask where a word of it
 * stands costs a walk along them. Of either end both sides are asked, for a text from right to left. */
static void
find_seen (GtkTextView *view, int *out_begin, int *out_end) {
  GdkRectangle seen;
  *out_begin = G_MAXINT;
  *out_end = 0;
  gtk_text_view_get_visible_rect (view, &seen);
  for (guint corner = 0; corner < 4; corner++) {
    GtkTextIter at;
    gtk_text_view_get_iter_at_location (view, &at, corner % 2 == 0 ? seen.x : seen.x + seen.width,
                                        corner < 2 ? seen.y : seen.y + seen.height);
    *out_begin = MIN (*out_begin, gtk_text_iter_get_offset (&at));
    *out_end = MAX (*out_end, gtk_text_iter_get_offset (&at) + 1);
  }
}

static void
cp_word_view_snapshot_layer (GtkTextView *view, GtkTextViewLayer layer, GtkSnapshot *snapshot) {
  CpWordView *self = CP_WORD_VIEW (view);
  if (layer != GTK_TEXT_VIEW_LAYER_BELOW_TEXT)
    return;
  int begin, end, current = get_current (self);
  find_seen (view, &begin, &end);
  for (guint i = 0; i < self->marks->len; i++) {
    const CpWordMark *mark = get_at (self, i);
    if ((int)mark->end > begin && (int)mark->begin <= end && (mark->strength != 0 || (int)i == current))
      append_mark (self, snapshot, mark, (int)i == current);
  }
}

void
cp_word_view_get_place (CpWordView *self, const CpWordMark *mark, GdkRectangle *out) {
  g_return_if_fail (CP_IS_WORD_VIEW (self) && mark != NULL && out != NULL);
  GtkTextIter from, to;
  GdkRectangle last;
  gtk_text_buffer_get_iter_at_offset (get_buffer (self), &from, (int)mark->begin);
  gtk_text_buffer_get_iter_at_offset (get_buffer (self), &to, (int)mark->end);
  gtk_text_view_get_iter_location (GTK_TEXT_VIEW (self), &from, out);
  gtk_text_view_get_iter_location (GTK_TEXT_VIEW (self), &to, &last);
  out->width = last.y == out->y ? MAX (last.x - out->x, 1) : 1;
  gtk_text_view_buffer_to_window_coords (GTK_TEXT_VIEW (self), GTK_TEXT_WINDOW_WIDGET, out->x, out->y,
                                         &out->x, &out->y);
}

/* ---- the type ---- */

static void
cp_word_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change) {
  CpWordView *self = CP_WORD_VIEW (widget);
  GTK_WIDGET_CLASS (cp_word_view_parent_class)->css_changed (widget, change);
  GdkRGBA grey;
  cp_style_lookup (widget, "t3", &grey);
  g_object_set (self->unknown, "foreground-rgba", &grey, NULL);
}

static void
cp_word_view_finalize (GObject *object) {
  CpWordView *self = CP_WORD_VIEW (object);
  g_array_unref (self->marks);
  g_object_unref (self->unknown);
  g_object_unref (self->struck);
  G_OBJECT_CLASS (cp_word_view_parent_class)->finalize (object);
}

static void
cp_word_view_class_init (CpWordViewClass *class) {
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->finalize = cp_word_view_finalize;
  widget_class->css_changed = cp_word_view_css_changed;
  GTK_TEXT_VIEW_CLASS (class)->snapshot_layer = cp_word_view_snapshot_layer;
  signals[WORD_CHANGED] = g_signal_new ("word-changed", CP_TYPE_WORD_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);
  signals[WORD_ACTIVATED] = g_signal_new ("word-activated", CP_TYPE_WORD_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
cp_word_view_init (CpWordView *self) {
  self->marks = g_array_new (FALSE, FALSE, sizeof (CpWordMark));
  self->hovered = self->caret = -1;
  GtkTextBuffer *buffer = get_buffer (self);
  self->unknown = g_object_ref (gtk_text_buffer_create_tag (buffer, "unknown", NULL));
  self->struck = g_object_ref (gtk_text_buffer_create_tag (buffer, "struck", "strikethrough", TRUE, NULL));
  gtk_text_buffer_set_enable_undo (buffer, FALSE); /* undo is the session's */
  g_signal_connect_object (buffer, "insert-text", G_CALLBACK (inserted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (buffer, "delete-range", G_CALLBACK (deleted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (buffer, "notify::cursor-position", G_CALLBACK (caret_moved), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::has-focus", G_CALLBACK (focus_changed), NULL);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect (motion, "motion", G_CALLBACK (pointer_moved), self);
  g_signal_connect (motion, "leave", G_CALLBACK (pointer_left), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  GtkGesture *click = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_PRIMARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "released", G_CALLBACK (released), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

GtkWidget *
cp_word_view_new (void) {
  return g_object_new (CP_TYPE_WORD_VIEW, "wrap-mode", GTK_WRAP_WORD_CHAR, "accepts-tab", FALSE, NULL);
}
