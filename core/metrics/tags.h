#pragma once
#include "core/table/table.h"

/* The ground truth of several yes-or-no questions at once: a column whose cells list tags separated by commas
 * ("keras,tensorflow"). The tags are those that occur, sorted by code point; an empty cell has none of them.
 * Immutable, reference-counted. */
G_BEGIN_DECLS

typedef struct _CpTags CpTags;
CpTags *cp_tags_ref (CpTags *tags);
void cp_tags_unref (CpTags *tags);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpTags, cp_tags_unref)

/**
 * cp_tags_build:
 * @column: a category, text or boolean column
 * @names: (nullable): NULL-terminated: the tags to look for, in this order; others are passed over. NULL: all
 *
 * Blanks around a tag do not count. More than 1 000 distinct tags, or none at all, is an error.
 *
 * Returns: (transfer full) (nullable)
 */
CpTags *cp_tags_build (const CpTable *table, const char *column, const char *const *names, GError **error);

gsize cp_tags_get_n_rows (const CpTags *tags);
guint cp_tags_get_n (const CpTags *tags);
const char *const *cp_tags_get_names (const CpTags *tags); /* NULL-terminated */
gboolean cp_tags_has (const CpTags *tags, gsize row, guint tag);
/* (transfer full): one tag as a column that says yes and no, so that it can be the label of a decision */
CpColumn *cp_tags_to_column (const CpTags *tags, guint tag, const char *name);

G_END_DECLS
