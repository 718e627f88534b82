#pragma once
#include "core/base/progress.h"
#include "core/table/table.h"
#include <gtk/gtk.h>

/* How anything leaves the window: a parcel (bytes that are made when they are wanted) goes to the clipboard
 * or into a file. Charts and tables hand parcels to the outlet of their window, which asks for the place,
 * makes large ones by a job and says what was done; without one (a test, the gallery) a copy is made at once
 * and saving is not offered. */
G_BEGIN_DECLS

#define CP_PARCEL_LARGE 20000 /* rows from which a parcel is made on a worker */

/* Any thread. Returns: (transfer full) (nullable): NULL with @error set */
typedef GBytes *(*CpParcelMake) (gpointer data, const CpProgress *progress, GCancellable *cancellable,
                                 GError **error);

typedef struct {
  char *name;        /* of a file at first: "ROC.csv"; its suffix says what it is */
  char *what;        /* what was copied, as a person is told: "20 000 rows", "the picture" */
  gboolean is_large; /* to be made on a worker */
  CpParcelMake make;
  gpointer data;
  GDestroyNotify destroy; /* (nullable) */
} CpParcel;

/* A table that is built when it is wanted. */
typedef struct {
  gsize n_rows;
  CpTable *(*build) (gpointer data); /* (transfer full): any thread */
  gpointer data;
  GDestroyNotify destroy; /* (nullable) */
} CpDataSource;

void cp_data_source_clear (CpDataSource *source);
CpDataSource cp_data_source_of_table (CpTable *table); /* of one that is there already; referenced */

void cp_parcel_free (CpParcel *parcel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpParcel, cp_parcel_free)
/* @title: of the chart or table. @source: (transfer full): its content is taken */
CpParcel *cp_parcel_new_csv (const char *title, CpDataSource *source);
/* @suffix: "png", "svg", "pdf"; @bytes: (transfer full) */
CpParcel *cp_parcel_new_bytes (const char *title, const char *suffix, GBytes *bytes);

#define CP_TYPE_OUTLET (cp_outlet_get_type ())
G_DECLARE_INTERFACE (CpOutlet, cp_outlet, CP, OUTLET, GtkWidget)

struct _CpOutletInterface {
  GTypeInterface parent;
  void (*copy) (CpOutlet *self, CpParcel *parcel); /* (transfer full): its text to the clipboard */
  void (*save) (CpOutlet *self, CpParcel *parcel); /* (transfer full): asks where */
  void (*say) (CpOutlet *self, const char *text);  /* a success, quietly */
};

/* The outlet of the window @from is in. (transfer none) (nullable) */
CpOutlet *cp_outlet_find (GtkWidget *from);
/* As text. @parcel: (transfer full) */
void cp_outlet_copy (GtkWidget *from, CpParcel *parcel);
/* @parcel: (transfer full): dropped where there is no outlet */
void cp_outlet_save (GtkWidget *from, CpParcel *parcel);
void cp_outlet_say (GtkWidget *from, const char *text);

G_END_DECLS
