#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/random.h"

#include <math.h>
#include <stdio.h>

/* Makes the mortgage sample: applications drawn one by one from a small model of a lending market, with the
 * fields of US mortgage disclosure data. Nothing in it is anybody's record. README.md beside this file
 * describes the process and the bias that is planted in it; keep the two together. */

#define SEED 20140917
#define N_ROWS 20000
#define N_TRACTS 180
#define N_AREAS 9

typedef struct {
  const char *name;
  double share;         /* of the applications */
  double median_income; /* of a family, dollars */
  double minority;      /* mean minority share of its tracts */
} Area;

static const Area areas[N_AREAS] = {
    {"Alderbrook", 0.19, 88400, 0.21},     {"Bayhurst", 0.15, 79600, 0.38},
    {"Carrow Valley", 0.13, 66500, 0.17},  {"Dunmere", 0.12, 58200, 0.12},
    {"East Larkfield", 0.11, 71900, 0.45}, {"Fernhollow", 0.10, 63100, 0.28},
    {"Greyport", 0.08, 54700, 0.52},       {"Hallam Springs", 0.07, 94800, 0.16},
    {"Iverton", 0.05, 49800, 0.09},
};

typedef struct {
  guint area;
  double population, minority, income_ratio; /* minority and ratio: shares, not percent */
  double owner_units, family_units;
} Tract;

typedef enum { MALE, FEMALE, NOBODY } Sex;
static const char *const sexes[] = {"Male", "Female", "No co-applicant"};

enum { WHITE, BLACK, ASIAN, NATIVE, PACIFIC };
static const char *const races[] = {"White", "Black or African American", "Asian",
                                    "American Indian or Alaska Native",
                                    "Native Hawaiian or Other Pacific Islander"};
enum { CONVENTIONAL, FHA, VA, FSA };
static const char *const loan_types[] = {"Conventional", "FHA-insured", "VA-guaranteed",
                                         "FSA/RHS-guaranteed"};
enum { PURCHASE, IMPROVEMENT, REFINANCING };
static const char *const purposes[] = {"Home purchase", "Home improvement", "Refinancing"};
enum { ONE_TO_FOUR, MANUFACTURED };
static const char *const properties[] = {"One-to-four family dwelling", "Manufactured housing"};
enum { FIRST_LIEN, SUBORDINATE, UNSECURED };
static const char *const liens[] = {"Secured by a first lien", "Secured by a subordinate lien",
                                    "Not secured by a lien"};
static const char *const agencies[] = {"CFPB", "FDIC", "FRS", "HUD", "NCUA", "OCC"};
enum { REQUESTED, NOT_REQUESTED, NOT_APPLICABLE };
static const char *const preapprovals[] = {"Requested", "Not requested", "Not applicable"};

typedef struct {
  const Tract *tract;
  guint agency, loan_type, property, purpose, preapproval, race, lien;
  gboolean is_hispanic, is_owner_occupied, is_granted;
  Sex sex, co_sex;
  double income, amount; /* thousands of dollars; income NaN where it was not stated */
} Application;

static gboolean
happens (CpRandom *random, double probability) {
  return cp_random_uniform (random) < probability;
}

/* An index drawn with the given weights. */
static guint
choose (CpRandom *random, const double *weights, guint n_weights) {
  double total = 0;
  for (guint i = 0; i < n_weights; i++)
    total += weights[i];
  double left = cp_random_uniform (random) * total;
  for (guint i = 0; i + 1 < n_weights; i++) {
    left -= weights[i];
    if (left < 0)
      return i;
  }
  return n_weights - 1;
}

static void
draw_tract (CpRandom *random, guint index, Tract *out) {
  const Area *area = &areas[index % N_AREAS];
  out->area = index % N_AREAS;
  out->income_ratio = CLAMP (exp (0.28 * cp_random_normal (random)), 0.35, 2.6);
  /* poorer tracts have larger minorities */
  double logit = log (area->minority / (1 - area->minority)) - 1.1 * log (out->income_ratio) +
                 0.7 * cp_random_normal (random);
  out->minority = 1 / (1 + exp (-logit));
  out->population = round (CLAMP (5200 * exp (0.35 * cp_random_normal (random)), 900, 16000));
  double homes = out->population / 2.6;
  double owned = CLAMP (0.62 + 0.25 * log (out->income_ratio) + 0.08 * cp_random_normal (random), 0.1, 0.95);
  out->owner_units = round (homes * owned);
  out->family_units = round (homes * CLAMP (owned + 0.2 + 0.07 * cp_random_normal (random), 0.2, 1));
}

static void
draw_person (CpRandom *random, const Tract *tract, Application *out) {
  double minority = tract->minority;
  out->is_hispanic = happens (random, 0.38 * minority);
  double race_weights[] = {1 - 0.62 * minority, 0.36 * minority, 0.21 * minority, 0.03 * minority,
                           0.02 * minority};
  out->race = out->is_hispanic && happens (random, 0.85) ? WHITE : choose (random, race_weights, 5);
  out->sex = happens (random, 0.37) ? FEMALE : MALE;
  gboolean has_partner = happens (random, out->sex == FEMALE ? 0.30 : 0.55);
  gboolean is_other_sex = happens (random, 0.94);
  out->co_sex = !has_partner ? NOBODY : is_other_sex == (out->sex == MALE) ? FEMALE : MALE;
}

/* The income the lender sees: log-normal about the tract's, lower for women who apply alone. */
static double
draw_income (CpRandom *random, const Application *application) {
  const Tract *tract = application->tract;
  double level = areas[tract->area].median_income / 1000 * pow (tract->income_ratio, 0.6);
  double effects = (application->co_sex != NOBODY ? 0.22 : 0) + (application->sex == FEMALE ? -0.06 : 0) +
                   (application->race == BLACK   ? -0.10
                    : application->race == ASIAN ? 0.08
                                                 : 0) +
                   (application->is_hispanic ? -0.08 : 0);
  return CLAMP (round (level * exp (effects + 0.48 * cp_random_normal (random))), 12, 1800);
}

static void
draw_loan (CpRandom *random, Application *out) {
  static const double purpose_weights[] = {0.42, 0.12, 0.46};
  out->purpose = choose (random, purpose_weights, 3);
  out->is_owner_occupied = !happens (random, 0.10);
  out->property = happens (random, 0.05) ? MANUFACTURED : ONE_TO_FOUR;
  gboolean is_poor = out->income < 60;
  double type_weights[] = {is_poor ? 0.62 : 0.78, is_poor ? 0.25 : 0.13, 0.07, is_poor ? 0.05 : 0.01};
  if (out->purpose == IMPROVEMENT || !out->is_owner_occupied)
    type_weights[FHA] = type_weights[VA] = type_weights[FSA] = 0.02;
  out->loan_type = choose (random, type_weights, 4);
  static const double improvement_liens[] = {0.40, 0.32, 0.28};
  out->lien = out->purpose == IMPROVEMENT ? choose (random, improvement_liens, 3)
              : out->loan_type == CONVENTIONAL && happens (random, 0.04) ? SUBORDINATE
                                                                         : FIRST_LIEN;
  /* loan to income: about 2.4 for a purchase, less for what is already owned */
  static const double multiples[] = {2.4, 0.5, 2.1};
  double multiple = multiples[out->purpose] * (out->lien == FIRST_LIEN ? 1 : 0.4) *
                    (out->property == MANUFACTURED ? 0.55 : 1) * exp (0.42 * cp_random_normal (random));
  out->amount = MAX (round (pow (out->income, 0.9) * 1.55 * multiple), 2);
  static const double preapproval_weights[] = {0.16, 0.5, 0.34};
  out->preapproval = out->purpose == PURCHASE ? choose (random, preapproval_weights, 3) : NOT_APPLICABLE;
  double agency_weights[] = {0.30, 0.07, 0.06, out->loan_type == CONVENTIONAL ? 0.28 : 0.48, 0.09, 0.10};
  out->agency = choose (random, agency_weights, 6);
}

/* The decision: a logit of what stands in the file, of a creditworthiness that does not, and of the planted
 * bias: a lower chance for Black and, less, for Hispanic applicants that nothing else explains. Sex has no
 * effect of its own. */
static gboolean
draw_decision (CpRandom *random, const Application *application) {
  static const double of_purpose[] = {0.95, -0.90, -0.50}, of_lien[] = {0, -0.40, -0.80};
  static const double of_type[] = {0, -0.40, 0.25, -0.20}, of_property[] = {0, -2.0};
  static const double of_agency[] = {-0.60, 0.40, 0.35, 0.30, 0.50, 0.05};
  double ratio = application->amount / application->income;
  double logit =
      1.15 + 1.25 * log (application->income / 75) - 1.25 * MAX (ratio - 2.2, 0) +
      0.50 * log (application->tract->income_ratio) + of_purpose[application->purpose] +
      of_lien[application->lien] + of_type[application->loan_type] + of_property[application->property] +
      of_agency[application->agency] + (application->is_owner_occupied ? 0 : -0.40) +
      (application->preapproval == REQUESTED ? 0.75 : 0) + (application->co_sex != NOBODY ? 0.10 : 0);
  double planted = (application->race == BLACK ? -0.60 : 0) + (application->is_hispanic ? -0.30 : 0);
  double creditworthiness = cp_random_normal (random);
  return happens (random, 1 / (1 + exp (-(logit + planted + creditworthiness))));
}

static Application
draw_application (CpRandom *random, const Tract *tracts, const double *tract_weights) {
  Application application = {0};
  application.tract = &tracts[choose (random, tract_weights, N_TRACTS)];
  draw_person (random, application.tract, &application);
  application.income = draw_income (random, &application);
  draw_loan (random, &application);
  application.is_granted = draw_decision (random, &application);
  if (happens (random, application.is_owner_occupied ? 0.025 : 0.12))
    application.income = NAN;
  return application;
}

static void
append_application (GString *out, const Application *a) {
  const Tract *tract = a->tract;
  const Area *area = &areas[tract->area];
  g_string_append_printf (out, "%s,%s,%s,%s,%s,%.0f,%s,%s,%s,%s,%s,%s,", agencies[a->agency],
                          loan_types[a->loan_type], properties[a->property], purposes[a->purpose],
                          a->is_owner_occupied ? "Owner-occupied" : "Not owner-occupied", a->amount,
                          preapprovals[a->preapproval], area->name,
                          a->is_hispanic ? "Hispanic or Latino" : "Not Hispanic or Latino", races[a->race],
                          sexes[a->sex], sexes[a->co_sex]);
  if (!isnan (a->income))
    g_string_append_printf (out, "%.0f", a->income);
  g_string_append_printf (out, ",%s,%.0f,%.1f,%.0f,%.1f,%.0f,%.0f,%d\n", liens[a->lien], tract->population,
                          100 * tract->minority, area->median_income, 100 * tract->income_ratio,
                          tract->owner_units, tract->family_units, a->is_granted);
}

int
main (int argc, char **argv) {
  if (argc != 2) {
    fprintf (stderr, "usage: %s FILE.csv\n", argv[0]);
    return 2;
  }
  CpRandom random;
  cp_random_init (&random, SEED);
  Tract tracts[N_TRACTS];
  double tract_weights[N_TRACTS];
  for (guint i = 0; i < N_TRACTS; i++) {
    draw_tract (&random, i, &tracts[i]);
    tract_weights[i] = areas[tracts[i].area].share * tracts[i].owner_units;
  }
  g_autoptr (GString) out = g_string_new (
      "agency,loan_type,property_type,loan_purpose,owner_occupancy,loan_amount_000s,preapproval,area,"
      "applicant_ethnicity,applicant_race,applicant_sex,co_applicant_sex,applicant_income_000s,lien_status,"
      "population,minority_population,hud_median_family_income,tract_to_msamd_income,"
      "number_of_owner_occupied_units,number_of_1_to_4_family_units,loan_granted\n");
  for (guint i = 0; i < N_ROWS; i++) {
    Application application = draw_application (&random, tracts, tract_weights);
    append_application (out, &application);
  }
  g_autoptr (GError) error = NULL;
  if (cp_write_file (argv[1], out->str, out->len, &error))
    return 0;
  fprintf (stderr, "%s\n", error->message);
  return 1;
}
