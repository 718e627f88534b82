#pragma once
#include "core/table/csv-private.h"
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* The stops of a text (delimiters and line ends, whether or not quoted), one after the other. They are found
 * for 64 bytes at a time and kept as bits, so that the place of the next field does not wait for what this
 * one holds: that wait, not the work, is what parsing a number costs. */

typedef struct {
  const CpCsvText *text;
  const char *base;
  guint64 mask; /* bit i: base[i] is a stop that is still to come */
} CpCsvStops;

static inline guint64
cp_csv_find_stops (const CpCsvText *text, const char *at) {
  guint64 mask = 0;
#ifdef __SSE2__
  if (G_LIKELY (text->end - at >= 63)) { /* *end is readable too */
    const __m128i delimiter = _mm_set1_epi8 (text->delimiter);
    const __m128i feed = _mm_set1_epi8 ('\n'), carriage = _mm_set1_epi8 ('\r');
    for (int i = 0; i < 4; i++) {
      __m128i bytes = _mm_loadu_si128 ((const __m128i *)(at + 16 * i));
      __m128i stops =
          _mm_or_si128 (_mm_cmpeq_epi8 (bytes, delimiter),
                        _mm_or_si128 (_mm_cmpeq_epi8 (bytes, feed), _mm_cmpeq_epi8 (bytes, carriage)));
      mask |= (guint64)(guint)_mm_movemask_epi8 (stops) << (16 * i);
    }
    return mask;
  }
#endif
  for (int i = 0; i < 64 && at + i <= text->end; i++)
    mask |= (guint64)text->is_stop[(guint8)at[i]] << i;
  return mask;
}

/* From @at on, which is at most one past the text's end. */
static inline void
cp_csv_stops_seek (CpCsvStops *stops, const char *at) {
  stops->base = at;
  stops->mask = at <= stops->text->end ? cp_csv_find_stops (stops->text, at) : 0;
}

/* The next stop; the caller has not yet passed the text's end, which is one. */
static inline const char *
cp_csv_stops_next (CpCsvStops *stops) {
  while (G_UNLIKELY (stops->mask == 0)) {
    stops->base += 64;
    stops->mask = cp_csv_find_stops (stops->text, stops->base);
  }
  const char *stop = stops->base + __builtin_ctzll (stops->mask);
  stops->mask &= stops->mask - 1;
  return stop;
}
