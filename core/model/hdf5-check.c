#include "core/model/hdf5-check.h"

#include <string.h>

static guint64
get_length (const guint8 *bytes) {
  guint64 value;
  memcpy (&value, bytes, sizeof value);
  return GUINT64_FROM_LE (value);
}

/* A global heap, where texts of variable length are kept: a header of 16 bytes with the size of the whole,
 * then objects that each begin with 16 bytes: index, references, size. The size of object 0, the free space,
 * counts its header; those of the others do not and are padded to 8. libhdf5 goes from one to the next
 * without a look at where that is: a size of 0 never ends, a large one leads out of memory. */
static gboolean
check_heap (const guint8 *heap, gsize n_left) {
  enum { HEADER = 16 };
  guint64 size = n_left >= HEADER ? get_length (heap + 8) : 0;
  if (size < HEADER || size > n_left)
    return FALSE;
  for (guint64 at = HEADER; at + HEADER <= size;) {
    guint64 object = get_length (heap + at + 8);
    gboolean is_free = heap[at] == 0 && heap[at + 1] == 0;
    if (object > size || (is_free && object < HEADER))
      return FALSE;
    at += is_free ? object : HEADER + (object + 7) / 8 * 8;
    if (at > size)
      return FALSE;
  }
  return TRUE;
}

gboolean
cp_hdf5_check (const guint8 *bytes, gsize length) {
  static const guint8 signature[] = {'G', 'C', 'O', 'L', 1, 0, 0, 0};
  const guint8 *at = bytes, *end = bytes + length;
  while ((at = memmem (at, (gsize)(end - at), signature, sizeof signature)) != NULL) {
    if (!check_heap (at, (gsize)(end - at)))
      return FALSE;
    at += sizeof signature;
  }
  return TRUE;
}
