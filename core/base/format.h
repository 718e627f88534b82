#pragma once
#include <glib.h>

/* The one place where a number becomes text. On screen: true minus, no-break space for thousands and before
 * "%", undefined (NaN) as "–". In files: C locale, the shortest text that reads back to the same double. */
G_BEGIN_DECLS

#define CP_FORMAT_SIZE 32 /* holds any double written by cp_format_double() */

/* For files. Writes into @buffer of CP_FORMAT_SIZE and returns it; NaN gives "nan", infinities "inf" and
 * "-inf". */
char *cp_format_double (char *buffer, double value);

/* For the screen; all (transfer full). */
char *cp_format_score (double score); /* 0.742 */
char *cp_format_number (
    double value,
    int decimals); /* 26 144.50; decimals < 0: up to 4 significant decimals, none for integers */
char *cp_format_count (double count); /* 26 144 */
char *cp_format_counted (double count,
                         const char *noun);         /* "1 row", "26 144 rows"; @noun: its plural takes an s */
char *cp_format_percent (double share);             /* share 0.507 → 50.7 % */
char *cp_format_points (double share);              /* share 0.499 → 49.9 (percentage points) */
char *cp_format_delta (double delta, int decimals); /* +0.037, −0.037, 0.000 */
char *
cp_format_threshold (double threshold); /* 0.50, three decimals where two do not tell; +inf → "nobody" */

G_END_DECLS
