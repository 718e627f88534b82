#pragma once
#include <gio/gio.h>
#include <hdf5.h>

/* Reading HDF5 that strangers wrote: every access is checked before libhdf5 allocates for it. Links that
 * leave the file or only name another place, external and virtual storage and filters other than libhdf5's
 * own are refused. libhdf5 may be built without locks of its own, so an open file holds the one lock of this
 * folder (open it, read, close it, all on one thread). */
G_BEGIN_DECLS

typedef struct _CpHdf5File CpHdf5File;

CpHdf5File *cp_hdf5_file_open (const char *path, GError **error); /* (transfer full) (nullable) */
void cp_hdf5_file_close (CpHdf5File *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpHdf5File, cp_hdf5_file_close)

/* Paths are relative to the root; "" is the root itself. */
gboolean cp_hdf5_file_has_object (CpHdf5File *file, const char *path);
gboolean cp_hdf5_file_has_attribute (CpHdf5File *file, const char *path, const char *name);
/* (transfer full) (nullable): one text, of fixed or variable length */
char *cp_hdf5_file_read_text (CpHdf5File *file, const char *path, const char *name, GError **error);
/* (transfer full) (nullable): a list of texts, also one split over NAME0, NAME1, …; an empty list of whatever
 * type is empty */
char **cp_hdf5_file_read_texts (CpHdf5File *file, const char *path, const char *name, GError **error);

/**
 * cp_hdf5_file_read_floats:
 * @what: names the dataset in messages ("layer 2 'dense_1': the kernel")
 * @dims: (inout) (n_dims): the shape it must have; a 0 takes any length and is set to it
 *
 * Returns: (transfer full) (nullable): the values, row-major; float16 and float64 are converted
 */
float *cp_hdf5_file_read_floats (CpHdf5File *file, const char *path, const char *what, guint64 *dims,
                                 guint n_dims, GError **error);

/* The lock, for writers; taking it also switches libhdf5's own printing of errors and its plug-ins off. */
void cp_hdf5_lock (void);
void cp_hdf5_unlock (void);

/* An identifier of libhdf5 that closes itself */
#define CP_HDF5_AUTO __attribute__ ((cleanup (cp_hdf5_close_id))) hid_t
static inline void
cp_hdf5_close_id (hid_t *id) {
  if (*id >= 0)
    H5Idec_ref (*id);
}

G_END_DECLS
