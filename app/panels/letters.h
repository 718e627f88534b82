#pragma once
#include <glib.h>

/* How models are told apart on every page: by the letter of their place, and by the colour that goes with it.
 */
static inline const char *
cp_model_letter (guint model) {
  static const char *const letters[] = {"A", "B", "C", "D", "E", "F", "G", "H"};
  return letters[MIN (model, G_N_ELEMENTS (letters) - 1)];
}

/* For fills and lines; a third model and more share the grey of the others. */
static inline const char *
cp_model_fill (guint model) {
  return model == 0 ? "a" : model == 1 ? "b" : "t3";
}

static inline const char *
cp_model_line (guint model) {
  return model == 0 ? "a_line" : model == 1 ? "b_line" : "t3";
}
