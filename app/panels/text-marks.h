#pragma once
#include "app/explain/text-items.h"
#include "ui/words/word-view.h"

/* The words of a text as marks upon it: spans are bytes, marks are characters. */
G_BEGIN_DECLS

/* (transfer full) (element-type CpWordMark): of every place of every item within @text, by ascending begin;
 * the number of a mark's word is the item's. Tints are shares of the largest effect shown. */
GArray *cp_text_marks_new (GPtrArray *items, CpTextShown shown, const char *text);

/* Turns the begin and end of @marks (element-type CpWordMark) from bytes of @text into characters, and sorts
 * them. */
void cp_text_marks_count (GArray *marks, const char *text);

G_END_DECLS
