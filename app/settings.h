#pragma once
#include <glib-object.h>

/* What the program remembers of a person: a key file in the user's configuration folder, so that nothing has
 * to be installed for it. Reading and writing never fail loudly: a choice that cannot be kept is forgotten.
 */
G_BEGIN_DECLS

typedef struct {
  char *path, *title, *detail; /* the session file; its name; "mortgages.csv · complete, limited" */
  gint64 time;                 /* seconds since the epoch, UTC: when it was last open */
} CpRecent;

void cp_recent_free (CpRecent *recent);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CpRecent, cp_recent_free)

char *cp_settings_get_scheme (void); /* (transfer full): "system", "light" or "dark" */
void cp_settings_set_scheme (const char *scheme);

/* Text in percent: 100 to 200 */
int cp_settings_get_text_size (void);
void cp_settings_set_text_size (int percent);
/* Whether the tour was seen or passed over. */
gboolean cp_settings_get_tour_seen (void);
void cp_settings_set_tour_seen (gboolean is_seen);

gboolean cp_settings_get_maximized (void);
void cp_settings_set_maximized (gboolean is_maximized);

gboolean cp_settings_get_is_live (void); /* scores follow every edit; FALSE at first */
void cp_settings_set_is_live (gboolean is_live);

gboolean cp_settings_get_shows_effects (void); /* beside each value of the editor; TRUE at first */
void cp_settings_set_shows_effects (gboolean is_shown);

/* The window's size when it was last closed; untouched when there is none. */
void cp_settings_get_window_size (int *out_width, int *out_height);
void cp_settings_set_window_size (int width, int height);

GPtrArray *cp_settings_get_recent (void); /* (transfer full) (element-type CpRecent): newest first */
guint cp_settings_get_n_recent (void);    /* how many are kept at most: 8 at first, up to 16, 0 for none */
void cp_settings_set_n_recent (guint n);  /* those beyond are forgotten */
void cp_settings_add_recent (const char *path, const char *title, const char *detail);
void cp_settings_remove_recent (const char *path);
void cp_settings_clear_recent (void);

/* Calls @changed with @owner, while it lives, after anything here was changed by this program: every window
 * shows the same. */
void cp_settings_watch (GCallback changed, GObject *owner);

G_END_DECLS
